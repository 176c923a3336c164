// Let clauses: printed in the struct that declares them, if what is printed refers to them.
import type { Elem, Expr } from "../adt/expr.ts";
import { BINARY, DISJUNCTION_EXPR, LET_FIELD, STRUCT_LIT } from "../adt/tag.ts";
import type { Declaration, Expression } from "../ast/ast.ts";
import { NO_COMMENTS, NO_POS } from "../ast/ast.ts";
import { ident } from "../ast/build.ts";
import type { Exporter, PendingLet } from "./exporter.ts";

/** A let that nothing has referred to yet: where it will stand. */
interface Placeholder {
  readonly kind: "CommentGroup";
  readonly pending: PendingLet;
}

const placeholders = new WeakMap<object, PendingLet>();

/** Makes place in the innermost scope for the lets that an expression's structs declare. */
export function markLets(e: Exporter, node: Elem): void {
  const scope = e.top?.scope;
  if (scope === undefined) return;
  visit(node, (expr) => {
    for (const decl of expr.decls) {
      if (decl.tag !== LET_FIELD) continue;
      const pending: PendingLet = {
        name: e.labels.text(decl.label),
        value: decl.value,
        clause: undefined,
      };
      e.lets.set(decl.label, pending);
      const place = { ...EMPTY };
      placeholders.set(place, pending);
      scope.push(place);
    }
  });
}

const EMPTY: Declaration & Omit<Placeholder, "pending"> = {
  kind: "CommentGroup",
  start: NO_POS,
  end: NO_POS,
  comments: [],
  isDoc: false,
  isLine: false,
  position: 0,
  spacing: 0,
  list: [],
};

function visit(
  node: Elem,
  found: (literal: Extract<Expr, { tag: typeof STRUCT_LIT }>) => void,
): void {
  switch (node.tag) {
    case STRUCT_LIT:
      found(node);
      for (const decl of node.decls) {
        if (decl.tag === STRUCT_LIT || decl.tag === BINARY) visit(decl, found);
      }
      return;
    case BINARY:
      visit(node.left, found);
      visit(node.right, found);
      return;
    case DISJUNCTION_EXPR:
      for (const { expr } of node.disjuncts) visit(expr, found);
  }
}

/** Puts the lets that something refers to in their places, and takes the places of the others away. */
export function dropUnusedLets(scope: Declaration[]): void {
  let kept = 0;
  for (const declaration of scope) {
    const pending = placeholders.get(declaration);
    if (pending === undefined) scope[kept++] = declaration;
    else if (pending.clause !== undefined) scope[kept++] = pending.clause;
  }
  scope.length = kept;
}

/** The clause of a let, made when something first refers to it. */
export function useLet(e: Exporter, pending: PendingLet, make: () => Expression): void {
  if (pending.clause !== undefined) return;
  pending.name = e.uniqueName(pending.name);
  // A let that refers to itself through others refers to the clause in the making.
  const clause = {
    kind: "LetClause" as const,
    start: NO_POS,
    end: NO_POS,
    comments: NO_COMMENTS,
    ident: ident(pending.name),
    equal: NO_POS,
    expr: ident("_") as Expression,
  };
  pending.clause = clause;
  clause.expr = make();
}
