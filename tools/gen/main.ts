// `npm run gen`: writes the files that are made from others. `-- --check` only tells which are out of date.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { currentText, generate } from "./generate.ts";

const root = resolve(import.meta.dirname, "../..");
const isCheck = process.argv.includes("--check");
const stale = (await generate(root)).filter(({ path, text }) => currentText(root, path) !== text);
for (const { path, text } of stale) {
  process.stdout.write(`${isCheck ? "out of date" : "wrote"} ${path}\n`);
  if (isCheck) continue;
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (isCheck && stale.length > 0) {
  process.stderr.write("run `npm run gen`\n");
  process.exitCode = 1;
}
