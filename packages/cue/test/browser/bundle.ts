import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";

/** The largest that the bundle may be when it is sent, in bytes. */
export const MAX_SIZE = 150_000;

/** A build of the package for browsers: one file that imports nothing. */
export interface Bundle {
  readonly code: string;
  /** What it imports: nothing. */
  readonly imports: readonly string[];
  /** Bytes as they are, and as servers send them. */
  readonly size: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** Builds the package for browsers: as a module, or as a script that sets `name`. */
export async function bundle(format: "es" | "iife", name = "cue"): Promise<Bundle> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["@lateen/source"] },
    build: {
      target: "es2024",
      write: false,
      minify: true,
      lib: {
        entry: fileURLToPath(new URL("./entry.ts", import.meta.url)),
        formats: [format],
        name,
        fileName: () => "cue.js",
      },
      rollupOptions: { output: { minify: true } },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const [first] = outputs.flatMap((each) => ("output" in each ? each.output : []));
  if (first?.type !== "chunk") throw new Error("the build made no code");
  const bytes = Buffer.from(first.code);
  return {
    code: first.code,
    imports: [...first.imports, ...first.dynamicImports],
    size: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
}
