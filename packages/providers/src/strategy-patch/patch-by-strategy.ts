// Unifying an object with a patch whose comments tell how lists merge (spec: packages.md 15). The base is data, so
// unification is: fields are added, lists merged under instructions, and scalars must agree.
//
//     // +patchKey=name           lists of structs merge by this field; holds for everything below
//     // +patchStrategy=replace   the list replaces that of the base
//     // +patchStrategy=retainKeys  the value replaces that of the base; in a list with a key, the element does
import { type Value, compile } from "@lateen/cue";
import { isValidIdent } from "@lateen/cue/syntax";
import {
  type Json,
  type JsonObject,
  applyJsonPatch,
  applyMergePatch,
  isJsonObject,
  jsonEquals,
} from "@lateen/kube";
import { toJson } from "../json.ts";

/** The patched object. Throws an Error whose message begins with `result check err: ` where base and patch contradict. */
export function patchByStrategy(base: JsonObject, patch: Value): JsonObject {
  const { strategy } = instructionsOf(patch.comments());
  if (strategy === "jsonMergePatch") {
    return applyMergePatch(base, toJson(patch.decode())) as JsonObject;
  }
  if (strategy === "jsonPatch") {
    return applyJsonPatch(
      base,
      toJson(patch.lookup(["operations"]).decode()) as never,
    ) as JsonObject;
  }
  return mergeStruct(base, patch, undefined, []);
}

interface Instructions {
  readonly key?: string;
  readonly strategy?: string;
}

type Path = readonly (string | number)[];

function mergeStruct(
  base: JsonObject,
  patch: Value,
  key: string | undefined,
  path: Path,
): JsonObject {
  const result: JsonObject = { ...base };
  for (const field of patch.fields()) {
    const own = instructionsOf(field.value.comments());
    const at = [...path, field.label];
    result[field.label] = mergeField(base[field.label], field.value, {
      key: own.key ?? key,
      strategy: own.strategy,
      path: at,
    });
  }
  return result;
}

interface FieldRules {
  readonly key: string | undefined;
  readonly strategy: string | undefined;
  readonly path: Path;
}

function mergeField(base: Json | undefined, patch: Value, rules: FieldRules): Json {
  const kind = patch.kind();
  if (base === undefined) return concrete(patch, rules.path);
  if (kind === "list") {
    if (rules.strategy === "replace") return concrete(patch, rules.path);
    if (!Array.isArray(base)) throw conflict(patch, base, rules.path);
    return mergeList(base, patch, rules);
  }
  if (rules.strategy === "retainKeys") return concrete(patch, rules.path);
  if (kind === "struct") {
    if (!isJsonObject(base)) throw conflict(patch, base, rules.path);
    return mergeStruct(base, patch, rules.key, rules.path);
  }
  return mergeScalar(base, patch, rules.path);
}

function mergeList(base: Json[], patch: Value, rules: FieldRules): Json[] {
  const elements = patch.elements();
  const keys = rules.key?.split(",").map((path) => path.split(".")) ?? [];
  const isKeyed =
    keys.length > 0 &&
    (elements.length === 0 ||
      elements.some((element) => keyOf(toJsonOrUndefined(element), keys) !== undefined));
  if (!isKeyed) return mergeByPosition(base, patch, elements, rules);
  const result = [...base];
  for (const [position, element] of elements.entries()) {
    const value = toJsonOrUndefined(element);
    const index = base.findIndex((candidate) =>
      keys.some((key) => {
        const wanted = valueAt(value, key);
        return wanted !== undefined && jsonEquals(valueAt(candidate, key), wanted);
      }),
    );
    const path = [...rules.path, index < 0 ? position : index];
    const there = result[index];
    if (there === undefined) result.push(concrete(element, path));
    else if (rules.strategy === "retainKeys") result[index] = concrete(element, path);
    else result[index] = mergeField(there, element, { key: rules.key, strategy: undefined, path });
  }
  return result;
}

function mergeByPosition(
  base: Json[],
  patch: Value,
  elements: readonly Value[],
  rules: FieldRules,
): Json[] {
  // The base is open at its end; the patch only if it says so.
  if (elements.length < base.length && !/\.\.\.[^\]]*\]\s*$/.test(patch.syntax())) {
    throw contradiction(
      rules.path,
      `incompatible list lengths (${elements.length} and ${base.length})`,
    );
  }
  const merged = elements.map((element, index) =>
    mergeField(base[index], element, {
      key: rules.key,
      strategy: undefined,
      path: [...rules.path, index],
    }),
  );
  return [...merged, ...base.slice(elements.length)];
}

function mergeScalar(base: Json, patch: Value, path: Path): Json {
  const value = toJsonOrUndefined(patch);
  if (jsonEquals(value, base)) return base;
  // A constraint, or a default that the base may override.
  const text = `(${patch.syntax()}) & ${JSON.stringify(base)}`;
  const { program } = compile([{ filename: "patch.cue", text: `value: ${text}` }]);
  const unified = program?.evaluate().lookup(["value"]);
  if (unified !== undefined && unified.error() === undefined && unified.isConcrete()) {
    return toJson(unified.decode());
  }
  throw conflict(patch, base, path);
}

function concrete(patch: Value, path: Path): Json {
  try {
    return toJson(patch.decode());
  } catch (err) {
    throw contradiction(path, err instanceof Error ? err.message : String(err));
  }
}

function toJsonOrUndefined(value: Value): Json | undefined {
  return value.validate({ concrete: true }).length === 0 ? toJson(value.decode()) : undefined;
}

function keyOf(element: Json | undefined, keys: readonly (readonly string[])[]): Json | undefined {
  for (const key of keys) {
    const value = valueAt(element, key);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  let at = value;
  for (const label of path) {
    if (!isJsonObject(at)) return undefined;
    at = at[label];
  }
  return at;
}

function instructionsOf(comments: readonly string[]): Instructions {
  let instructions: Instructions = {};
  for (const comment of comments) {
    const match = /^\s*\+patch(Key|Strategy)=(\S+)\s*$/.exec(comment);
    if (match === null) continue;
    const value = match[2] as string;
    instructions =
      match[1] === "Key" ? { ...instructions, key: value } : { ...instructions, strategy: value };
  }
  return instructions;
}

function conflict(patch: Value, base: Json, path: Path): Error {
  const types = [patch.incompleteKind(), kindOf(base)];
  const suffix = types[0] === types[1] ? "" : ` (mismatched types ${types[0]} and ${types[1]})`;
  return contradiction(path, `conflicting values ${patch.syntax()} and ${shown(base)}${suffix}`);
}

function contradiction(path: Path, text: string): Error {
  return new Error(`result check err: ${formatPath(path)}: ${text}`);
}

function shown(value: Json): string {
  if (Array.isArray(value)) return "[...]";
  return isJsonObject(value) ? "{...}" : JSON.stringify(value);
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "boolean":
      return "bool";
    case "string":
      return "string";
    default:
      return "struct";
  }
}

function formatPath(path: Path): string {
  let text = "";
  for (const element of path) {
    const label =
      typeof element === "number" || isValidIdent(element)
        ? String(element)
        : JSON.stringify(element);
    text = text === "" ? label : `${text}.${label}`;
  }
  return text;
}
