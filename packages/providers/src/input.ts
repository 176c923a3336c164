// Reading the input of a function. The package's schema has checked the types already where a template uses the
// package; a template may also write `#do` and `#provider` by hand.
import type { Value } from "@lateen/cue";
import type { ActionInput } from "@lateen/engine";
import { type Json, type JsonObject, isJsonObject } from "@lateen/kube";

/** Input fields as JSON. */
export interface Params {
  readonly [key: string]: Json;
}

/** A text that must be there. */
export function textAt(params: Params, name: string): string {
  const value = params[name];
  if (typeof value !== "string") throw wrong(name, "a string", value);
  return value;
}

/** A text, or undefined where the field is absent. */
export function optionalText(params: Params, name: string): string | undefined {
  return params[name] === undefined ? undefined : textAt(params, name);
}

/** A number that must be there. */
export function numberAt(params: Params, name: string): number {
  const value = params[name];
  if (typeof value !== "number") throw wrong(name, "a number", value);
  return value;
}

/** An object that must be there. */
export function objectAt(params: Params, name: string): JsonObject {
  const value = params[name];
  if (!isJsonObject(value)) throw wrong(name, "an object", value);
  return value;
}

/** An object, or undefined where the field is absent. */
export function optionalObject(params: Params, name: string): JsonObject | undefined {
  return params[name] === undefined ? undefined : objectAt(params, name);
}

/** A list that must be there. */
export function listAt(params: Params, name: string): Json[] {
  const value = params[name];
  if (!Array.isArray(value)) throw wrong(name, "a list", value);
  return value;
}

/** An object whose values are all texts; undefined where the field is absent. */
export function textsAt(params: Params, name: string): { [key: string]: string } | undefined {
  const object = optionalObject(params, name);
  if (object === undefined) return undefined;
  const texts: { [key: string]: string } = {};
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== "string") throw wrong(`${name}.${key}`, "a string", value);
    texts[key] = value;
  }
  return texts;
}

/** The input of a native function: `$params` where there is one, else the struct itself (the old style). */
export function paramsValue(input: ActionInput): Value {
  const params = input.value.lookup(["$params"]);
  return params.exists() ? params : input.value;
}

/** A text of a native function's input, or undefined where it is absent or not known yet. Throws on a contradiction. */
export function textIn(params: Value, name: string): string | undefined {
  const value = knownAt(params, name);
  if (value === undefined) return undefined;
  const text = value.decode();
  if (typeof text !== "string") throw new Error(`${name}: expected a string`);
  return text;
}

/** A field of a native function's input, unless it is absent or not known yet. Throws on a contradiction. */
export function knownAt(params: Value, name: string): Value | undefined {
  const value = params.lookup([name]);
  if (!value.exists()) return undefined;
  const error = value.error();
  if (error !== undefined) {
    if (error.code === "incomplete") return undefined;
    throw error;
  }
  return value.isConcrete() ? value : undefined;
}

function wrong(name: string, expected: string, found: Json | undefined): Error {
  const kind =
    found === undefined
      ? "nothing"
      : found === null
        ? "null"
        : Array.isArray(found)
          ? "a list"
          : `a ${typeof found}`;
  return new Error(`${name}: expected ${expected}, found ${kind}`);
}
