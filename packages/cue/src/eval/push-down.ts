// Comprehensions and the fields that they may add.
//
// The literal fields of a comprehension's body are known before its clauses are evaluated. They are made at once, as
// pending arcs, and the comprehension is registered with each of them: so a look-up of another field need not wait
// for it, and in `if a != _|_ {b: 1}`, `if b != _|_ {c: 1}` the second finds out that the first may give b.
// cue: internal/core/adt/comprehension.go, "pushDownDeps".
import { PENDING } from "../adt/arc-type.ts";
import type { Node } from "../adt/expr.ts";
import {
  ALL_TASKS_DONE,
  FIELD_CONJUNCTS_KNOWN,
  NO_TASKS,
  type NodeState,
  type Task,
  VALUE_KNOWN,
} from "../adt/node-state.ts";
import {
  COMPREHENSION,
  DYNAMIC_FIELD,
  ELLIPSIS,
  FIELD,
  LAST_VALUE,
  LET_FIELD,
  PATTERN_FIELD,
  STRUCT_LIT,
} from "../adt/tag.ts";
import type { OpContext } from "./context.ts";

/** Registers a comprehension with the arcs it may add to; gives what else it contributes to. */
export function pushDownDependencies(
  ctx: OpContext,
  n: NodeState,
  task: Task,
  node: Node,
): number {
  if (node.tag === COMPREHENSION) return pushDownDependencies(ctx, n, task, node.value);
  if (node.tag !== STRUCT_LIT) return VALUE_KNOWN | FIELD_CONJUNCTS_KNOWN | ALL_TASKS_DONE;
  let completes = 0;
  for (const decl of node.decls) {
    switch (decl.tag) {
      case FIELD: {
        const arc = ctx.getArc(n, decl.label, PENDING);
        const state = ctx.bareState(arc);
        if (state !== undefined) {
          if (state.parentTasks === NO_TASKS) state.parentTasks = [task];
          else state.parentTasks.push(task);
          pushDownDependencies(ctx, state, task, decl.value);
        }
        break;
      }
      case PATTERN_FIELD:
      case ELLIPSIS:
      case DYNAMIC_FIELD:
        completes |= FIELD_CONJUNCTS_KNOWN;
        break;
      case LET_FIELD:
        completes |= FIELD_CONJUNCTS_KNOWN;
        n.node.isMultiLet = true;
        break;
      default:
        completes |=
          decl.tag <= LAST_VALUE ? VALUE_KNOWN : pushDownDependencies(ctx, n, task, decl);
    }
  }
  return completes | ALL_TASKS_DONE;
}
