import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { RARE_PACKAGES } from "../../src/stdlib/rare-packages.ts";
import { bundle, MAX_SIZE } from "./bundle.ts";
import { findChromium, runInChromium } from "./chromium.ts";
import { isRare } from "./packages.ts";

/** Uses of the bundle `cue`, as the body of a function, and what they give. */
const USES = `
  const text = 'import "strings"\\nname: string | *"x"\\nshout: strings.ToUpper(name) + "!"\\n';
  const { program } = cue.compile([{ filename: "a.cue", text }]);
  const filled = program.evaluate({ fill: [{ path: ["name"], value: "lateen" }] });
  const { value } = cue.createWorkspace().build([cue.parseFile("#A: {x!: int}\\na: #A & {x: 1}").file]);
  const deep = "a: " + "[".repeat(300) + "]".repeat(300);
  const regexp = cue.compile([{ filename: "c.cue", text: 'a: "xay" =~ "^x(?P<n>.)y$", b: "\\\\u00fc" =~ "^\\\\\\\\pL$"' }]);
  const errors = cue.compile([{ filename: "e.cue", text: "a: 1 & 2\\nb: {c: string} & {c: 3}" }]);
  return [
    program.evaluate().exportJson(),
    filled.exportJson(),
    value.exportYaml(),
    cue.formatFile("a:1\\nbcd:  2"),
    cue.compile([{ filename: "b.cue", text: "a: b" }]).errors[0].message,
    cue.compile([{ filename: "d.cue", text: deep }]).program.evaluate().exportJson().length,
    regexp.program.evaluate().exportJson(),
    cue.printErrors(errors.program.evaluate().validate()),
  ];`;

const RESULTS = [
  '{"name":"x","shout":"X!"}',
  '{"name":"lateen","shout":"LATEEN!"}',
  "a:\n  x: 1\n",
  "a:   1\nbcd: 2\n",
  'reference "b" not found',
  606,
  '{"a":true,"b":true}',
  "a: conflicting values 2 and 1:\n    e.cue:1:4\n    e.cue:1:8\nb.c: conflicting values string and 3 (mismatched types string and int):\n    e.cue:2:8\n    e.cue:2:22\n",
];

/** A use of what is loaded on demand. */
const RARE_USE = `
  const sources = [{ filename: "t.cue", text: 'import "html"\\nimport "text/template"\\na: html.Escape("<&>")\\nb: template.Execute("{{.x}}", {x: 1})' }];
  const before = (() => { try { cue.compile(sources); } catch (error) { return error.message; } })();
  await cue.loadLibrary();
  return [before, cue.compile(sources).program.evaluate().exportJson()];`;

const RARE_RESULTS = [
  'package "html" is not loaded: await loadLibrary() first',
  String.raw`{"a":"&lt;&amp;&gt;","b":"1"}`,
];

describe("the bundle for browsers", { timeout: 120_000 }, () => {
  it("imports nothing and is small", async () => {
    const [first, ...others] = await bundle("es");
    expect(first).toMatchObject({ name: "cue.js", imports: [] });
    expect(first?.gzip).toBeLessThan(MAX_SIZE);
    expect(others.map(({ name, imports }) => [name, imports])).toEqual([
      ["cue-library.js", ["cue.js"]],
    ]);
  });

  it("knows what it loads on demand", () => {
    expect(RARE_PACKAGES.map(({ path }) => path).filter((path) => !isRare(path))).toEqual([]);
  });

  it("runs where nothing but the language is", async () => {
    const [file] = await bundle("iife");
    const context = createContext({ TextEncoder, TextDecoder });
    runInContext(`${file?.code ?? ""}\nglobalThis.cue = cue;`, context);
    const json = runInContext(`JSON.stringify((() => {${USES}})())`, context) as string;
    expect(JSON.parse(json)).toEqual(RESULTS);
  });

  const chromium = findChromium();
  it.skipIf(chromium === undefined)("runs in Chromium", async () => {
    const files = new Map((await bundle("es")).map(({ name, code }) => [name, code]));
    const module = `import * as cue from "/cue.js";
      const run = () => {${USES}};
      const runRare = async () => {${RARE_USE}};
      export const result = [run(), await runRare()];`;
    expect(await runInChromium(chromium ?? "", files, module)).toEqual([RESULTS, RARE_RESULTS]);
  });
});
