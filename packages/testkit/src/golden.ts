import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { formatTxtar, parseTxtar } from "./txtar.ts";

/** Goldens are rewritten instead of compared. Set by `UPDATE_GOLDENS=1` or `npm test -- --update`. */
export function isUpdatingGoldens(): boolean {
  return process.env["UPDATE_GOLDENS"] === "1" || process.argv.includes("--update");
}

/**
 * The text that a golden file holds, to be compared with `actual`. When goldens are updated, or the
 * file is missing outside CI, the file is written and `actual` comes back.
 */
export function golden(path: string, actual: string): string {
  const isMissing = !existsSync(path);
  if (isMissing && process.env["CI"] === "1") throw new Error(`the golden ${path} is missing`);
  if (!isMissing && !isUpdatingGoldens()) return readFileSync(path, "utf8");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, actual);
  return actual;
}

/** Like {@link golden} for one file of a txtar archive. */
export function goldenInArchive(path: string, name: string, actual: string): string {
  const archive = parseTxtar(readFileSync(path, "utf8"));
  const file = archive.files.find((candidate) => candidate.name === name);
  if (file === undefined && process.env["CI"] === "1") throw new Error(`${path} lacks ${name}`);
  if (file !== undefined && !isUpdatingGoldens()) return file.text;
  const others = archive.files.filter((candidate) => candidate.name !== name);
  const index = file === undefined ? others.length : archive.files.indexOf(file);
  writeFileSync(
    path,
    formatTxtar({
      comment: archive.comment,
      files: others.toSpliced(index, 0, { name, text: actual }),
    }),
  );
  return actual;
}
