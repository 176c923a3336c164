import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, type Plugin } from "vite";

/** The largest that what a page loads at first may be when it is sent, in bytes. */
export const MAX_SIZE = 150_000;

/** A file of a build. */
export interface Chunk {
  readonly name: string;
  readonly code: string;
  readonly imports: readonly string[];
  /** Bytes as they are, and as servers send them. */
  readonly size: number;
  readonly gzip: number;
  readonly brotli: number;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Puts ./packages.ts in the place of the list of all standard packages. */
const splitLibrary: Plugin = {
  name: "split-library",
  enforce: "pre",
  resolveId: (source, importer) =>
    source.endsWith("stdlib/packages.ts") && importer?.includes("/src/") === true
      ? path("./packages.ts")
      : undefined,
};

/**
 * Builds the package for browsers. As modules: `cue.js`, which imports nothing, and `cue-library.js`, which it loads
 * when asked to. As a script: one file that sets `name`.
 */
export async function bundle(format: "es" | "iife", name = "cue"): Promise<readonly Chunk[]> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    plugins: [splitLibrary],
    resolve: { conditions: ["@lateen/source"] },
    build: {
      target: "es2024",
      write: false,
      minify: true,
      modulePreload: false,
      lib: { entry: path("./entry.ts"), formats: [format], name, fileName: () => "cue.js" },
      rollupOptions: {
        // What both files need is in the first one.
        preserveEntrySignatures: "allow-extension",
        output: { minify: true, chunkFileNames: "cue-library.js", codeSplitting: format === "es" },
      },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  return outputs
    .flatMap((each) => ("output" in each ? each.output : []))
    .map((chunk) => {
      if (chunk.type !== "chunk") throw new Error(`${chunk.fileName} is no code`);
      const bytes = Buffer.from(chunk.code);
      return {
        name: chunk.fileName,
        code: chunk.code,
        imports: chunk.imports,
        size: bytes.length,
        gzip: gzipSync(bytes, { level: 9 }).length,
        brotli: brotliCompressSync(bytes).length,
      };
    });
}
