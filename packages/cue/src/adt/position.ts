// Where a compiled node comes from.
import type { Position } from "../errors/cue-error.ts";
import type { Source } from "../token/source.ts";

/** A place in a source text, from `start` to `end` (offsets). */
export class Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;

  constructor(source: Source, start: number, end: number) {
    this.source = source;
    this.start = start;
    this.end = end;
  }
}

/** Line and column of a place, undefined if it has none. */
export function positionOf(place: Place | undefined): Position | undefined {
  if (place === undefined || place.start < 0) return undefined;
  return place.source.position(place.start);
}

/** Orders places by file name, then offset; a node without place comes last. */
export function comparePlaces(left: Place | undefined, right: Place | undefined): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  const a = left.source.filename;
  const b = right.source.filename;
  if (a !== b) return a < b ? -1 : 1;
  return left.start - right.start;
}

export function isSamePlace(left: Place | undefined, right: Place | undefined): boolean {
  return comparePlaces(left, right) === 0;
}
