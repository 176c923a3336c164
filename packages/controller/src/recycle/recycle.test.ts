import { type WorkflowRun, crds } from "@lateen/api";
import { startCluster } from "@lateen/testkit";
import { expect, it } from "vitest";
import { recycle } from "./recycle.ts";

const LABEL = "pipeline.oam.dev/name";
const run = (name: string, group: string | undefined): WorkflowRun => ({
  apiVersion: "core.oam.dev/v1alpha1",
  kind: "WorkflowRun",
  metadata: {
    name,
    namespace: "default",
    ...(group === undefined ? {} : { labels: { [LABEL]: group } }),
  },
  spec: { workflowSpec: { steps: [] } },
});

it("recycle deletes old finished runs, but the newest of each group", async () => {
  const cluster = await startCluster({ objects: crds() });
  const { client } = cluster;
  const runs: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ["a-newest", "a", "2026-01-05T00:00:00Z"],
    ["a-old", "a", "2026-01-01T00:00:00Z"],
    ["a-young", "a", "2026-01-04T12:00:00Z"],
    ["a-running", "a", undefined],
    ["b-only", "b", "2025-01-01T00:00:00Z"],
    ["free", undefined, "2025-01-01T00:00:00Z"],
  ];
  for (const [name, group, endTime] of runs) {
    const created = await client.create(run(name, group));
    const finished = endTime !== undefined;
    const status = {
      mode: {},
      status: finished ? ("succeeded" as const) : ("executing" as const),
      suspend: false,
      terminated: false,
      finished,
    };
    await client.update(
      { ...created, status: finished ? { ...status, endTime } : status },
      { subresource: "status" },
    );
  }
  const settings = { groupByLabel: LABEL, recycleSeconds: 86_400 };
  const clock = { now: () => Date.parse("2026-01-05T00:00:00Z"), after: () => () => undefined };
  const warnings: string[] = [];
  const note = (_fields: object, message: string): void => void warnings.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  expect(await recycle({ client, clock, settings, log })).toBe(1);
  const { items } = await client.list({ apiVersion: "core.oam.dev/v1alpha1", kind: "WorkflowRun" });
  expect(items.map(({ metadata }) => metadata.name).sort()).toEqual([
    "a-newest",
    "a-running",
    "a-young",
    "b-only",
    "free",
  ]);
  expect(warnings).toEqual([]);
  await cluster.close();
});
