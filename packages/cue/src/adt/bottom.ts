// Errors as values. Only `code` may steer control flow; the message is put into words when somebody asks.
import type { Place } from "./position.ts";
import { BOTTOM } from "./tag.ts";
import type { Vertex } from "./vertex.ts";

/** Codes by severity, the worst first. */
export const EVAL_ERROR = 0;
export const USER_ERROR = 1;
/** A literal `_|_`. */
export const LITERAL_ERROR = 2;
export const STRUCTURAL_CYCLE_ERROR = 3;
export const INCOMPLETE_ERROR = 4;
export const CYCLE_ERROR = 5;
/** The evaluation has exceeded its budget. Worse than anything, and never dropped. */
export const BUDGET_ERROR = -1;

/** A part of a message: text, or something that is put into words later. */
export type MessageArgument = unknown;

/** An error. Two errors of one value are combined to a pair, so that adding one costs nothing. */
export class Bottom {
  readonly tag: typeof BOTTOM = BOTTOM;
  readonly code: number;
  /** The message with `%` for each argument; empty for a pair or a wrapper without text. */
  readonly format: string;
  readonly args: readonly MessageArgument[];
  readonly place: Place | undefined;
  /** Places of what else took part. */
  places: Place[] | undefined = undefined;
  /** Where in the tree it happened. */
  node: Vertex | undefined;
  /** The vertex that messages name, where that is not the node; null for none. */
  at: Vertex | null | undefined = undefined;
  /** The path by which the value was reached where that is not the node's own. */
  path: readonly number[] | undefined = undefined;
  /** The cause: its message follows after a colon. */
  cause: Bottom | undefined = undefined;
  left: Bottom | undefined = undefined;
  right: Bottom | undefined = undefined;
  /** From a check of closedness. */
  isCloseCheck = false;
  /** It is the error of a field or element below. */
  isChildError = false;
  /** Fields below have errors as well. */
  hasChildErrors = false;

  constructor(
    code: number,
    format: string,
    args: readonly MessageArgument[],
    place: Place | undefined,
    node: Vertex | undefined,
  ) {
    this.code = code;
    this.format = format;
    this.args = args;
    this.place = place;
    this.node = node;
  }

  get isIncomplete(): boolean {
    return this.code >= INCOMPLETE_ERROR;
  }
}

const NO_ARGUMENTS: readonly MessageArgument[] = [];

/** Stands for the value of a vertex while it is not known yet. */
export const CYCLE: Bottom = new Bottom(
  CYCLE_ERROR,
  "cycle error",
  NO_ARGUMENTS,
  undefined,
  undefined,
);

/** Put in as a value, it says nothing, and only ends the sharing of structure: `__no_sharing`. */
export const NO_SHARING: Bottom = new Bottom(
  EVAL_ERROR,
  "no sharing",
  NO_ARGUMENTS,
  undefined,
  undefined,
);

/** The errors of one value, together: the code of the worst, and if only one matters, that one. */
export function combineErrors(a: Bottom | undefined, b: Bottom | undefined): Bottom | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a === b) return repeated(a);
  if (a.code !== b.code) {
    const worse = a.code < b.code ? a : b;
    const other = worse === a ? b : a;
    if (other.code >= INCOMPLETE_ERROR) return worse;
    return pair(worse, other);
  }
  return pair(a, b);
}

/** An error that came by two ways is none of the vertex where it arose any more. */
function repeated(error: Bottom): Bottom {
  if (error === CYCLE) return error;
  const isPlain = !error.isCloseCheck && !error.isChildError && !error.hasChildErrors;
  if (isPlain && error.node === undefined) return error;
  const copy = new Bottom(error.code, "", NO_ARGUMENTS, error.place, undefined);
  copy.left = error;
  return copy;
}

function pair(a: Bottom, b: Bottom): Bottom {
  const both = new Bottom(a.code, "", NO_ARGUMENTS, a.place, undefined);
  both.left = a;
  both.right = b;
  both.isCloseCheck = a.isCloseCheck || b.isCloseCheck;
  return both;
}

/** The single errors that a combined one is made of. */
export function errorLeaves(bottom: Bottom): Bottom[] {
  const leaves: Bottom[] = [];
  const seen = new Set<Bottom>();
  const pending = [bottom];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.left === undefined) leaves.push(next);
    else {
      if (next.right !== undefined) pending.push(next.right);
      pending.push(next.left);
    }
  }
  return leaves;
}

/** A single error without arguments. */
export function newBottom(
  code: number,
  message: string,
  place: Place | undefined,
  node: Vertex | undefined,
): Bottom {
  return new Bottom(code, message, NO_ARGUMENTS, place, node);
}
