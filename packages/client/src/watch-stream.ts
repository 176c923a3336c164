// A watch is an answer without end: one JSON document a line. Servers end it from time to time; it goes on from the
// last resourceVersion that was seen, so that whoever reads it sees one stream.
import {
  fromStatus,
  type KubeObject,
  type Status,
  serviceUnavailable,
  type WatchEvent,
} from "@lateen/kube";
import type { Clock } from "./clock.ts";

/** How a watch is carried on. */
export interface WatchStreamOptions {
  /** Opens the stream after a resourceVersion. */
  readonly open: (resourceVersion: string | undefined) => Promise<AsyncIterable<Uint8Array>>;
  readonly resourceVersion: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly clock: Clock;
}

/** A stream that ends sooner than this, with nothing in it, is a server that does not work. */
const SHORTEST_STREAM = 1_000;

/** The events of a watch. Ends when the signal is aborted; throws `ApiError` when the server refuses to go on. */
export async function* watchStream<T extends KubeObject>(
  options: WatchStreamOptions,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const { open, signal, clock } = options;
  let { resourceVersion } = options;
  const isOver = (): boolean => signal?.aborted === true;
  while (!isOver()) {
    const begin = clock.now();
    let isEmpty = true;
    try {
      for await (const line of lines(await open(resourceVersion))) {
        const event = parseEvent<T>(line);
        isEmpty = false;
        resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion;
        yield event;
        if (isOver()) return;
      }
    } catch (error) {
      if (isOver()) return;
      throw error;
    }
    if (isEmpty && !isOver() && clock.now() - begin < SHORTEST_STREAM) {
      throw serviceUnavailable(
        "very short watch: the watch lasted less than a second and no items received",
      );
    }
  }
}

function parseEvent<T extends KubeObject>(line: string): WatchEvent<T> {
  let event: { readonly type: string; readonly object: T };
  try {
    event = JSON.parse(line) as typeof event;
  } catch (error) {
    throw serviceUnavailable(
      `unable to decode an event from the watch stream: ${line.slice(0, 200)}`,
      error,
    );
  }
  if (event.type === "ERROR") throw fromStatus(event.object as unknown as Status);
  return event as WatchEvent<T>;
}

async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf("\n"); end !== -1; end = rest.indexOf("\n", start)) {
      if (end > start) yield rest.slice(start, end);
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  if (rest.trim() !== "") yield rest;
}
