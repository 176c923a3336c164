// Evaluation that needs a deep stack: long chains of references, deep nesting.
//
// JavaScript's stack holds a few hundred vertices under evaluation. Before it is full, everything is left, and the
// vertex that was reached is evaluated first, from an empty stack; then everything begins again, and finds it done.
import type { Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";

/** Thrown where the stack gets deep, with the vertex to be evaluated first. What has been found out stays. */
export class TooDeep {
  readonly vertex: Vertex;
  constructor(vertex: Vertex) {
    this.vertex = vertex;
  }
}

/** Vertices and tasks on the stack from which on it is deep; JavaScript engines give room for several times as many. */
export const DEEP = 160;

/** Runs a part of an evaluation, whatever the depth that it needs. */
export function runDeep<T>(ctx: OpContext, run: () => T): T {
  try {
    return finished(ctx, run);
  } catch (err) {
    if (!(err instanceof TooDeep)) throw err;
    return runFrom(ctx, run, err);
  }
}

function runFrom<T>(ctx: OpContext, run: () => T, reached: TooDeep): T {
  const first: Vertex[] = [];
  const seen = new Set<Vertex>();
  for (let deep = reached; ; ) {
    ctx.abandon();
    if (seen.has(deep.vertex)) {
      // It does not become final by itself: there is no other way than through.
      ctx.atomic = 1;
    } else {
      seen.add(deep.vertex);
      first.push(deep.vertex);
    }
    try {
      for (let next = first.at(-1); next !== undefined; next = first.at(-1)) {
        ctx.finalize(next);
        first.pop();
      }
      return finished(ctx, run);
    } catch (err) {
      if (!(err instanceof TooDeep)) throw err;
      deep = err;
    }
  }
}

function finished<T>(ctx: OpContext, run: () => T): T {
  const result = run();
  ctx.atomic = 0;
  return result;
}
