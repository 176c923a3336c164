import type { WorkflowRun } from "@lateen/api";
import { expect, it } from "vitest";
import { finishedRunShrinker } from "./shrink.ts";

const run = (name: string, finished: boolean): WorkflowRun => ({
  apiVersion: "core.oam.dev/v1alpha1",
  kind: "WorkflowRun",
  metadata: { name, namespace: "default", uid: name, labels: { a: "b" } },
  spec: { workflowSpec: { steps: [] } },
  status: {
    mode: { steps: "DAG" },
    status: finished ? "succeeded" : "executing",
    suspend: false,
    terminated: false,
    finished,
    steps: [
      { id: `${name}-1`, name: "s", type: "t", phase: "succeeded", message: "long".repeat(100) },
    ],
  },
});

it("finishedRunShrinker shares what finished runs have in common, and leaves others alone", () => {
  const shrink = finishedRunShrinker();
  const active = run("c", false);
  expect(shrink(active)).toBe(active);
  const [a, b] = [shrink(run("a", true)), shrink(run("b", true))];
  expect(a.metadata).toEqual({ name: "a", namespace: "default" });
  expect(a.status).toBe(b.status);
  expect(a.status).toMatchObject({
    finished: true,
    status: "succeeded",
    steps: [{ type: "t", phase: "succeeded" }],
  });
});
