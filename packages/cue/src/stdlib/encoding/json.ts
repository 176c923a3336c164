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
import { decodeJson } from "./json-decode.ts";
import { marshalJson } from "./json-encode.ts";
import { JsonSyntaxError, scanJson, scanJsonValue } from "./json-scan.ts";

function compact(source: string): string {
  let out = "";
  scanJson(source, (token) => {
    out += token;
  });
  return out;
}

function indent(source: string, prefix: string, step: string): string {
  let out = "";
  let depth = 0;
  let isEmpty = false;
  const newline = (): string => `\n${prefix}${step.repeat(depth)}`;
  const end = scanJson(source, (token) => {
    const isEnd = token === "}" || token === "]";
    if (isEmpty && !isEnd) {
      depth++;
      out += newline();
    } else if (isEnd && !isEmpty) {
      depth--;
      out += newline();
    }
    isEmpty = token === "{" || token === "[";
    out += token;
    if (token === ",") out += newline();
    else if (token === ":") out += " ";
  });
  return out + source.slice(end);
}

const HTML_ESCAPES = /[<>&\u2028\u2029]/g;

function htmlEscape(source: string): string {
  return source.replace(
    HTML_ESCAPES,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isValid(source: string): boolean {
  return decodeJson(source, true) !== undefined;
}

function unmarshal(source: string): Result {
  const decoded = decodeJson(source);
  if (decoded === undefined) throw new BuiltinError("json: invalid JSON");
  return decoded;
}

function unmarshalStream(source: string): readonly Result[] {
  const values: Result[] = [];
  let at = 0;
  try {
    for (;;) {
      const end = scanJsonValue(source, at);
      if (end === undefined) return values;
      const decoded = decodeJson(source.slice(at, end));
      if (decoded !== undefined) values.push(decoded);
      at = end;
    }
  } catch (err) {
    if (err instanceof JsonSyntaxError) {
      throw new BuiltinError(`invalid JSON: ${err.isUnfinished ? "unexpected EOF" : err.message}`);
    }
    throw err;
  }
}

function marshalStream(ctx: BuiltinContext, list: CueValue): string {
  return ctx
    .elements(list)
    .map((element) => `${marshalJson(ctx, element)}\n`)
    .join("");
}

function validate(ctx: BuiltinContext, source: string, constraint: CueValue): boolean {
  const unified = ctx.unify(ctx.value(unmarshal(source)), constraint);
  const problem = ctx.validate(unified, "final");
  if (problem !== undefined) throw problem;
  return true;
}

/** The package `encoding/json`. */
export const json: StandardPackage = definePackage("encoding/json", [
  fn("Valid", [text], bool, isValid),
  fn("Compact", [text], string, compact),
  fn("Indent", [text, string, string], string, indent),
  fn("HTMLEscape", [text], string, htmlEscape),
  contextual("Marshal", [value], string, marshalJson),
  contextual("MarshalStream", [value], string, marshalStream),
  fn("UnmarshalStream", [text], anything, unmarshalStream),
  fn("Unmarshal", [text], anything, unmarshal),
  contextual("Validate", [text, schema], bool, validate, { nonConcrete: true }),
]);
