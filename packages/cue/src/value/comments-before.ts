// The comment lines right above a declaration, found in its source when somebody asks.
import type { Place } from "../adt/position.ts";

/** The texts of the `//` lines directly above a place, without the slashes, from top to bottom. */
export function commentsBefore(place: Place | undefined): string[] {
  if (place === undefined || place.start < 0) return [];
  const { text } = place.source;
  const comments: string[] = [];
  let end = text.lastIndexOf("\n", place.start - 1);
  // What shares the line with the declaration leaves no room for a comment of its own.
  if (text.slice(end + 1, place.start).trim() !== "") return [];
  while (end > 0) {
    const start = text.lastIndexOf("\n", end - 1);
    const line = text.slice(start + 1, end).trim();
    if (!line.startsWith("//")) break;
    comments.unshift(line.slice(2).trim());
    end = start;
  }
  return comments;
}
