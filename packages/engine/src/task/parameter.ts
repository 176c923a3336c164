// Writing inputs into a step's parameter (spec: engine.md 9).
import type { Data, PathElement } from "@lateen/cue";
import { sortFields } from "@lateen/kube";
import type { StepNode } from "../instance.ts";
import { parsePath } from "../path.ts";
import { lookupInput } from "../plan/pending.ts";
import type { PassScope } from "../scope.ts";

/** The parameter of an attempt, or why an input cannot be put into it. */
export type ParameterResult = { readonly parameter: Data } | { readonly error: string };

/** A step's properties with its inputs written in, in order: each replaces what is at its place. */
export function parameterOf(scope: PassScope, node: StepNode): ParameterResult {
  const properties = sortFields((node.spec.properties ?? {}) as Data);
  let parameter = properties;
  for (const { from, parameterKey } of node.spec.inputs ?? []) {
    const value = lookupInput(scope, node, from, node.spec.properties);
    if (value === undefined) {
      return {
        error: `get input from [${from}]: failed to lookup value: var(path=${from}) not exist`,
      };
    }
    if (parameterKey === undefined || parameterKey === "") continue;
    const path = parsePath(parameterKey);
    if (path === undefined) {
      return { error: `set input to [${parameterKey}]: not a path of a parameter` };
    }
    try {
      parameter = put(parameter, path, 0, value, parameterKey);
    } catch (err) {
      if (err instanceof NoPlace) return { error: err.message };
      throw err;
    }
  }
  return { parameter };
}

class NoPlace extends Error {}

/** Copies what is on the way: the run's own object stays as it is. */
function put(
  into: Data | undefined,
  path: readonly PathElement[],
  at: number,
  value: Data,
  text: string,
): Data {
  const element = path[at];
  if (element === undefined) return value;
  const isStruct =
    into !== null &&
    typeof into === "object" &&
    !Array.isArray(into) &&
    !(into instanceof Uint8Array);
  if (typeof element === "number") {
    if (into !== undefined && !Array.isArray(into)) {
      throw new NoPlace(`set input to [${text}]: ${typeNoun(into)} has no element ${element}`);
    }
    if (element > 10_000)
      throw new NoPlace(`set input to [${text}]: index ${element} is too large`);
    const list = [...((into as readonly Data[] | undefined) ?? [])];
    while (list.length < element) list.push({});
    list[element] = put(list[element], path, at + 1, value, text);
    return list;
  }
  if (into !== undefined && !isStruct) {
    throw new NoPlace(
      `set input to [${text}]: ${typeNoun(into)} has no field ${JSON.stringify(element)}`,
    );
  }
  const struct = (into as { readonly [key: string]: Data } | undefined) ?? {};
  const below = Object.hasOwn(struct, element) ? struct[element] : undefined;
  return { ...struct, [element]: put(below, path, at + 1, value, text) };
}

function typeNoun(value: Data): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Uint8Array) return "bytes";
  return typeof value === "object" ? "a struct" : `a ${typeof value}`;
}
