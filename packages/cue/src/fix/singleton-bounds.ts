import type { Expression, File } from "../ast/ast.ts";
import { transform } from "../ast/transform.ts";
import type { FixContext } from "./rule.ts";

/** `>=80 & <=80` as a field's value is 80; newer releases keep the bounds. */
export function singletonBounds(file: File, ctx: FixContext): File {
  return transform(file, (node) => {
    if (node.kind !== "Field") return node;
    const value = singleton(node.value);
    if (value === undefined) return node;
    ctx.warn(node.value, `bounds that leave one value stay bounds: write ${ctx.show(value)}`);
    return { ...node, value };
  });
}

function singleton(expr: Expression): Expression | undefined {
  if (expr.kind !== "BinaryExpr" || expr.operator !== "&") return undefined;
  const lower = bound(expr.left, ">=") ?? bound(expr.right, ">=");
  const upper = bound(expr.left, "<=") ?? bound(expr.right, "<=");
  if (lower === undefined || upper === undefined) return undefined;
  return literalText(lower) !== "" && literalText(lower) === literalText(upper) ? lower : undefined;
}

function bound(expr: Expression, operator: ">=" | "<="): Expression | undefined {
  return expr.kind === "UnaryExpr" && expr.operator === operator ? expr.expr : undefined;
}

/** The text of a number, with its sign; empty for anything else. */
function literalText(expr: Expression): string {
  if (expr.kind === "UnaryExpr" && expr.operator === "-") {
    const text = literalText(expr.expr);
    return text === "" ? "" : `-${text}`;
  }
  return expr.kind === "BasicLit" ? expr.text : "";
}
