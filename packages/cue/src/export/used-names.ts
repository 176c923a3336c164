// The names that occur in the expressions of a vertex: of fields, references, variables.
import { type Clause, type Elem, type Expr, expressionOf, type Node } from "../adt/expr.ts";
import { type Feature, isIntLabel, isLet, type Labels } from "../adt/feature.ts";
import {
  BINARY,
  BOUND_EXPR,
  CALL,
  COMPREHENSION,
  DISJUNCTION_EXPR,
  DYNAMIC_FIELD,
  DYNAMIC_REFERENCE,
  ELLIPSIS,
  FIELD,
  FIELD_REFERENCE,
  FOR_CLAUSE,
  IF_CLAUSE,
  INDEX,
  INTERPOLATION,
  LET_CLAUSE,
  LET_FIELD,
  LIST_LIT,
  OPEN,
  PATTERN_FIELD,
  SELECTOR,
  SLICE,
  STRUCT_LIT,
  UNARY,
  VALUE_REFERENCE,
  VERTEX,
} from "../adt/tag.ts";
import type { Vertex } from "../adt/vertex.ts";
import { sourceText } from "./source-text.ts";

/** The names in the conjuncts of a vertex. Those of lets are not among them. */
export function usedNames(labels: Labels, vertex: Vertex): Set<string> {
  const walk = new Walk(labels);
  for (const { node } of vertex.conjuncts) walk.node(node);
  return walk.names;
}

/** The names in an expression. */
export function usedNamesOf(labels: Labels, node: Elem): Set<string> {
  const walk = new Walk(labels);
  walk.elem(node);
  return walk.names;
}

class Walk {
  readonly names: Set<string> = new Set();
  readonly #labels: Labels;
  readonly #seen = new Set<unknown>();

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  #label(label: Feature): void {
    if (label !== 0 && !isIntLabel(label) && !isLet(label))
      this.names.add(this.#labels.text(label));
  }

  node(node: Node): void {
    switch (node.tag) {
      case FIELD:
        this.#label(node.label);
        this.elem(node.value);
        return;
      case LET_FIELD:
        this.elem(node.value);
        return;
      case DYNAMIC_FIELD:
        this.elem(node.key);
        this.elem(node.value);
        return;
      case PATTERN_FIELD:
        this.elem(node.filter);
        this.elem(node.value);
        return;
      default:
        this.elem(expressionOf(node));
    }
  }

  elem(elem: Elem): void {
    switch (elem.tag) {
      case ELLIPSIS:
        if (elem.value !== undefined) this.elem(elem.value);
        return;
      case COMPREHENSION:
        for (const clause of elem.clauses) this.#clause(clause);
        this.elem(elem.value);
        if (elem.fallback !== undefined) this.elem(elem.fallback);
        return;
      default:
        this.#expr(elem);
    }
  }

  #clause(clause: Clause): void {
    switch (clause.tag) {
      case FOR_CLAUSE:
        this.#label(clause.key);
        this.#label(clause.value);
        this.elem(clause.source);
        return;
      case IF_CLAUSE:
        this.elem(clause.condition);
        return;
      case LET_CLAUSE:
        this.#label(clause.label);
        this.elem(clause.expr);
        return;
      default:
        this.#label(clause.label);
        if (clause.expr !== undefined) this.elem(clause.expr);
    }
  }

  #expr(expr: Expr): void {
    switch (expr.tag) {
      case VERTEX:
        if (this.#seen.has(expr)) return;
        this.#seen.add(expr);
        if (!expr.isData) for (const { node } of expr.conjuncts) this.node(node);
        return;
      case STRUCT_LIT:
        for (const decl of expr.decls) this.node(decl);
        return;
      case LIST_LIT:
        for (const elem of expr.elems) this.elem(elem);
        return;
      case FIELD_REFERENCE:
        this.#label(expr.label);
        return;
      case VALUE_REFERENCE:
        this.names.add(sourceText(expr));
        return;
      case DYNAMIC_REFERENCE:
        this.elem(expr.label);
        return;
      case SELECTOR:
        this.elem(expr.expr);
        this.#label(expr.label);
        return;
      case INDEX:
        this.elem(expr.expr);
        this.elem(expr.index);
        return;
      case SLICE:
        for (const part of [expr.expr, expr.low, expr.high])
          if (part !== undefined) this.elem(part);
        return;
      case INTERPOLATION:
        for (const part of expr.parts) this.elem(part);
        return;
      case UNARY:
      case BOUND_EXPR:
      case OPEN:
        this.elem(expr.expr);
        return;
      case BINARY:
        this.elem(expr.left);
        this.elem(expr.right);
        return;
      case CALL:
        for (const part of [expr.fun, ...expr.args]) this.elem(part);
        return;
      case DISJUNCTION_EXPR:
        for (const disjunct of expr.disjuncts) this.elem(disjunct.expr);
    }
  }
}
