// Paths written as CUE text.
import type { Expression } from "../ast/ast.ts";
import { CueError } from "../errors/cue-error.ts";
import { parseNumber } from "../literal/number.ts";
import { unquote } from "../literal/unquote.ts";
import { parseExpr } from "../parser/parse.ts";
import type { PathElement } from "./value.ts";

/**
 * The elements of a path written as CUE text: `a.b[0]."c-d".#E`. Throws {@link CueError} of code `syntax` if the
 * text is no path.
 */
export function parsePath(text: string): readonly PathElement[] {
  const { expr, errors } = parseExpr(text);
  if (expr === undefined) {
    throw (
      errors[0] ?? new CueError({ code: "syntax", message: `invalid path ${JSON.stringify(text)}` })
    );
  }
  const elements: PathElement[] = [];
  if (!collect(expr, elements)) {
    throw new CueError({ code: "syntax", message: `${text} is no path of fields and indices` });
  }
  return elements;
}

function collect(expr: Expression, elements: PathElement[]): boolean {
  switch (expr.kind) {
    case "Ident":
      elements.push(expr.name);
      return true;
    case "BasicLit":
      return pushLiteral(expr, elements);
    case "SelectorExpr":
      if (!collect(expr.expr, elements)) return false;
      if (expr.selector.kind === "Ident") {
        elements.push(expr.selector.name);
        return true;
      }
      return expr.selector.kind === "BasicLit" && pushLiteral(expr.selector, elements);
    case "IndexExpr":
      return (
        collect(expr.expr, elements) &&
        expr.index.kind === "BasicLit" &&
        pushLiteral(expr.index, elements)
      );
    default:
      return false;
  }
}

function literalValue(literal: Extract<Expression, { kind: "BasicLit" }>): PathElement | undefined {
  if (literal.literal === "int") {
    const number = parseNumber(literal.text);
    return number.ok && number.isInt ? Number(number.value.toBigInt()) : undefined;
  }
  if (literal.literal !== "string") return undefined;
  const unquoted = unquote(literal.text);
  return unquoted.ok && typeof unquoted.value === "string" ? unquoted.value : undefined;
}

function pushLiteral(
  literal: Extract<Expression, { kind: "BasicLit" }>,
  elements: PathElement[],
): boolean {
  const value = literalValue(literal);
  if (value === undefined) return false;
  elements.push(value);
  return true;
}
