import { type WorkflowRun, crds } from "@lateen/api";
import type { KubeObject } from "@lateen/kube";
import { fakeClock, startCluster } from "@lateen/testkit";
import { expect, it } from "vitest";
import { eventRecorder } from "./events.ts";

it("eventRecorder counts repeats, and cuts off a run that says too much", async () => {
  const cluster = await startCluster({ objects: crds() });
  const { client } = cluster;
  const run = await client.create<WorkflowRun>({
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "WorkflowRun",
    metadata: { name: "one", namespace: "default" },
    spec: { workflowSpec: { steps: [] } },
  });
  const clock = fakeClock();
  const errors: unknown[] = [];
  const recorder = eventRecorder({ client, clock, onError: (error) => errors.push(error) });
  const event = { type: "Warning", reason: "Execute", message: "fail to execute: no" } as const;
  recorder.record(run, [event]);
  await recorder.flush();
  recorder.record(run, [event]);
  recorder.record(run, [
    { type: "Normal", reason: "Execute", message: "WorkflowRun finished successfully" },
  ]);
  await recorder.flush();
  const list = async (): Promise<KubeObject[]> =>
    (await client.list({ apiVersion: "v1", kind: "Event" }, { namespace: "default" })).items;
  expect(
    (await list()).map(({ type, reason, message, count, source }) => ({
      type,
      reason,
      message,
      count,
      source,
    })),
  ).toEqual([
    { ...event, count: 2, source: { component: "WorkflowRun" } },
    {
      type: "Normal",
      reason: "Execute",
      message: "WorkflowRun finished successfully",
      count: 1,
      source: { component: "WorkflowRun" },
    },
  ]);
  for (let index = 0; index < 100; index += 1)
    recorder.record(run, [{ ...event, message: `failure ${index}` }]);
  await recorder.flush();
  expect(await list()).toHaveLength(24);
  clock.advance(300_000);
  recorder.record(run, [
    { ...event, message: "one more" },
    { ...event, message: "and another" },
  ]);
  await recorder.flush();
  expect(await list()).toHaveLength(25);
  expect(errors).toEqual([]);
  await cluster.close();
});
