// Error values as errors for users: message, path, places.
import {
  type Bottom,
  BUDGET_ERROR,
  CYCLE_ERROR,
  EVAL_ERROR,
  errorLeaves,
  STRUCTURAL_CYCLE_ERROR,
} from "../adt/bottom.ts";
import type { Labels } from "../adt/feature.ts";
import { BUILTIN } from "../adt/tag.ts";
import { positionOf } from "../adt/position.ts";
import type { Vertex } from "../adt/vertex.ts";
import type { ErrorCode } from "../errors/codes.ts";
import { CueError, type Position } from "../errors/cue-error.ts";
import { errorPath, pathOf } from "../eval/error-path.ts";
import { bottomText } from "../eval/text.ts";

/** The public name of a code. */
export function errorCode(code: number): ErrorCode {
  if (code === BUDGET_ERROR) return "budget";
  if (code === EVAL_ERROR) return "eval";
  if (code < STRUCTURAL_CYCLE_ERROR) return "user";
  if (code === STRUCTURAL_CYCLE_ERROR) return "structural_cycle";
  return code === CYCLE_ERROR ? "cycle" : "incomplete";
}

/** Each single error that a value is in error by. */
export function toCueErrors(labels: Labels, bottom: Bottom, at: Vertex | undefined): CueError[] {
  return errorLeaves(bottom).map((leaf) => {
    const positions: Position[] = [];
    for (const place of [leaf.place, ...(leaf.places ?? []), ...argumentPlaces(leaf)]) {
      const position = positionOf(place);
      if (position !== undefined && !positions.some((other) => isSame(other, position)))
        positions.push(position);
    }
    const own = errorPath(labels, leaf);
    return new CueError({
      code: errorCode(leaf.code),
      message: bottomText(labels, leaf),
      path: own.length > 0 ? own : pathOf(labels, at),
      positions,
      isPlaced: positionOf(leaf.place) !== undefined,
    });
  });
}

/** Where the values named in a message come from. */
function argumentPlaces(bottom: Bottom): Bottom["place"][] {
  const places = bottom.args.map((argument) => {
    if (typeof argument !== "object" || argument === null || !("place" in argument))
      return undefined;
    // The function that a message names is where the call is.
    const isFunction = "tag" in argument && argument.tag === BUILTIN;
    return isFunction ? undefined : (argument as { readonly place: Bottom["place"] }).place;
  });
  return bottom.cause === undefined
    ? places
    : [...places, bottom.cause.place, ...argumentPlaces(bottom.cause)];
}

function isSame(a: Position, b: Position): boolean {
  return a.line === b.line && a.column === b.column && a.filename === b.filename;
}
