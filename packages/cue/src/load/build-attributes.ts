// `@if(tag)` and `@ignore()` at the head of a file: whether it takes part. cue: internal/buildattr.
import type { Attribute, Expression, File } from "../ast/ast.ts";
import type { CueError } from "../errors/cue-error.ts";
import { parseExpr } from "../parser/parse.ts";
import { attributeParts } from "./attribute.ts";
import { loadError } from "./errors.ts";

/** Whether a file takes part, and if not, why. */
export type Inclusion =
  | { readonly isIncluded: true }
  | { readonly isIncluded: false; readonly reason: CueError; readonly isError: boolean };

const INCLUDED: Inclusion = { isIncluded: true };

/** Looks at the attributes before the package clause; `isSet` tells which tags are. */
export function inclusionOf(file: File, isSet: (tag: string) => boolean): Inclusion {
  const attribute = buildAttribute(file);
  if (attribute === undefined) return INCLUDED;
  if ("error" in attribute) return excluded(attribute.error, true);
  const { name, body } = attributeParts(attribute.node.text);
  const position = file.source.position(attribute.node.start);
  if (name === "ignore") return excluded(loadError("@ignore() attribute found", [position]), false);
  const { expr, errors } = parseExpr(body);
  if (expr === undefined) return excluded(errors[0] as CueError, true);
  const result = evaluate(expr, isSet);
  if (typeof result === "string") return excluded(loadError(result), true);
  return result ? INCLUDED : excluded(loadError(`@if(${body}) did not match`, [position]), false);
}

function excluded(reason: CueError, isError: boolean): Inclusion {
  return { isIncluded: false, reason, isError };
}

function buildAttribute(
  file: File,
): { readonly node: Attribute } | { readonly error: CueError } | undefined {
  let found: Attribute | undefined;
  for (const declaration of file.declarations) {
    if (declaration.kind === "CommentGroup") continue;
    if (declaration.kind !== "Attribute") break;
    const { name } = attributeParts(declaration.text);
    if (name === "ignore") return { node: declaration };
    if (name !== "if") continue;
    if (found !== undefined) {
      return {
        error: loadError("multiple @if attributes", [
          file.source.position(declaration.start),
          file.source.position(found.start),
        ]),
      };
    }
    found = declaration;
  }
  return found === undefined ? undefined : { node: found };
}

/** The value of a condition, or what is wrong with it. */
function evaluate(expr: Expression, isSet: (tag: string) => boolean): boolean | string {
  switch (expr.kind) {
    case "Ident":
      return isSet(expr.name);
    case "ParenExpr":
      return evaluate(expr.expr, isSet);
    case "UnaryExpr": {
      if (expr.operator !== "!") return `invalid operator ${expr.operator} in build attribute`;
      const value = evaluate(expr.expr, isSet);
      return typeof value === "string" ? value : !value;
    }
    case "BinaryExpr": {
      const { operator } = expr;
      if (operator !== "&&" && operator !== "||") {
        return `invalid operator ${operator} in build attribute`;
      }
      // Both sides count as used, whatever the first one says.
      const left = evaluate(expr.left, isSet);
      if (typeof left === "string") return left;
      const right = evaluate(expr.right, isSet);
      if (typeof right === "string") return right;
      return operator === "&&" ? left && right : left || right;
    }
    default:
      return `invalid type *ast.${expr.kind} in build attribute`;
  }
}
