// Which filled-in data the expressions of a value read directly: a walk over its references after the fact, so that
// evaluation itself pays nothing for it.
import { Environment } from "../adt/environment.ts";
import {
  type Comprehension,
  type Elem,
  type Expr,
  expressionOf,
  type Node,
  type Resolver,
} from "../adt/expr.ts";
import { FIELD_SET_KNOWN, FINALIZE, SCALAR_KNOWN } from "../adt/node-state.ts";
import {
  BINARY,
  BOOL,
  BOUND_EXPR,
  CALL,
  COMPREHENSION,
  DISJUNCTION_EXPR,
  ELLIPSIS,
  FOR_CLAUSE,
  IF_CLAUSE,
  IMPORT_REFERENCE,
  INDEX,
  INTERPOLATION,
  LABEL_REFERENCE,
  LAST_RESOLVER,
  LAST_VALUE,
  LET_CLAUSE,
  LIST_LIT,
  OPEN,
  SELECTOR,
  SLICE,
  STRUCT_LIT,
  TRY_CLAUSE,
  UNARY,
  VERTEX,
} from "../adt/tag.ts";
import { EMPTY_VERTEX, type Vertex } from "../adt/vertex.ts";
import type { OpContext } from "../eval/context.ts";
import { defaultOfVertex } from "../eval/default.ts";
import { unwrap } from "../eval/kind.ts";
import { labelOf } from "../eval/reference.ts";

/** Indices of the fills that a vertex's expressions read, ascending. */
export function fillsRead(ctx: OpContext, vertex: Vertex): number[] {
  const walk = new Walk(ctx);
  walk.vertex(vertex);
  return [...walk.fills].sort((a, b) => a - b);
}

/** Indices of the fills that the conditions of a vertex's comprehensions read which do not hold now, ascending. */
export function fillsReadByIdleGuards(ctx: OpContext, vertex: Vertex): number[] {
  const walk = new Walk(ctx);
  for (const { env, node } of vertex.conjuncts) walk.idleGuards(env, expressionOf(node), vertex);
  return [...walk.fills].sort((a, b) => a - b);
}

class Walk {
  readonly ctx: OpContext;
  readonly fills: Set<number> = new Set();
  readonly #seen = new Set<Vertex>();

  constructor(ctx: OpContext) {
    this.ctx = ctx;
  }

  vertex(vertex: Vertex): void {
    if (this.#seen.has(vertex)) return;
    this.#seen.add(vertex);
    for (const { env, node } of vertex.conjuncts) this.node(env, node);
  }

  node(env: Environment | undefined, node: Node): void {
    const expr = expressionOf(node);
    if (expr.tag === COMPREHENSION) this.comprehension(env, expr);
    else this.expr(env, expr);
  }

  comprehension(outer: Environment | undefined, comprehension: Comprehension): void {
    let env = outer;
    let hasVariables = false;
    for (const clause of comprehension.clauses) {
      if (clause.tag === IF_CLAUSE) {
        this.expr(env, clause.condition);
        continue;
      }
      if (clause.tag === FOR_CLAUSE) this.expr(env, clause.source);
      else if (clause.tag === LET_CLAUSE) this.expr(env, clause.expr);
      else if (clause.tag === TRY_CLAUSE) {
        if (clause.expr !== undefined) this.expr(env, clause.expr);
        return;
      }
      // Later clauses see variables, which have no values here.
      env = new Environment(env, EMPTY_VERTEX);
      hasVariables = true;
    }
    // What is made with variables is found where it is used.
    if (!hasVariables) this.expr(env, comprehension.value);
  }

  idleGuards(env: Environment | undefined, expr: Expr | Comprehension, vertex: Vertex): void {
    if (expr.tag === BINARY && expr.op === "&") {
      this.idleGuards(env, expr.left, vertex);
      this.idleGuards(env, expr.right, vertex);
    } else if (expr.tag === COMPREHENSION) {
      this.idleComprehension(env, expr, vertex);
    } else if (expr.tag === STRUCT_LIT) {
      const scope = new Environment(env, vertex);
      for (const decl of expr.decls) {
        if (decl.tag === COMPREHENSION) this.idleComprehension(scope, decl, vertex);
      }
    }
  }

  /** Only conditions: what a `for` goes over is taken for decided. */
  idleComprehension(
    env: Environment | undefined,
    comprehension: Comprehension,
    vertex: Vertex,
  ): void {
    const conditions: Expr[] = [];
    for (const clause of comprehension.clauses) {
      if (clause.tag !== IF_CLAUSE) return;
      conditions.push(clause.condition);
      if (this.holds(env, clause.condition)) continue;
      for (const condition of conditions) this.expr(env, condition);
      return;
    }
    this.idleGuards(env, comprehension.value, vertex);
  }

  holds(env: Environment | undefined, condition: Expr): boolean {
    const frame = this.ctx.save();
    this.ctx.env = env;
    this.ctx.errors = undefined;
    const value = unwrap(this.ctx.value(condition, SCALAR_KNOWN, FINALIZE));
    this.ctx.restore(frame, true);
    return value?.tag === BOOL && value.value;
  }

  expr(env: Environment | undefined, expr: Expr): void {
    const { tag } = expr;
    if (tag <= LAST_VALUE) {
      if (tag === VERTEX && expr.fill >= 0) this.fills.add(expr.fill);
      return;
    }
    if (tag <= LAST_RESOLVER) {
      this.reference(env, expr as Resolver);
      return;
    }
    switch (expr.tag) {
      case BINARY:
        this.expr(env, expr.left);
        this.expr(env, expr.right);
        return;
      case UNARY:
      case BOUND_EXPR:
      case OPEN:
        this.expr(env, expr.expr);
        return;
      case SLICE:
        this.expr(env, expr.expr);
        if (expr.low !== undefined) this.expr(env, expr.low);
        if (expr.high !== undefined) this.expr(env, expr.high);
        return;
      case INTERPOLATION:
        for (const part of expr.parts) this.expr(env, part);
        return;
      case CALL:
        this.expr(env, expr.fun);
        for (const argument of expr.args) this.expr(env, argument);
        return;
      case DISJUNCTION_EXPR:
        for (const disjunct of expr.disjuncts) this.expr(env, disjunct.expr);
        return;
      case LIST_LIT: {
        // A list is a scope, though one without names.
        const scope = new Environment(env, EMPTY_VERTEX);
        for (const elem of expr.elems) this.elem(scope, elem);
        return;
      }
      case STRUCT_LIT:
      case LABEL_REFERENCE:
        // The fields of a struct are values of their own.
        return;
    }
  }

  elem(env: Environment | undefined, elem: Elem): void {
    if (elem.tag === ELLIPSIS) return;
    if (elem.tag === COMPREHENSION) this.comprehension(env, elem);
    else this.expr(env, elem);
  }

  /** Follows a reference to the deepest value on its way that there is. */
  reference(env: Environment | undefined, ref: Resolver): void {
    const target = this.resolve(env, ref);
    if (target === undefined) return;
    const fill = fillOf(target);
    if (fill >= 0) this.fills.add(fill);
    else this.below(target);
  }

  /** What a value that the program computes reads, and the values in it. */
  below(target: Vertex): void {
    if (this.#seen.has(target)) return;
    this.vertex(target);
    for (const arc of defaultOfVertex(target).arcs) {
      const fill = fillOf(arc);
      if (fill >= 0) this.fills.add(fill);
      else this.below(arc);
    }
  }

  resolve(env: Environment | undefined, ref: Resolver): Vertex | undefined {
    if (ref.tag === IMPORT_REFERENCE) return undefined;
    if (ref.tag === SELECTOR || ref.tag === INDEX) {
      const isReference = ref.expr.tag > LAST_VALUE && ref.expr.tag <= LAST_RESOLVER;
      if (!isReference) {
        this.expr(env, ref.expr);
        return undefined;
      }
      const subject = this.resolve(env, ref.expr as Resolver);
      if (subject === undefined) return undefined;
      const label = ref.tag === SELECTOR ? ref.label : this.index(env, ref.index);
      return (
        this.attempt(env, () => {
          this.ctx.completeArcs(subject);
          return defaultOfVertex(subject).lookup(label);
        }) ?? subject
      );
    }
    return this.attempt(env, () => this.ctx.resolve(ref, FIELD_SET_KNOWN, FINALIZE));
  }

  index(env: Environment | undefined, expr: Expr): number {
    this.expr(env, expr);
    let label = 0;
    this.attempt(env, () => {
      label = labelOf(this.ctx, expr, this.ctx.value(expr, SCALAR_KNOWN, FINALIZE));
      return undefined;
    });
    return label;
  }

  attempt(env: Environment | undefined, run: () => Vertex | undefined): Vertex | undefined {
    const frame = this.ctx.save();
    this.ctx.env = env;
    this.ctx.errors = undefined;
    const found = run();
    this.ctx.restore(frame, true);
    return found === EMPTY_VERTEX ? undefined : found;
  }
}

/** The fill that a vertex has data of; -1 if none. */
function fillOf(vertex: Vertex): number {
  for (const { node } of vertex.conjuncts)
    if (node.tag === VERTEX && node.fill >= 0) return node.fill;
  return vertex.fill;
}
