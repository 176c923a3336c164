import type { Budget } from "@lateen/cue";
import { resolveLimits } from "./features.ts";
import type { Engine } from "./pass.ts";

/** What one evaluation may take. */
export function evaluationBudget(engine: Pick<Engine, "limits" | "clock" | "cpuTime">): Budget {
  const { evaluationNodes, evaluationMilliseconds } = resolveLimits(engine.limits);
  return {
    nodes: evaluationNodes,
    milliseconds: evaluationMilliseconds,
    now: engine.cpuTime ?? (() => engine.clock.now()),
  };
}
