// Comprehensions: running the clauses, and what they yield. cue: internal/core/adt/comprehension.go.
import { MEMBER, PENDING, REQUIRED } from "../adt/arc-type.ts";
import { Bottom, combineErrors, CYCLE, EVAL_ERROR, INCOMPLETE_ERROR } from "../adt/bottom.ts";
import { Environment } from "../adt/environment.ts";
import type { Clause, Comprehension, Expr, ForClause, LetClause, TryClause } from "../adt/expr.ts";
import { isRegular, isStringLabel, labelIndex, NO_LABEL } from "../adt/feature.ts";
import { BOOL_KIND, LIST_KIND, STRUCT_KIND } from "../adt/kind.ts";
import {
  ANCESTORS_DONE,
  ARC_TYPE_KNOWN,
  ATTEMPT,
  FIELD_SET_KNOWN,
  FINALIZE,
  type NodeState,
  SCALAR_KNOWN,
  type Task,
  YIELD,
} from "../adt/node-state.ts";
import {
  BOOL,
  BOTTOM,
  FOR_CLAUSE,
  IF_CLAUSE,
  LET_CLAUSE,
  TRY_CLAUSE,
  VERTEX,
} from "../adt/tag.ts";
import { Num, Str, type Value } from "../adt/value.ts";
import { Conjunct, EMPTY_VERTEX, FINALIZED, Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";
import { isCyclePlaceholder, kindOf, unwrap, valueOf } from "./kind.ts";
import { subjectNode } from "./reference.ts";
import { freeze, process } from "./schedule.ts";

/** Runs the clauses of a comprehension; gives an environment for each time its body is to be put in. */
export function yieldEnvironments(
  ctx: OpContext,
  env: Environment,
  comprehension: Comprehension,
  vertex: Vertex | undefined,
): { readonly environments: Environment[]; readonly errors: Bottom | undefined } {
  const environments: Environment[] = [];
  const run = new Run(ctx, comprehension, environments);
  const frame = ctx.save();
  ctx.errors = undefined;
  if (vertex !== undefined) ctx.vertex = vertex;
  run.clause(0, env);
  const { errors } = ctx;
  ctx.restore(frame, true);
  return { environments, errors };
}

/** One run of the clauses. */
class Run {
  readonly ctx: OpContext;
  readonly comprehension: Comprehension;
  readonly environments: Environment[];
  readonly id: number;

  constructor(ctx: OpContext, comprehension: Comprehension, environments: Environment[]) {
    this.ctx = ctx;
    this.comprehension = comprehension;
    this.environments = environments;
    this.id = ctx.newComprehensionId();
  }

  /** Goes on with the clause at `index`; false to end the run. */
  next(index: number, env: Environment): boolean {
    const { ctx } = this;
    if (index >= this.comprehension.clauses.length) {
      this.environments.push(env);
      return true;
    }
    const { errors, place, info, env: savedEnv } = ctx;
    ctx.errors = undefined;
    this.clause(index, env);
    const own = ctx.errors as Bottom | undefined;
    ctx.errors = errors;
    ctx.place = place;
    ctx.info = info;
    ctx.env = savedEnv;
    if (own !== undefined) {
      ctx.addBottom(own);
      return false;
    }
    return ctx.errors === undefined;
  }

  clause(index: number, env: Environment): void {
    const { ctx } = this;
    const clause = this.comprehension.clauses[index] as Clause;
    ctx.env = env;
    if (clause.place !== undefined) ctx.place = clause.place;
    switch (clause.tag) {
      case IF_CLAUSE: {
        const value = unwrap(ctx.value(clause.condition, SCALAR_KNOWN, YIELD));
        if (value === undefined || value.tag === BOTTOM) return;
        if (value.tag !== BOOL) ctx.typeError(value, BOOL_KIND, undefined);
        else if (value.value) this.next(index + 1, env);
        return;
      }
      case FOR_CLAUSE:
        this.forClause(clause, index, env);
        return;
      case LET_CLAUSE:
        this.next(index + 1, this.bindLet(clause, env));
        return;
      case TRY_CLAUSE:
        this.tryClause(clause, index, env);
        return;
    }
  }

  bindLet(clause: LetClause | TryClause, env: Environment): Environment {
    const holder = new Vertex(undefined, NO_LABEL, MEMBER, []);
    const variable = new Vertex(undefined, clause.label, MEMBER, [
      new Conjunct(env, clause.expr as Expr, this.ctx.info),
    ]);
    variable.isDynamic = true;
    variable.isAnonymous = true;
    holder.addArc(variable);
    const sub = new Environment(env, holder);
    sub.comprehension = this.id;
    return sub;
  }

  forClause(clause: ForClause, index: number, env: Environment): void {
    const { ctx } = this;
    const source = rangeSource(ctx, clause.source);
    const state = ctx.stateOf(source);
    if (state !== undefined) freeze(ctx, state, FIELD_SET_KNOWN);
    for (const arc of source.arcs) {
      if (!isRegular(arc.label)) continue;
      if (arc.status !== FINALIZED) {
        const arcState = ctx.stateOf(arc);
        if (arcState !== undefined) process(ctx, arcState, ARC_TYPE_KNOWN, ATTEMPT);
      }
      if (arc.arcType === REQUIRED) {
        ctx.addBottom(
          new Bottom(
            INCOMPLETE_ERROR,
            "missing required field in for comprehension: %",
            [{ label: arc.label }],
            ctx.place,
            ctx.vertex,
          ),
        );
        continue;
      }
      if (arc.arcType !== MEMBER) continue;
      ctx.countNode();
      const holder = new Vertex(env.vertex, NO_LABEL, MEMBER, []);
      holder.status = FINALIZED;
      holder.isDynamic = true;
      holder.isAnonymous = true;
      if (clause.value !== NO_LABEL) {
        const variable = new Vertex(undefined, clause.value, PENDING, []);
        variable.link = arc;
        variable.isDynamic = true;
        variable.isAnonymous = true;
        holder.addArc(variable);
      }
      if (clause.key !== NO_LABEL) {
        const key = isStringLabel(arc.label)
          ? new Str(ctx.labels.text(arc.label), ctx.place)
          : new Num(labelIndex(arc.label), ctx.place);
        const variable = new Vertex(undefined, clause.key, MEMBER, [
          new Conjunct(env, key, ctx.rootInfo),
        ]);
        variable.base = key;
        variable.status = FINALIZED;
        variable.isDynamic = true;
        variable.isAnonymous = true;
        holder.addArc(variable);
      }
      const sub = new Environment(env, holder);
      sub.comprehension = this.id;
      if (!this.next(index + 1, sub)) break;
    }
  }

  tryClause(clause: TryClause, index: number, env: Environment): void {
    const { ctx } = this;
    // The body is evaluated to see whether a reference marked `?` fails; it is evaluated again where it is put in.
    const body = ctx.newInline([
      new Conjunct(env, clause.expr ?? this.comprehension.value, ctx.info),
    ]);
    const marker = { skip: false };
    const state = ctx.stateOf(body);
    if (state !== undefined) state.trySkip = marker;
    ctx.finalize(body);
    if (marker.skip) return;
    this.next(index + 1, clause.expr === undefined ? env : this.bindLet(clause, env));
  }
}

/** The struct or list that a `for` clause goes over; the empty vertex with the reason in the context. */
function rangeSource(ctx: OpContext, expr: Expr): Vertex {
  ctx.detachedDepth++;
  let value: Value | undefined = subjectNode(ctx, expr, ANCESTORS_DONE | FIELD_SET_KNOWN, ATTEMPT);
  ctx.detachedDepth--;
  if (value?.tag === VERTEX) {
    ctx.unify(value, ANCESTORS_DONE | FIELD_SET_KNOWN, FINALIZE, true);
  }
  value = ctx.takeDefault(value);
  if (ctx.lastDefaultFailed) return EMPTY_VERTEX;
  const inner = unwrap(value);
  if (inner !== CYCLE) value = inner;
  let node: Vertex | undefined;
  if (value?.tag === VERTEX) {
    node = value;
    if (!isCyclePlaceholder(node)) value = valueOf(node.deref());
  }
  if (value === undefined) {
    ctx.addIncomplete(expr.place, "cannot range over % (incomplete)", expr);
    return EMPTY_VERTEX;
  }
  if (value.tag === BOTTOM) {
    ctx.addBottom(value);
    return EMPTY_VERTEX;
  }
  const kind = kindOf(value);
  if (value.tag !== VERTEX) {
    if ((kind & (STRUCT_KIND | LIST_KIND)) !== 0) {
      ctx.addIncomplete(expr.place, "cannot range over % (incomplete type %)", expr, { kind });
      return EMPTY_VERTEX;
    }
    if (node === undefined) {
      ctx.addBottom(
        new Bottom(
          EVAL_ERROR,
          "cannot range over % (found %, want list or struct)",
          [expr, { kind }],
          expr.place,
          ctx.vertex,
        ),
      );
      return EMPTY_VERTEX;
    }
  }
  if (
    (kind & (STRUCT_KIND | LIST_KIND)) !== 0 &&
    kind !== STRUCT_KIND &&
    kind !== LIST_KIND
  ) {
    ctx.addIncomplete(expr.place, "cannot range over % (incomplete type %)", expr, { kind });
    return EMPTY_VERTEX;
  }
  return node ?? (value as Vertex);
}

/** Runs a comprehension of a struct and puts in what it yields. */
export function runComprehension(ctx: OpContext, n: NodeState, task: Task): void {
  const comprehension = task.node as Comprehension;
  const env = task.env as Environment;
  const { environments, errors } = yieldEnvironments(ctx, env, comprehension, n.node);
  if (errors !== undefined) {
    if (errors.isIncomplete) task.error = combineErrors(task.error, errors);
    else n.errors = combineErrors(n.errors, errors);
    return;
  }
  const info = task.info.copy();
  info.fromComprehension = true;
  task.isInserting = true;
  try {
    const { fallback, value } = comprehension;
    if (environments.length === 0 && fallback !== undefined) {
      ctx.scheduleConjunct(n, new Conjunct(env, fallback, info), info);
    }
    for (const own of environments) {
      ctx.scheduleConjunct(n, new Conjunct(own, value, info), info);
    }
  } finally {
    task.isInserting = false;
  }
}
