import { type ApiError, toStatus } from "@lateen/kube";
import type { ServerContext } from "../context.ts";
import { tooOldRevision } from "../errors.ts";
import type { WatchItem } from "../verbs/watch.ts";
import type { ApiStream, StreamSink } from "./message.ts";
import { renderBookmark, renderEvent, type View } from "./render.ts";
import type { WatchReceiver } from "../verbs/watch.ts";

/** How a watch is written to its caller. */
export interface WatchStreamOptions {
  readonly view: View;
  readonly bookmarks: boolean;
  /** Tell the caller when the state of the beginning is complete. */
  readonly marksInitialEnd: boolean;
  /** The watch ends after that many milliseconds. */
  readonly timeout: number;
  /** Starts the watch. */
  begin(receiver: WatchReceiver): { stop(): void; isCurrent(): boolean };
}

const BOOKMARK_INTERVAL = 60_000;

/** A watch as a stream of JSON lines. */
export function watchStream(ctx: ServerContext, options: WatchStreamOptions): ApiStream {
  return { start: (sink) => run(ctx, options, sink) };
}

function run(ctx: ServerContext, options: WatchStreamOptions, sink: StreamSink): () => void {
  const { view } = options;
  let isFirst = true;
  let stopBookmarks: () => void = () => undefined;
  let stopTimeout: () => void = () => undefined;
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    ctx.streams.delete(end);
    stopBookmarks();
    stopTimeout();
    running.stop();
    sink.end();
  };
  const fail = (error: unknown): void => {
    sink.write(line("ERROR", JSON.stringify(toStatus(error))));
    end();
  };
  const bookmark = (revision: number, isInitialEnd = false): void =>
    sink.write(line("BOOKMARK", renderBookmark(view, revision, isInitialEnd)));
  ctx.streams.add(end);
  const running = begun(options, {
    onItems(items) {
      sink.write(lines(view, items, isFirst));
      isFirst = false;
    },
    onInitialEnd(revision) {
      if (options.marksInitialEnd) bookmark(revision, true);
    },
    onExpired: () => fail(tooOldRevision(0, ctx.store.compactRevision)),
  });
  if (running.error !== undefined) {
    fail(running.error);
    return end;
  }
  const tick = (): void => {
    if (running.isCurrent()) bookmark(ctx.store.revision);
    stopBookmarks = ctx.clock.after(BOOKMARK_INTERVAL, tick);
  };
  if (options.bookmarks) stopBookmarks = ctx.clock.after(BOOKMARK_INTERVAL, tick);
  stopTimeout = ctx.clock.after(options.timeout, () => {
    // The caller goes on from here, however long ago its last event was.
    if (options.bookmarks && running.isCurrent()) bookmark(ctx.store.revision);
    end();
  });
  return end;
}

/** kube-apiserver answers 200 and says in the stream that the revision is too old. */
function begun(
  options: WatchStreamOptions,
  receiver: WatchReceiver,
): { stop(): void; isCurrent(): boolean; readonly error?: ApiError } {
  try {
    return options.begin(receiver);
  } catch (error) {
    return { stop: () => undefined, isCurrent: () => false, error: error as ApiError };
  }
}

function lines(view: View, items: readonly WatchItem[], isFirst: boolean): string {
  let text = "";
  for (const { type, entry } of items) {
    text += line(type, renderEvent(view, entry, isFirst && text === ""));
  }
  return text;
}

function line(type: string, object: string): string {
  return `{"type":"${type}","object":${object}}\n`;
}
