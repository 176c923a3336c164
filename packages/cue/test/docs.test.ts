// The examples of the documentation run, and give what they say.
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as cue from "../src/index.ts";
import * as load from "../src/load/index.ts";
import * as schema from "../src/schema/index.ts";
import * as syntax from "../src/syntax.ts";

const NAMES: Readonly<Record<string, unknown>> = { ...syntax, ...schema, ...load, ...cue };

interface Example {
  readonly heading: string;
  readonly code: string;
}

function examples(text: string): readonly Example[] {
  return Array.from(text.matchAll(/^```ts\n([\s\S]*?)^```$/gm), ({ 1: code = "", index }) => {
    const headings = [...text.slice(0, index).matchAll(/^#+ (.*)$/gm)];
    return { heading: headings.at(-1)?.[1] ?? "", code };
  });
}

/** Runs an example; each line with `// →` is compared with what follows. */
function run(code: string): void {
  const script = stripTypeScriptTypes(code, { mode: "strip" })
    .replace(/^import .*;$/gm, "")
    .replace(/^(.*); \/\/ → (.*)$/gm, "same($1, $2);");
  const names = Object.keys(NAMES).filter((name) => new RegExp(`\\b${name}\\b`).test(script));
  const same = (actual: unknown, wanted: unknown): void => expect(actual).toEqual(wanted);
  const values = names.map((name) => NAMES[name]);
  // oxlint-disable-next-line no-implied-eval -- the code is that of our own documentation
  new Function("same", ...names, `"use strict";\n${script}`)(same, ...values);
}

describe.each(["README.md", "docs/guide.md"])("%s", (name) => {
  const text = readFileSync(join(import.meta.dirname, "..", name), "utf8");
  it.each(examples(text).map(({ heading, code }, index) => [index + 1, heading, code] as const))(
    "example %i: %s",
    (_, __, code) => run(code),
  );
});
