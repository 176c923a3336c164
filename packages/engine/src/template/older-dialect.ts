// Step types written for older releases of CUE (spec: engine.md 22).
import { type RuleName, fixFile, formatFile, parseFile } from "@lateen/cue/syntax";

/** The rules whose meaning the evaluator itself knows: nothing has to be rewritten for them. */
const NATIVE: readonly RuleName[] = ["list-arithmetic", "error-field-label"];

/** How the text of a template is taken. */
export interface Dialect {
  /** Whether the evaluator accepts the older dialect. */
  readonly compatibility: boolean;
  /** The text to be compiled instead; the same if there is nothing to rewrite. */
  readonly rewrite: (text: string) => string;
}

/** The dialect that these rules accept; none: today's language alone. */
export function dialectOf(rules: readonly RuleName[] = NATIVE): Dialect {
  const compatibility = NATIVE.every((rule) => rules.includes(rule));
  const rewritten = compatibility ? rules.filter((rule) => !NATIVE.includes(rule)) : rules;
  return {
    compatibility,
    rewrite: (text) => (rewritten.length === 0 ? text : rewrite(text, rewritten)),
  };
}

/** Keeps the text where it does not parse, or where no rule finds anything: places in messages are those written. */
function rewrite(text: string, rules: readonly RuleName[]): string {
  const { file, errors } = parseFile(text);
  if (errors.length > 0) return text;
  const fixed = fixFile(file, { rules });
  return fixed.file === file ? text : formatFile(fixed.file);
}
