// Bundles what `lateen cue …` loads into one file, dist/cue.js of the cli: two hundred modules take longer to find and
// read than a small file takes to be evaluated. Runs after the compiler, on its output.
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const dist = join(resolve(dirname(fileURLToPath(import.meta.url)), ".."), "packages/cli/dist");

/** Other commands, and what only they load, stay files of their own. */
const external = (id) =>
  id.startsWith("node:") ||
  /^(?:commander|yaml|undici)$/.test(id) ||
  /^@lateen\/(?!cue)/.test(id) ||
  /^\.\/(?:commands\/(?!cue\/)|connect\.js)/.test(id);

await build({
  configFile: false,
  logLevel: "error",
  build: {
    target: "node24",
    outDir: dist,
    emptyOutDir: false,
    minify: true,
    lib: { entry: join(dist, "main.js"), formats: ["es"], fileName: () => "cue.js" },
    rollupOptions: { external, output: { codeSplitting: false, minify: true } },
  },
});
