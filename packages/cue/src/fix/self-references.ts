import type { BinaryExpr, Declaration, Expression, Field, File } from "../ast/ast.ts";
import { transform } from "../ast/transform.ts";
import { referencedNames } from "./references.ts";
import type { FixContext } from "./rule.ts";

/**
 * `n: *5 | int & {if n < 1 {_|_}}`: guards in the value of a field that look at the field itself, which newer
 * releases take for a cycle, move in front of it.
 */
export function selfReferences(file: File, ctx: FixContext): File {
  return transform(file, (node) => {
    if (node.kind === "File") {
      const declarations = moveGuards(node.declarations, ctx);
      return declarations === node.declarations ? node : { ...node, declarations };
    }
    if (node.kind !== "StructLit") return node;
    const elements = moveGuards(node.elements, ctx);
    return elements === node.elements ? node : { ...node, elements };
  });
}

function moveGuards(declarations: readonly Declaration[], ctx: FixContext): readonly Declaration[] {
  let isChanged = false;
  const moved = declarations.flatMap((declaration) => {
    const split = declaration.kind === "Field" ? splitGuards(declaration) : undefined;
    if (split === undefined) return [declaration];
    isChanged = true;
    ctx.warn(declaration, `guards that look at their own field belong in front of it`);
    return split;
  });
  return isChanged ? moved : declarations;
}

function splitGuards(field: Field): readonly Declaration[] | undefined {
  const { label, value } = field;
  if (label.kind !== "Ident" || value.kind !== "BinaryExpr" || value.operator !== "|") {
    return undefined;
  }
  const { left, right } = value;
  if (!isDefault(left) || right.kind !== "BinaryExpr" || right.operator !== "&") return undefined;
  const guards = guardsOf(right, label.name);
  if (guards === undefined) return undefined;
  const rest: BinaryExpr = { ...value, right: guards.rest, end: guards.rest.end };
  return [...guards.declarations, { ...field, value: rest, end: guards.rest.end }];
}

function isDefault(expr: Expression): boolean {
  return expr.kind === "UnaryExpr" && expr.operator === "*";
}

/** The guards of a struct on one side of `&`, and the other side. */
function guardsOf(
  expr: BinaryExpr,
  name: string,
): { readonly declarations: readonly Declaration[]; readonly rest: Expression } | undefined {
  const sides = [
    [expr.left, expr.right],
    [expr.right, expr.left],
  ] as const;
  for (const [struct, rest] of sides) {
    if (struct.kind !== "StructLit" || struct.elements.length === 0) continue;
    const isGuards = struct.elements.every(
      (element) =>
        element.kind === "Comprehension" &&
        element.clauses.every((clause) => clause.kind === "IfClause"),
    );
    if (isGuards && referencedNames(struct).has(name)) {
      return { declarations: struct.elements, rest };
    }
  }
  return undefined;
}
