import { readFileSync, readdirSync } from "node:fs";
import type { FileSystem } from "@lateen/cue/load";

/** The files of this machine. */
export const disk: FileSystem = {
  readFile: (path) => orUndefined(() => readFileSync(path)),
  listFolder: (path) =>
    orUndefined(() =>
      readdirSync(path, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
      })),
    ),
};

const ABSENT = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (ABSENT.has((error as { readonly code?: string }).code ?? "")) return undefined;
    throw error;
  }
}
