// Paths written as CUE text.
import type { PathElement } from "./value.ts";

/**
 * The elements of a path written as CUE text: `a.b[0]."c-d".#E`. Throws {@link CueError} of code `syntax` if the
 * text is no path.
 */
export function parsePath(_text: string): readonly PathElement[] {
  throw new Error("not yet");
}
