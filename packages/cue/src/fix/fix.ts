// The older dialect, rewritten: definitions made for releases of CUE up to 0.14 say some things that today's
// language refuses or takes otherwise. Each rule rewrites one of them and warns with the modern form.
import type { File } from "../ast/ast.ts";
import { CueError } from "../errors/cue-error.ts";
import { sortErrors } from "../errors/print.ts";
import { formatNode } from "../format/format.ts";
import { RULES, type RuleName } from "./rules.ts";

/** Options of {@link fixFile}. */
export interface FixOptions {
  /**
   * The rules to apply, in this order. Default: `unused-imports`, `list-arithmetic` and `error-field-label`,
   * which change nothing of what a file means; the others guess what its author meant.
   */
  readonly rules?: readonly RuleName[];
}

/** What {@link fixFile} returns. */
export interface FixedFile {
  /** The rewritten file, to be formatted; the same object if nothing was to be done. */
  readonly file: File;
  /** One for each place that was rewritten, with the modern form; code `compile`, sorted by position. */
  readonly warnings: readonly CueError[];
}

/** Rewrites what a file says in the older dialect. The file itself is not changed. */
export function fixFile(file: File, options: FixOptions = {}): FixedFile {
  const warnings: CueError[] = [];
  const { source } = file;
  const names = options.rules ?? RULES.filter((rule) => rule.isDefault).map((rule) => rule.name);
  let fixed = file;
  for (const name of names) {
    const rule = RULES.find((each) => each.name === name);
    if (rule === undefined) throw new TypeError(`unknown rule ${JSON.stringify(name)}`);
    fixed = rule.apply(fixed, {
      warn: (node, message) => {
        const positions = node.start < 0 ? [] : [source.position(node.start)];
        warnings.push(new CueError({ code: "compile", message, positions }));
      },
      show: (node) => formatNode(node, { source }),
    });
  }
  return { file: fixed, warnings: sortErrors(warnings) };
}
