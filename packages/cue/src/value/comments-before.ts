// The comment lines right above a declaration, found in its source when somebody asks.
import type { Place } from "../adt/position.ts";

const LABEL = String.raw`(?:[\w$#]+|"(?:[^"\\\n]|\\.)*"|\([^)\n]*\)|\[[^\]\n]*\])[?!]?[ \t]*:`;
/** The labels in front of a field in short form, `a: b: ` in front of `c`. */
const OUTER_LABELS = new RegExp(`^(?:\\s*${LABEL}[ \\t]*)*\\s*$`);
/** A field whose value is a field in short form. */
const SHORT_FORM = new RegExp(`${LABEL}[ \\t]*${LABEL}`, "y");

/**
 * The texts of the `//` lines directly above a place, without the slashes, from top to bottom. Those above a short form
 * `a: b: c` are of the innermost field.
 */
export function commentsBefore(place: Place | undefined): string[] {
  if (place === undefined || place.start < 0) return [];
  const { text } = place.source;
  SHORT_FORM.lastIndex = place.start;
  if (SHORT_FORM.test(text)) return [];
  const comments: string[] = [];
  let end = text.lastIndexOf("\n", place.start - 1);
  // What shares the line with another declaration leaves no room for a comment of its own.
  if (!OUTER_LABELS.test(text.slice(end + 1, place.start))) return [];
  while (end > 0) {
    const start = text.lastIndexOf("\n", end - 1);
    const line = text.slice(start + 1, end).trim();
    if (!line.startsWith("//")) break;
    comments.unshift(line.slice(2).trim());
    end = start;
  }
  return comments;
}
