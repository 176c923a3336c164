// `npm run build:browser`: dist/browser/cue.js and the chunk that it loads on demand, and how large they are.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle, MAX_SIZE } from "./bundle.ts";

const folder = fileURLToPath(new URL("../../dist/browser/", import.meta.url));
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;
mkdirSync(folder, { recursive: true });
for (const { name, code, size, gzip, brotli } of await bundle("es")) {
  writeFileSync(`${folder}${name}`, code);
  process.stdout.write(
    `dist/browser/${name}: ${kilobytes(size)}, ${kilobytes(gzip)} with gzip, ${kilobytes(brotli)} with brotli\n`,
  );
  if (gzip > MAX_SIZE) {
    process.stderr.write(`${name} is larger than ${kilobytes(MAX_SIZE)}.\n`);
    process.exitCode = 1;
  }
}
