// HorizontalPodAutoscalers, stored in version 2. Version 1 knows one metric, under another name.
import type { KubeObject } from "@lateen/kube";
import type { ResourceDefinition, ResourceVersion } from "../resource.ts";
import { AGE, table } from "../table/columns.ts";
import { builtinCheck } from "../wire/check.ts";
import { builtin, complete, items, own, part } from "./builtin.ts";
import * as cells from "./cells.ts";

const v2: ResourceDefinition = builtin("autoscaling", "v2", {
  kind: "HorizontalPodAutoscaler",
  plural: "horizontalpodautoscalers",
  shortNames: ["hpa"],
  categories: ["all"],
  hasStatus: true,
  table: table(
    cells.column("Reference", (object) => {
      const { kind, name } = part(object, "spec", "scaleTargetRef");
      return `${kind}/${name}`;
    }),
    cells.field("MinPods", ["spec", "minReplicas"]),
    cells.field("MaxPods", ["spec", "maxReplicas"], { type: "integer" }),
    cells.field("Replicas", ["status", "currentReplicas"], { type: "integer" }),
    AGE,
  ),
  hooks: { prepare: (object) => complete(own(object, "spec"), { minReplicas: 1 }) },
});

const schema = builtinCheck("autoscaling", "v1", "HorizontalPodAutoscaler");

const v1: ResourceVersion = {
  ...(v2.versions[0] as ResourceVersion),
  name: "v1",
  ...(schema === undefined ? {} : { schema }),
  convert: { fromStorage: toVersion1, toStorage: toVersion2 },
};

/** `autoscaling`, in both versions. */
export const autoscaling: ResourceDefinition = {
  ...v2,
  versions: [...v2.versions, v1],
};

function toVersion1(object: KubeObject): KubeObject {
  const { metrics: _metrics, behavior: _behavior, ...spec } = part(object, "spec");
  const cpu = items(object, "spec", "metrics").find(
    (metric) => part(metric, "resource")["name"] === "cpu",
  );
  const percentage = part(cpu, "resource", "target")["averageUtilization"];
  return {
    ...object,
    apiVersion: "autoscaling/v1",
    spec: percentage === undefined ? spec : { ...spec, targetCPUUtilizationPercentage: percentage },
  };
}

function toVersion2(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: percentage, ...spec } = part(object, "spec");
  const target = { type: "Utilization", averageUtilization: percentage };
  const metrics = [{ type: "Resource", resource: { name: "cpu", target } }];
  return {
    ...object,
    apiVersion: "autoscaling/v2",
    spec: percentage === undefined ? spec : { ...spec, metrics },
  };
}
