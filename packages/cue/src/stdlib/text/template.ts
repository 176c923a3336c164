import {
  type BuiltinContext,
  contextual,
  type CueValue,
  definePackage,
  fn,
  type StandardPackage,
} from "../builtin.ts";
import { string, value } from "../param.ts";
import { htmlEscape, jsEscape } from "./escape.ts";
import { toGoValue } from "./go-value.ts";
import { executeTemplate } from "./template-exec.ts";
import { parseTemplate } from "./template-parse.ts";

function execute(ctx: BuiltinContext, source: string, data: CueValue): string {
  return executeTemplate(parseTemplate(source), toGoValue(ctx, data));
}

/** The package `text/template`. */
export const template: StandardPackage = definePackage("text/template", [
  contextual("Execute", [string, value], string, execute),
  fn("HTMLEscape", [string], string, htmlEscape),
  fn("JSEscape", [string], string, jsEscape),
]);
