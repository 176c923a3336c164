// From the text of a step definition to a program. The only place of the engine that compiles CUE.
import {
  type CueError,
  type ExplainMissing,
  type Source,
  compile,
  compileExpression,
  createPackageCache,
} from "@lateen/cue";
import type { RuleName } from "@lateen/cue/syntax";
import { nearest } from "../nearest.ts";
import type { ProviderRegistry } from "../provider.ts";
import { templateBody } from "./body.ts";
import { CONDITION_EXTERNALS, TEMPLATE_EXTERNALS } from "./externals.ts";
import { type TemplateCache, templateCache } from "./cache.ts";
import { dialectOf } from "./older-dialect.ts";

/** How templates are compiled. */
export interface TemplateOptions {
  /** How many compiled templates are kept; default 2,000. */
  readonly capacity?: number;
  /**
   * Rules of `fixFile` under which templates in the dialect of older releases of CUE are accepted. Default
   * `list-arithmetic` and `error-field-label`, which change no meaning; none: today's language alone.
   */
  readonly rewrites?: readonly RuleName[];
}

/** A {@link TemplateCache} whose templates may import the packages of a registry. */
export function templatesFor(
  registry: ProviderRegistry,
  options: TemplateOptions = {},
): TemplateCache {
  const dialect = dialectOf(options.rewrites);
  const cache = createPackageCache();
  const packages = (importPath: string): readonly Source[] | undefined =>
    registry.packageSource(importPath);
  const templates = templateCache({
    ...(options.capacity === undefined ? {} : { capacity: options.capacity }),
    compile(text) {
      const { program, errors } = compile(
        [{ filename: "template.cue", text: dialect.rewrite(templateBody(text)) }],
        {
          packages,
          cache,
          externals: TEMPLATE_EXTERNALS,
          implicitImports: { op: "vela/op" },
          compatibility: dialect.compatibility,
          missing: explainMissing(registry),
        },
      );
      return program === undefined ? { error: describeErrors(errors) } : { program };
    },
    compileCondition(text) {
      const { program, errors } = compileExpression(
        { filename: "", text },
        { externals: CONDITION_EXTERNALS },
      );
      return program === undefined ? { error: describeErrors(errors) } : { program };
    },
  });
  return {
    ...templates,
    get size() {
      return templates.size;
    },
    clear() {
      cache.delete();
      templates.clear();
    },
  };
}

/** Tells of what a package lacks: why, or which name is near. */
export function explainMissing(registry: ProviderRegistry): ExplainMissing {
  return (importPath, definition, definitions = []) => {
    const reason = registry.explainMissing?.(importPath, definition);
    if (reason !== undefined || definition === undefined) return reason;
    const near = nearest(definition, definitions);
    return near === undefined ? undefined : `did you mean ${near}?`;
  };
}

/** Errors of compilation as the reference shows them, with the place of the first. */
function describeErrors(errors: readonly CueError[]): string {
  const first = errors[0];
  if (first === undefined) return "the template does not compile";
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more errors)` : "";
  const at = first.positions[0];
  const place =
    at === undefined
      ? ""
      : ` (${[...(at.filename === "" ? [] : [at.filename]), at.line, at.column].join(":")})`;
  return `${first.message}${more}${place}`;
}
