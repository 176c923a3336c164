import { CueError, type Position } from "../errors/cue-error.ts";

/** An error of loading, as opposed to one of what was loaded. */
export function loadError(message: string, positions: readonly Position[] = []): CueError {
  return new CueError({ code: "compile", message, positions });
}
