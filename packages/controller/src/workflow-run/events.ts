// Kubernetes Events about runs (spec: api.md 9). Repeats of the same event are counted on the one that is there; a run
// that says much is cut off for a while, as the usual client-side correlator does.
import type { WorkflowRun } from "@lateen/api";
import type { RunEvent } from "@lateen/engine";
import { type Client, type KubeObject, isNotFound } from "@lateen/kube";

const COMPONENT = "WorkflowRun";
/** Events of one run that pass at once, and how long until one more may. */
const BURST = 25;
const REFILL_MILLISECONDS = 300_000;
/** Different events remembered, to count repeats. */
const REMEMBERED = 4096;

/** Records events; failures are reported, never thrown. */
export interface EventRecorder {
  record(run: WorkflowRun, events: readonly RunEvent[]): void;
  /** Waits until all that was recorded is written. */
  flush(): Promise<void>;
}

/** What {@link eventRecorder} works with. */
export interface EventRecorderOptions {
  readonly client: Pick<Client, "create" | "patch">;
  readonly clock: { now(): number };
  readonly onError: (error: unknown) => void;
}

interface Remembered {
  readonly name: string;
  readonly firstTimestamp: string;
  count: number;
}

/** A recorder that writes in the background. */
export function eventRecorder({ client, clock, onError }: EventRecorderOptions): EventRecorder {
  const remembered = new Map<string, Remembered>();
  const buckets = new Map<string, { tokens: number; at: number }>();
  const pending = new Set<Promise<void>>();
  let counter = 0;

  const isAllowed = (uid: string): boolean => {
    const now = clock.now();
    const bucket = buckets.get(uid) ?? { tokens: BURST, at: now };
    const tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / REFILL_MILLISECONDS);
    if (tokens < 1) return false;
    buckets.delete(uid);
    buckets.set(uid, { tokens: tokens - 1, at: now });
    dropOldest(buckets, REMEMBERED);
    return true;
  };

  const write = async (run: WorkflowRun, event: RunEvent): Promise<void> => {
    const key = [run.metadata.uid, event.type, event.reason, event.message].join("\n");
    const namespace = run.metadata.namespace ?? "default";
    const timestamp = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
    const known = remembered.get(key);
    if (known !== undefined) {
      known.count += 1;
      try {
        await client.patch(
          { apiVersion: "v1", kind: "Event", namespace, name: known.name },
          "merge",
          {
            count: known.count,
            lastTimestamp: timestamp,
          },
        );
        return;
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    counter += 1;
    const suffix = `${clock.now().toString(16)}${counter.toString(16).padStart(4, "0")}`;
    const name = `${(run.metadata.name ?? "").slice(0, 220)}.${suffix}`;
    const fresh: Remembered = {
      name,
      firstTimestamp: known?.firstTimestamp ?? timestamp,
      count: known?.count ?? 1,
    };
    remembered.set(key, fresh);
    dropOldest(remembered, REMEMBERED);
    await client.create(eventObject(run, event, namespace, fresh, timestamp));
  };

  return {
    record(run, events) {
      for (const event of events) {
        if (!isAllowed(run.metadata.uid ?? "")) continue;
        const writing = write(run, event)
          .catch(onError)
          .finally(() => pending.delete(writing));
        pending.add(writing);
      }
    },
    async flush() {
      await Promise.all(pending);
    },
  };
}

function eventObject(
  run: WorkflowRun,
  event: RunEvent,
  namespace: string,
  { name, firstTimestamp, count }: Remembered,
  lastTimestamp: string,
): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name, namespace },
    involvedObject: {
      apiVersion: run.apiVersion,
      kind: run.kind,
      namespace,
      name: run.metadata.name,
      uid: run.metadata.uid,
      resourceVersion: run.metadata.resourceVersion,
    },
    type: event.type,
    reason: event.reason,
    message: event.message.length > 1024 ? `${event.message.slice(0, 1021)}...` : event.message,
    source: { component: COMPONENT },
    reportingComponent: COMPONENT,
    reportingInstance: "",
    firstTimestamp,
    lastTimestamp,
    count,
  };
}

function dropOldest(map: Map<string, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return;
    map.delete(key);
  }
}
