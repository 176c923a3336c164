import type { KubeObject } from "@lateen/kube";
import type { Entry, StoreEvent } from "@lateen/store";
import type { ServerContext, Target } from "../context.ts";
import { tooOldRevision } from "../errors.ts";
import { decode, decodeAs } from "../objects/codec.ts";
import { collectionPrefix, objectKey } from "../objects/key.ts";
import type { Selection } from "../objects/selection.ts";
import { parseRevision } from "./list.ts";

/** How a watch is asked for. */
export interface WatchQuery {
  readonly selection: Selection;
  /** Empty or `0`: begin with what is there now. */
  readonly resourceVersion?: string;
  /** Begin with what is there and say when that is done. */
  readonly sendInitialEvents?: boolean;
}

/** One event for a caller. `entry` is in the storage version. */
export interface WatchItem {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly entry: Entry;
}

/** Receives what a watch sees. */
export interface WatchReceiver {
  onItems(items: readonly WatchItem[]): void;
  /** What was there at the beginning has been sent, as of `revision`. */
  onInitialEnd(revision: number): void;
  /** The watch has ended: its place in the log is gone. */
  onExpired(): void;
}

/** Rows of the present state that are sent at a time. */
const PAGE = 500;

/** A watch that was started. */
export interface RunningWatch {
  stop(): void;
  /** Everything durable has been delivered. */
  isCurrent(): boolean;
}

/** Starts a watch. Throws 410 when the log begins later than the caller wants. */
export function watch(
  ctx: ServerContext,
  target: Target,
  query: WatchQuery,
  receiver: WatchReceiver,
): RunningWatch {
  const { resource } = target.served;
  const { selection } = query;
  const isSingle =
    selection.name !== undefined && (target.namespace !== undefined || !resource.namespaced);
  const prefix = isSingle
    ? objectKey(resource, target.namespace, selection.name as string)
    : collectionPrefix(resource, target.namespace);
  const shows = testOf(target, selection, isSingle);
  const given = parseRevision(query.resourceVersion);
  const isFromState = query.sendInitialEvents ?? (given === undefined || given === 0);
  const after = isFromState ? ctx.store.revision : (given ?? ctx.store.revision);
  let stopped = false;
  let running: RunningWatch | undefined;
  const follow = (): void => {
    const result = ctx.store.watch(
      { prefix, after },
      {
        onEvents(events) {
          const items = shows === undefined ? events.map(itemOf) : filtered(events, shows);
          if (items.length > 0) receiver.onItems(items);
        },
        onExpired: () => receiver.onExpired(),
      },
    );
    if (result.ok) running = result;
    else if (isFromState) receiver.onExpired();
    else throw tooOldRevision(after, ctx.store.compactRevision);
  };
  if (!isFromState) {
    follow();
  } else {
    // The caller gets its stop function before the first event.
    queueMicrotask(() => {
      if (stopped) return;
      sendState(ctx, prefix, isSingle, after, shows, receiver);
      if (!stopped) follow();
    });
  }
  return {
    stop() {
      stopped = true;
      running?.stop();
    },
    isCurrent: () => running?.isCurrent() === true,
  };
}

type Test = (entry: Entry) => boolean;

function testOf(target: Target, selection: Selection, isSingle: boolean): Test | undefined {
  const { resource, version } = target.served;
  const { name, matches } = selection;
  if (matches === undefined && (name === undefined || isSingle)) return undefined;
  return (entry) => {
    const object = decodeAs(entry, resource, version);
    if (name !== undefined && object.metadata.name !== name) return false;
    return matches?.(object) !== false;
  };
}

function sendState(
  ctx: ServerContext,
  prefix: string,
  isSingle: boolean,
  revision: number,
  shows: Test | undefined,
  receiver: WatchReceiver,
): void {
  let after: string | undefined;
  for (let more = true; more; ) {
    const page = ctx.store.range({
      prefix,
      revision,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    if (!page.ok) return receiver.onExpired();
    after = page.entries.at(-1)?.key;
    more = page.more;
    const items = page.entries
      .filter((entry) => (!isSingle || entry.key === prefix) && shows?.(entry) !== false)
      .map((entry): WatchItem => ({ type: "ADDED", entry }));
    if (items.length > 0) receiver.onItems(items);
  }
  receiver.onInitialEnd(revision);
}

const TYPES = { created: "ADDED", updated: "MODIFIED", deleted: "DELETED" } as const;

function itemOf({ kind, entry }: StoreEvent): WatchItem {
  return { type: TYPES[kind], entry };
}

/** An object that begins to match is added for the caller, one that ceases to is deleted. */
function filtered(events: readonly StoreEvent[], shows: Test): WatchItem[] {
  const items: WatchItem[] = [];
  for (const event of events) {
    const { kind, entry, previous } = event;
    const before = previous !== undefined && shows(previous);
    if (kind === "deleted") {
      if (before) items.push({ type: "DELETED", entry });
      continue;
    }
    const now = shows(entry);
    if (now) items.push({ type: before ? "MODIFIED" : "ADDED", entry });
    else if (before) items.push({ type: "DELETED", entry: lastShown(previous, entry.revision) });
  }
  return items;
}

/** The state that the caller knows, at the revision of the event that took it away. */
function lastShown(previous: Entry, revision: number): Entry {
  const object = decode(previous);
  const memo: KubeObject = {
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(revision) },
  };
  return { ...previous, revision, value: JSON.stringify(memo), memo };
}
