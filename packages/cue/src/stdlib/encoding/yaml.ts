import {
  type BuiltinContext,
  BuiltinError,
  contextual,
  type CueValue,
  definePackage,
  fn,
  type Result,
  type StandardPackage,
} from "../builtin.ts";
import { anything, bool, schema, string, text, value } from "../param.ts";
import { decodeYaml } from "./yaml-decode.ts";
import { marshalYaml } from "./yaml-encode.ts";

function unmarshal(source: string): Result {
  const documents = decodeYaml(source);
  const first = documents.next();
  // A text without content is null.
  if (first.done === true) return null;
  let second: ReturnType<typeof documents.next>;
  try {
    second = documents.next();
  } catch (err) {
    if (!(err instanceof BuiltinError)) throw err;
    throw new BuiltinError(`expected a single YAML document: ${err.message}`);
  }
  if (second.done !== true) {
    const { line, column } = second.value;
    throw new BuiltinError(`${line}:${column}: expected a single YAML document`);
  }
  return first.value.value;
}

function unmarshalStream(source: string): readonly Result[] {
  const values = Array.from(decodeYaml(source), (document) => document.value);
  return values.length === 0 ? [null] : values;
}

function checkConcrete(ctx: BuiltinContext, value: CueValue): void {
  const problem = ctx.validate(value, "concrete");
  if (problem !== undefined) throw problem;
}

function marshal(ctx: BuiltinContext, value: CueValue): string {
  checkConcrete(ctx, value);
  return marshalYaml(ctx, value);
}

function marshalStream(ctx: BuiltinContext, list: CueValue): string {
  return ctx
    .elements(list)
    .map((element) => marshal(ctx, element))
    .join("---\n");
}

/** Checks every document of a stream against a constraint. */
function validate(
  ctx: BuiltinContext,
  source: string,
  constraint: CueValue,
  filename: string,
  mode: "errors" | "concrete",
): boolean {
  const check = (unified: CueValue): void => {
    const problem = ctx.validate(unified, mode);
    if (problem === undefined) return;
    // A value that stays incomplete does not satisfy the constraint: no reason to wait.
    throw mode === "concrete" ? problem.terminal() : problem;
  };
  let isEmpty = true;
  for (const document of decodeYaml(source, filename)) {
    isEmpty = false;
    check(ctx.unify(ctx.value(document.value), constraint));
  }
  if (isEmpty) check(constraint);
  return true;
}

/** The package `encoding/yaml`. */
export const yaml: StandardPackage = definePackage("encoding/yaml", [
  contextual("Marshal", [value], string, marshal),
  contextual("MarshalStream", [value], string, marshalStream),
  fn("Unmarshal", [text], anything, unmarshal),
  fn("UnmarshalStream", [text], anything, unmarshalStream),
  contextual(
    "Validate",
    [text, schema],
    bool,
    (ctx, source, constraint) => validate(ctx, source, constraint, "yaml.Validate", "concrete"),
    { nonConcrete: true },
  ),
  contextual(
    "ValidatePartial",
    [text, schema],
    bool,
    (ctx, source, constraint) =>
      validate(ctx, source, constraint, "yaml.ValidatePartial", "errors"),
    { nonConcrete: true },
  ),
]);
