// Events of events.k8s.io are those of the core group under other names.
import type { KubeObject } from "@lateen/kube";
import type { ResourceDefinition } from "../resource.ts";
import { builtin } from "./builtin.ts";
import { eventTable } from "./core.ts";

const NEW_NAMES: readonly (readonly [core: string, event: string])[] = [
  ["message", "note"],
  ["involvedObject", "regarding"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
  ["reportingComponent", "reportingController"],
];

/** `events.k8s.io/v1`. */
export const events: ResourceDefinition = builtin("events.k8s.io", "v1", {
  kind: "Event",
  plural: "events",
  shortNames: ["ev"],
  selectableFields: [
    "regarding.kind",
    "regarding.namespace",
    "regarding.name",
    "regarding.uid",
    "reason",
    "type",
  ],
  table: eventTable(),
  storageKey: "/core/events",
  // Not the name of the served version, so that every read and write converts.
  storageVersion: "core",
  convert: {
    fromStorage: (object) => renamed(object, NEW_NAMES, "events.k8s.io/v1"),
    toStorage: (object) =>
      renamed(
        object,
        NEW_NAMES.map(([core, event]) => [event, core]),
        "v1",
      ),
  },
});

function renamed(
  object: KubeObject,
  names: readonly (readonly [from: string, to: string])[],
  apiVersion: string,
): KubeObject {
  const copy: KubeObject = { ...object, apiVersion };
  for (const [from, to] of names) {
    if (copy[from] === undefined) continue;
    copy[to] = copy[from];
    delete copy[from];
  }
  return copy;
}
