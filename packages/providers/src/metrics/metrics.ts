// Spec: packages.md 8. The function tells; the template waits or fails.
import { compileExpression } from "@lateen/cue";
import type { ProviderFunction, ProviderRuntime } from "@lateen/engine";
import { formatDuration, parseDuration } from "@lateen/kube";
import { type Provider, defineProvider } from "../define-provider.ts";
import { type Params, optionalText, textAt } from "../input.ts";
import type { HttpClient } from "../http/client.ts";
import { METRICS_CUE } from "../sources.gen.ts";
import { instantQuery } from "./prometheus.ts";

const DEFAULT_ENDPOINT = "http://prometheus-server.o11y-system.svc:9090";

/** Makes the function that checks a query against a condition. */
export function promCheck(client: HttpClient): ProviderFunction {
  return {
    nature: "read",
    async call({ params, path }, runtime) {
      const check = checkFrom(params, timeKeys(path, runtime));
      const value = await instantQuery(client, {
        endpoint: check.endpoint,
        query: check.query,
        time: runtime.clock.now(),
        signal: runtime.signal,
      });
      const isHealthy = holds(value, check.condition);
      const returns = isHealthy ? success(check, value, runtime) : failure(check, value, runtime);
      return { kind: "done", returns };
    },
  };
}

interface Check {
  readonly query: string;
  readonly endpoint: string;
  readonly condition: string;
  readonly durationText: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly failDurationText: string;
  /** Milliseconds. */
  readonly failDuration: number;
  /** Where the times are kept. */
  readonly keys: { readonly success: string; readonly fail: string };
}

interface Outcome {
  readonly [field: string]: boolean | string;
  readonly message: string;
  readonly failed: boolean;
  readonly result: boolean;
}

function checkFrom(params: Params, keys: Check["keys"]): Check {
  const durationText = optionalText(params, "duration") ?? "5m";
  const failDurationText = optionalText(params, "failDuration") ?? "2m";
  const endpoint = optionalText(params, "metricEndpoint") ?? "";
  return {
    query: textAt(params, "query"),
    endpoint: endpoint === "" ? DEFAULT_ENDPOINT : endpoint,
    condition: textAt(params, "condition"),
    durationText,
    duration: durationFrom(durationText),
    failDurationText,
    failDuration: durationFrom(failDurationText),
    keys,
  };
}

function durationFrom(text: string): number {
  try {
    return parseDuration(text);
  } catch (err) {
    throw new Error(
      `failed to parse duration ${text}: ${err instanceof Error ? err.message : String(err)}`,
    );
  }
}

function holds(value: string, condition: string): boolean {
  const compiled = compileExpression({ filename: "condition.cue", text: `${value} ${condition}` });
  if (compiled.program === undefined) {
    const reason = compiled.errors[0]?.message ?? "no expression";
    throw new Error(`the condition ${condition} is not a comparison: ${reason}`);
  }
  const result = compiled.program.evaluate();
  const error = result.error();
  if (error !== undefined) throw error;
  if (result.kind() !== "bool" || !result.isConcrete()) {
    throw new Error(`the condition ${condition} does not give true or false`);
  }
  return result.decode() === true;
}

// The times are kept beside the variables of the run, as Unix seconds; "0" stands for none.

function success(check: Check, value: string, runtime: ProviderRuntime): Outcome {
  const { keys } = check;
  setTime(runtime, keys.fail, 0);
  const text = `The healthy condition should be ${check.condition}, and the query result is ${value}, indicating success.`;
  const since = getTime(runtime, keys.success);
  const now = seconds(runtime);
  if (since === 0) {
    setTime(runtime, keys.success, now);
    return { message: text, failed: false, result: false };
  }
  const held = now - since;
  if (held * 1000 >= check.duration) {
    return { message: "The metric check has passed successfully.", failed: false, result: true };
  }
  const rest = ` The success has persisted for ${formatDuration(held * 1000)}, with success duration being ${check.durationText}.`;
  return { message: text + rest, failed: false, result: false };
}

function failure(check: Check, value: string, runtime: ProviderRuntime): Outcome {
  const { keys } = check;
  setTime(runtime, keys.success, 0);
  const text = `The healthy condition should be ${check.condition}, but the query result is ${value}, indicating failure`;
  const since = getTime(runtime, keys.fail);
  const now = seconds(runtime);
  if (since === 0) {
    setTime(runtime, keys.fail, now);
    return {
      message: `${text}, with the failure duration being ${check.failDurationText}. This is first failed checking.`,
      failed: false,
      result: false,
    };
  }
  const held = now - since;
  const message = `${text}. The failure has persisted for ${formatDuration(held * 1000)}, with the failure duration being ${check.failDurationText}.`;
  if (held * 1000 >= check.failDuration) {
    return { message: `${message} The check has terminated.`, failed: true, result: false };
  }
  return { message, failed: false, result: false };
}

/** The first check of a step has the keys that KubeVela has; any other has its own, by its path. */
function timeKeys(path: string, runtime: ProviderRuntime): Check["keys"] {
  const { id } = runtime.step;
  const first = runtime.variables.getKey(`${id}.metrics.check`);
  if (first === undefined) runtime.variables.setKey(`${id}.metrics.check`, path);
  // Keys of a ConfigMap.
  const own = `${id}.${path.replace(/[^-._a-zA-Z0-9]/g, "_")}`;
  const prefix = first === undefined || first === path ? id : own;
  return { success: `${prefix}.metrics.success.time`, fail: `${prefix}.metrics.fail.time` };
}

function getTime(runtime: ProviderRuntime, key: string): number {
  const time = Number(runtime.variables.getKey(key) ?? "0");
  return Number.isFinite(time) ? time : 0;
}

function setTime(runtime: ProviderRuntime, key: string, time: number): void {
  const text = String(time);
  const known = runtime.variables.getKey(key);
  if (known === text || (known === undefined && time === 0)) return;
  runtime.variables.setKey(key, text);
}

function seconds(runtime: ProviderRuntime): number {
  return Math.floor(runtime.clock.now() / 1000);
}

/** `vela/metrics`. */
export function metricsProvider(client: HttpClient): Provider {
  return defineProvider("metrics", METRICS_CUE, { promCheck: promCheck(client) });
}
