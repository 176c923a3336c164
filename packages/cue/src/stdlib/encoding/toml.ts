import {
  type BuiltinContext,
  contextual,
  type CueValue,
  definePackage,
  fn,
  type StandardPackage,
} from "../builtin.ts";
import { anything, string, text, value } from "../param.ts";
import { toGoValue } from "../text/go-value.ts";
import { decodeToml } from "./toml-decode.ts";
import { encodeToml } from "./toml-encode.ts";

function marshal(ctx: BuiltinContext, value: CueValue): string {
  const problem = ctx.validate(value, "concrete");
  if (problem !== undefined) throw problem;
  return encodeToml(toGoValue(ctx, value));
}

/** The package `encoding/toml`. */
export const toml: StandardPackage = definePackage("encoding/toml", [
  contextual("Marshal", [value], string, marshal),
  fn("Unmarshal", [text], anything, decodeToml),
]);
