// Waits are woken, not polled. One watch a cluster, kind and namespace serves all steps that wait on objects there; a
// change of one wakes exactly those steps. A watch that nobody needs any more ends a while later. What cannot be
// watched (no permission, no such kind yet, a cluster away) is tried again with growing delays, and each try wakes
// those who wait, so that polling takes over until the watch stands.
import type { WakeUp, WatchRef } from "@lateen/engine";
import {
  type ClusterClients,
  type KubeObject,
  type TypeMeta,
  isGone,
  matchesLabels,
  parseLabelSelector,
} from "@lateen/kube";
import { type Clock, sleep } from "@lateen/client";

/** A point in time of the watches: what is seen later counts as news. */
export type Mark = number;

/** Tells who waits on an object that it changed. */
export interface WakeUps {
  /** Taken before a pass: what changes while it goes on must not be missed. */
  mark(): Mark;
  /** Replaces what the steps of a run wait for. Changes seen since `since` wake at once. */
  set(key: string, watches: WakeUp["watches"], since: Mark): void;
  /** The run waits for nothing any more. */
  delete(key: string): void;
  /** How many watches stand, for tests and metrics. */
  readonly size: number;
  stop(): void;
}

/** What {@link createWakeUps} works with. */
export interface WakeUpOptions {
  readonly clusters: ClusterClients;
  readonly clock: Clock;
  /** Called for each wake-up with the key of the run and the id of its step. */
  readonly onWake: (key: string, stepId: string) => void;
  /** Told of watches that fail; they are tried again. */
  readonly onError: (error: unknown, fields: { readonly [name: string]: unknown }) => void;
}

const LINGER_MILLISECONDS = 30_000;
const FIRST_RETRY_MILLISECONDS = 1_000;
const LONGEST_RETRY_MILLISECONDS = 60_000;
/** Changes remembered a watch, for runs whose pass is under way. */
const REMEMBERED_CHANGES = 1_024;

interface Waiter {
  readonly key: string;
  readonly stepId: string;
  readonly name: string | undefined;
  /** The state of the object that the step has seen. */
  readonly version: string | undefined;
  readonly isSelected: ((object: KubeObject) => boolean) | undefined;
  /** Whether an object was selected when last seen: leaving the selection is a change, too. */
  readonly seen: Map<string, boolean>;
}

interface Change {
  readonly at: Mark;
  readonly object: KubeObject;
}

/** A shared watch and those who wait on it. */
interface Group {
  readonly id: string;
  /** Those who wait on one object, by its name. */
  readonly named: Map<string, Set<Waiter>>;
  /** Those who wait on any object of the place, or on selected ones. */
  readonly broad: Set<Waiter>;
  readonly changes: Change[];
  /** Changes up to here are no longer remembered. */
  forgotten: Mark;
  /** When the watch began to stand; undefined while it does not. */
  standing: Mark | undefined;
  readonly abort: AbortController;
  cancelLinger: (() => void) | undefined;
}

/** Makes the wake-ups of one controller. */
export function createWakeUps(options: WakeUpOptions): WakeUps {
  const groups = new Map<string, Group>();
  const waiting = new Map<string, { readonly group: Group; readonly waiter: Waiter }[]>();
  let now: Mark = 0;

  const release = (group: Group): void => {
    if (isNeeded(group) || group.cancelLinger !== undefined) return;
    group.cancelLinger = options.clock.after(LINGER_MILLISECONDS, () => {
      group.cancelLinger = undefined;
      if (isNeeded(group)) return;
      groups.delete(group.id);
      group.abort.abort();
    });
  };

  const groupOf = (ref: WatchRef): Group => {
    const { cluster, type, namespace } = placeOf(ref);
    const id = [cluster, type.apiVersion, type.kind, namespace ?? ""].join("\n");
    let group = groups.get(id);
    if (group === undefined) {
      group = {
        id,
        named: new Map(),
        broad: new Set(),
        changes: [],
        forgotten: now,
        standing: undefined,
        abort: new AbortController(),
        cancelLinger: undefined,
      };
      groups.set(id, group);
      void keepWatching(group, cluster, type, namespace);
    }
    group.cancelLinger?.();
    group.cancelLinger = undefined;
    return group;
  };

  const wake = ({ key, stepId }: Waiter): void => options.onWake(key, stepId);

  const onChange = (group: Group, object: KubeObject): void => {
    now += 1;
    group.changes.push({ at: now, object });
    if (group.changes.length > REMEMBERED_CHANGES) {
      const [oldest] = group.changes.splice(0, REMEMBERED_CHANGES / 2).slice(-1);
      group.forgotten = oldest?.at ?? now;
    }
    for (const waiter of group.named.get(object.metadata.name ?? "") ?? []) {
      if (!hasSeen(waiter, object)) wake(waiter);
    }
    for (const waiter of group.broad) {
      if (concerns(waiter, object)) wake(waiter);
    }
  };

  const wakeAll = (group: Group): void => {
    for (const waiters of [...group.named.values(), group.broad]) {
      for (const waiter of waiters) wake(waiter);
    }
  };

  const keepWatching = async (
    group: Group,
    cluster: string,
    type: TypeMeta,
    namespace: string | undefined,
  ): Promise<void> => {
    const { signal } = group.abort;
    const place = namespace === undefined ? {} : { namespace };
    let delay = FIRST_RETRY_MILLISECONDS;
    while (!signal.aborted) {
      const began = options.clock.now();
      try {
        const client = await options.clusters.cluster(cluster);
        // Only where to begin: what the steps read before was read by themselves.
        const { metadata } = await client.list(type, { ...place, limit: 1, signal });
        const events = client.watch(type, {
          ...place,
          resourceVersion: metadata.resourceVersion,
          signal,
        });
        now += 1;
        group.standing = now;
        wakeAll(group);
        for await (const event of events) {
          delay = FIRST_RETRY_MILLISECONDS;
          if (event.type !== "BOOKMARK") onChange(group, event.object);
        }
        group.standing = undefined;
      } catch (error) {
        if (signal.aborted) return;
        group.standing = undefined;
        if (!isGone(error)) {
          options.onError(error, { cluster, ...type, namespace });
          await sleep(options.clock, delay, signal);
          delay = Math.min(delay * 2, LONGEST_RETRY_MILLISECONDS);
          wakeAll(group);
          continue;
        }
      }
      // A watch that ends, or whose history is gone, begins anew at once, unless it just did.
      if (signal.aborted || options.clock.now() - began >= FIRST_RETRY_MILLISECONDS) continue;
      await sleep(options.clock, delay, signal);
      delay = Math.min(delay * 2, LONGEST_RETRY_MILLISECONDS);
    }
  };

  const remove = (key: string): void => {
    for (const { group, waiter } of waiting.get(key) ?? []) {
      leave(group, waiter);
      release(group);
    }
    waiting.delete(key);
  };

  return {
    mark: () => now,
    set(key, watches, since) {
      const before = waiting.get(key);
      const entries = watches.flatMap(({ stepId, refs }) =>
        refs.map((ref) => ({ group: groupOf(ref), waiter: waiterOf(key, stepId, ref) })),
      );
      for (const { group, waiter } of before ?? []) leave(group, waiter);
      if (entries.length === 0) waiting.delete(key);
      else waiting.set(key, entries);
      for (const { group, waiter } of entries) {
        join(group, waiter);
        if (isNews(group, waiter, since)) wake(waiter);
      }
      for (const { group } of before ?? []) release(group);
    },
    delete: remove,
    get size() {
      return groups.size;
    },
    stop() {
      for (const group of groups.values()) {
        group.cancelLinger?.();
        group.abort.abort();
      }
      groups.clear();
      waiting.clear();
    },
  };
}

function isNeeded(group: Group): boolean {
  return group.named.size > 0 || group.broad.size > 0;
}

function join(group: Group, waiter: Waiter): void {
  if (waiter.name === undefined) {
    group.broad.add(waiter);
    return;
  }
  const waiters = group.named.get(waiter.name);
  if (waiters === undefined) group.named.set(waiter.name, new Set([waiter]));
  else waiters.add(waiter);
}

function leave(group: Group, waiter: Waiter): void {
  group.broad.delete(waiter);
  const waiters = group.named.get(waiter.name ?? "");
  if (waiters?.delete(waiter) === true && waiters.size === 0) group.named.delete(waiter.name ?? "");
}

/** Whether something that concerns the waiter may have changed since then. */
function isNews(group: Group, waiter: Waiter, since: Mark): boolean {
  if (group.standing === undefined) return false;
  if (group.standing > since || group.forgotten > since) return true;
  for (let index = group.changes.length - 1; index >= 0; index -= 1) {
    const { at, object } = group.changes[index] as Change;
    if (at <= since) return false;
    // The newest change decides: what the step has seen came after all others.
    if (concerns(waiter, object)) return !hasSeen(waiter, object);
  }
  return false;
}

function hasSeen({ version }: Waiter, object: KubeObject): boolean {
  return version !== undefined && version === object.metadata.resourceVersion;
}

function placeOf(ref: WatchRef): {
  readonly cluster: string;
  readonly type: TypeMeta;
  readonly namespace: string | undefined;
} {
  const cluster = ref.cluster === "local" ? "" : ref.cluster;
  if ("object" in ref) {
    const { apiVersion, kind, namespace } = ref.object;
    return { cluster, type: { apiVersion, kind }, namespace };
  }
  return { cluster, type: ref.type, namespace: ref.namespace };
}

function waiterOf(key: string, stepId: string, ref: WatchRef): Waiter {
  const selector = "object" in ref ? undefined : ref.labelSelector;
  const parsed =
    selector === undefined || selector === "" ? undefined : parseLabelSelector(selector);
  return {
    key,
    stepId,
    name: "object" in ref ? ref.object.name : undefined,
    version: "object" in ref ? ref.resourceVersion : undefined,
    isSelected:
      parsed === undefined
        ? undefined
        : (object) => matchesLabels(parsed, object.metadata.labels ?? {}),
    seen: new Map(),
  };
}

function concerns(waiter: Waiter, object: KubeObject): boolean {
  const { name = "", namespace = "" } = object.metadata;
  if (waiter.name !== undefined) return waiter.name === name;
  if (waiter.isSelected === undefined) return true;
  const id = `${namespace}/${name}`;
  const isSelected = waiter.isSelected(object);
  const wasSelected = waiter.seen.get(id) ?? true;
  waiter.seen.set(id, isSelected);
  return isSelected || wasSelected;
}
