import type { Place } from "../adt/position.ts";

/** What a node is called in its source. */
export function sourceText(node: { readonly place: Place | undefined }): string {
  const { place } = node;
  if (place === undefined || place.start < 0) return "";
  return place.source.text.slice(place.start, place.end);
}
