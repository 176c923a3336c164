// Follows a kind: lists it, watches from there on, and goes on after every failure. A watch that breaks off is taken up
// where it stopped; only when the server no longer reaches back that far is everything listed again.
import {
  isGone,
  type KubeObject,
  type ListOptions,
  type Reader,
  suggestedDelay,
  type TypeMeta,
  type Watcher,
  type WatchEvent,
} from "@lateen/kube";
import { createBackoff } from "./backoff.ts";
import { type Clock, type Random, sleep } from "./clock.ts";

/** What a reflector follows. */
export interface ReflectorTarget extends TypeMeta {
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Where a reflector puts what it learns. All are called in the order of the server's changes. */
export interface ReflectorSink<T extends KubeObject> {
  /** Everything there is, at a resourceVersion. */
  onList(objects: readonly T[], resourceVersion: string): void;
  onEvent(event: WatchEvent<T>): void;
  /** A failure; the reflector goes on after a while. */
  onError(error: unknown): void;
}

/** What a reflector works with. */
export interface ReflectorOptions<T extends KubeObject> {
  readonly client: Reader & Watcher;
  readonly target: ReflectorTarget;
  readonly sink: ReflectorSink<T>;
  readonly clock: Clock;
  readonly random: Random;
}

/** Lists are read in pages of this size. */
const PAGE_SIZE = 500;

const BACKOFF = { base: 100, max: 30_000 };

/** A watch that held so long (milliseconds) worked: its end is not one more failure in a row. */
const STEADY = 10_000;

/** Runs until the signal is aborted. Never rejects. */
export async function reflect<T extends KubeObject>(
  options: ReflectorOptions<T>,
  signal: AbortSignal,
): Promise<void> {
  const { client, target, sink, clock, random } = options;
  const backoff = createBackoff(BACKOFF, random);
  let resourceVersion: string | undefined;
  let began = clock.now();
  while (!signal.aborted) {
    try {
      if (resourceVersion === undefined) {
        const list = await listAll<T>(client, target, signal);
        resourceVersion = list.resourceVersion;
        sink.onList(list.items, resourceVersion);
      }
      began = clock.now();
      const { apiVersion, kind, ...selection } = target;
      const type = { apiVersion, kind };
      const watch = client.watch<T>(type, { ...selection, resourceVersion, signal });
      for await (const event of watch) {
        resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion;
        backoff.reset();
        sink.onEvent(event);
      }
      // The server ended the watch; the next one goes on from here.
      if (!signal.aborted) await sleep(clock, backoff.next(), signal);
    } catch (error) {
      if (signal.aborted) return;
      if (isGone(error)) {
        resourceVersion = undefined;
        continue;
      }
      sink.onError(error);
      if (clock.now() - began > STEADY) backoff.reset();
      const delay = Math.max(backoff.next(), (suggestedDelay(error) ?? 0) * 1_000);
      await sleep(clock, delay, signal);
    }
  }
}

async function listAll<T extends KubeObject>(
  client: Reader,
  target: ReflectorTarget,
  signal: AbortSignal,
): Promise<{ readonly items: readonly T[]; readonly resourceVersion: string }> {
  const { apiVersion, kind, ...selection } = target;
  const read = (options: ListOptions): ReturnType<typeof client.list<T>> =>
    client.list<T>({ apiVersion, kind }, { ...selection, ...options, signal });
  let page = await read({ limit: PAGE_SIZE });
  const items = [...page.items];
  try {
    while (page.metadata.continue !== undefined && page.metadata.continue !== "") {
      page = await read({ limit: PAGE_SIZE, continue: page.metadata.continue });
      for (const item of page.items) items.push(item);
    }
  } catch (error) {
    if (!isGone(error)) throw error;
    // The pages took too long: everything in one.
    page = await read({});
    return { items: page.items, resourceVersion: page.metadata.resourceVersion };
  }
  return { items, resourceVersion: page.metadata.resourceVersion };
}
