// Results of a whole run, taken from its variables at the end (an addition to the reference).
import type { StepOutput } from "@lateen/api";
import { type Data, type Fill, isCueError } from "@lateen/cue";
import type { Json } from "@lateen/kube";
import { describeError } from "./condition.ts";
import { encodeData } from "./context/encode.ts";
import type { PassScope } from "./scope.ts";

/** Bytes that the outputs of a run may take in its status. */
const OUTPUT_BYTES = 64 * 1024;

/** The outputs by name, null for those that cannot be told; and the text of what went wrong. */
export function runOutputs(
  scope: PassScope,
  outputs: readonly StepOutput[],
): { readonly values: { readonly [name: string]: Json }; readonly problem: string | undefined } {
  const fill: Fill[] = [];
  for (const [name, value] of scope.context.variables.entries()) fill.push({ path: [name], value });
  const root = scope.engine.templates.get("").program?.evaluate({
    fill,
    budget: scope.budget,
  });
  const values: { [name: string]: Json } = {};
  const problems: string[] = [];
  for (const { name, valueFrom } of outputs) {
    let data: Data = null;
    try {
      data = root?.expression(valueFrom).decode() ?? null;
    } catch (err) {
      if (!isCueError(err)) throw err;
      problems.push(`failed to get output ${name} from ${valueFrom}: ${describeError(err)}`);
    }
    values[name] = toJson(data);
  }
  const size = encodeData(values).length;
  if (size > OUTPUT_BYTES) {
    const problem = `the outputs of the run take ${size} bytes, more than the ${OUTPUT_BYTES} allowed`;
    return { values: {}, problem };
  }
  return { values, problem: problems.length === 0 ? undefined : problems.join("; ") };
}

/** Status is JSON: integers that it cannot hold exactly and bytes become text. */
function toJson(value: Data): Json {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array) return String.fromCharCode(...value);
  if (Array.isArray(value)) return (value as readonly Data[]).map(toJson);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, toJson(item as Data)]),
  );
}
