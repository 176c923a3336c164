// Runs a WorkflowRun pass by pass and shows each status in a line, for tables of expectations.
import type { StepStatus, WorkflowRun, WorkflowRunSpec, WorkflowRunStatus } from "@lateen/api";
import {
  type Engine,
  type MemoryStorage,
  type PassMemory,
  type PassResult,
  execute,
  memoryStorage,
} from "../src/index.ts";
import type { World } from "./world.ts";

/** A run under test; `status` may be edited between passes as a client does. */
export interface Scenario {
  readonly run: WorkflowRun;
  readonly storage: MemoryStorage;
  /** One pass now. `woken`: names of steps whose watch fired. */
  pass(woken?: readonly string[]): Promise<PassResult>;
  /** Passes at each wake-up until nothing is timed or the run has finished, `limit` at most. */
  settle(limit?: number): Promise<PassResult>;
  /** Forgets what the process knew. */
  restartProcess(): void;
  setStatus(status: WorkflowRunStatus): void;
}

/** Makes a scenario. */
export function scenario(world: World, engine: Engine, spec: WorkflowRunSpec): Scenario {
  const run: WorkflowRun = {
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "WorkflowRun",
    metadata: { name: "run", namespace: "ns", uid: "uid-1", resourceVersion: "1" },
    spec,
  };
  const storage = memoryStorage();
  let memory: PassMemory | undefined;
  const self: Scenario = {
    run,
    storage,
    async pass(woken = []) {
      const ids = new Set(woken.map((name) => idOf(run.status?.steps ?? [], name) ?? ""));
      const result = await execute(engine, {
        run,
        storage,
        ...(memory === undefined ? {} : { memory }),
        woken: ids,
      });
      memory = result.memory;
      if (result.changed) self.setStatus(result.status);
      return result;
    },
    async settle(limit = 50) {
      for (let i = 1; ; i++) {
        const result = await self.pass();
        if (result.status.finished || result.wakeUp.at === undefined || i >= limit) return result;
        world.now = Math.max(world.now, result.wakeUp.at);
      }
    },
    restartProcess() {
      memory = undefined;
    },
    setStatus(status) {
      run.status = status;
      run.metadata.resourceVersion = String(Number(run.metadata.resourceVersion) + 1);
    },
  };
  return self;
}

function idOf(steps: readonly StepStatus[], name: string): string | undefined {
  for (const step of steps) {
    const id = step.name === name ? step.id : idOf(step.subSteps ?? [], name);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** A status in a line: `executing | one succeeded: x | g running [a running/Wait: holding]`. */
export function show(status: WorkflowRunStatus): string {
  const flags = [status.suspend ? "suspend" : "", status.terminated ? "terminated" : ""]
    .filter((flag) => flag !== "")
    .map((flag) => ` +${flag}`)
    .join("");
  return [`${status.status}${flags}`, ...(status.steps ?? []).map(showStep)].join(" | ");
}

function showStep(step: StepStatus): string {
  const reason = step.reason === undefined ? "" : `/${step.reason}`;
  const message = step.message === undefined ? "" : `: ${step.message.trim()}`;
  const below = step.subSteps === undefined ? "" : ` [${step.subSteps.map(showStep).join(", ")}]`;
  return `${step.name} ${step.phase}${reason}${message}${below}`;
}
