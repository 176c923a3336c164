// `npm run build:browser`: dist/browser/cue.js, and how large it is.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle, MAX_SIZE } from "./bundle.ts";

const target = fileURLToPath(new URL("../../dist/browser/cue.js", import.meta.url));
const { code, size, gzip, brotli } = await bundle("es");
mkdirSync(fileURLToPath(new URL(".", `file://${target}`)), { recursive: true });
writeFileSync(target, code);
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;
process.stdout.write(
  `${target}\n${kilobytes(size)}, ${kilobytes(gzip)} with gzip, ${kilobytes(brotli)} with brotli\n`,
);
if (brotli > MAX_SIZE) {
  process.stderr.write(`The bundle is larger than ${kilobytes(MAX_SIZE)}.\n`);
  process.exitCode = 1;
}
