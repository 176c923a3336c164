// A text that is one expression, perhaps after import declarations.
import type { Declaration, Expression } from "../ast/ast.ts";
import { CueError } from "../errors/cue-error.ts";
import { unquote } from "../literal/unquote.ts";
import { parseFile } from "../parser/parse.ts";
import { Source } from "../token/source.ts";

/** An expression as parsed, with the import declarations before it. */
export interface ParsedExpression {
  readonly expr: Expression | undefined;
  readonly declarations: readonly Declaration[];
  readonly origin: Source;
  readonly errors: readonly CueError[];
}

/** Parses imports and then one expression, as an embedding of a file. */
export function parseExpressionSource(source: {
  readonly filename: string;
  readonly text: string;
}): ParsedExpression {
  const origin = new Source(source.text, source.filename);
  const { file, errors } = parseFile(origin);
  const declarations = file.declarations.filter((declaration) => declaration.kind === "ImportDecl");
  const rest = file.declarations.filter((declaration) => declaration.kind !== "ImportDecl");
  const [only] = rest;
  if (errors.length > 0) return { expr: undefined, declarations, origin, errors };
  if (only === undefined || rest.length > 1 || only.kind !== "EmbedDecl") {
    const message = `expected one expression, found ${rest.length === 0 ? "none" : "declarations"}`;
    const error = new CueError({
      code: "syntax",
      message,
      positions: [origin.position(only?.start ?? 0)],
    });
    return { expr: undefined, declarations, origin, errors: [error] };
  }
  return { expr: only.expr, declarations, origin, errors };
}

/** The import paths that declarations name, in order. */
export function importPathsOf(declarations: readonly Declaration[]): string[] {
  const paths: string[] = [];
  for (const declaration of declarations) {
    if (declaration.kind !== "ImportDecl") continue;
    for (const spec of declaration.specs) {
      const path = unquote(spec.path.text);
      if (path.ok && typeof path.value === "string") paths.push(path.value);
    }
  }
  return paths;
}
