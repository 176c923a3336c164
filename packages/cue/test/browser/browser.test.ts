import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { bundle, MAX_SIZE } from "./bundle.ts";

describe("the bundle for browsers", () => {
  it("imports nothing and is small", { timeout: 60_000 }, async () => {
    const { imports, brotli } = await bundle("es");
    expect(imports).toEqual([]);
    expect(brotli).toBeLessThan(MAX_SIZE);
  });

  it("runs where nothing but the language is", { timeout: 60_000 }, async () => {
    const { code } = await bundle("iife");
    const context = createContext({ TextEncoder, TextDecoder });
    runInContext(`${code}\nglobalThis.cue = cue;`, context);
    const script = `
      const text = 'import "strings"\\nname: string | *"x"\\nshout: strings.ToUpper(name) + "!"\\n';
      const { program } = cue.compile([{ filename: "a.cue", text }]);
      const filled = program.evaluate({ fill: [{ path: ["name"], value: "lateen" }] });
      const { value } = cue.createWorkspace().build([cue.parseFile("#A: {x!: int}\\na: #A & {x: 1}").file]);
      JSON.stringify([
        program.evaluate().exportJson(),
        filled.exportJson(),
        value.exportYaml(),
        cue.formatFile("a:1\\nbcd:  2"),
        cue.compile([{ filename: "b.cue", text: "a: b" }]).errors[0].message,
      ]);
    `;
    expect(JSON.parse(runInContext(script, context) as string)).toEqual([
      '{"name":"x","shout":"X!"}',
      '{"name":"lateen","shout":"LATEEN!"}',
      "a:\n  x: 1\n",
      "a:   1\nbcd: 2\n",
      'reference "b" not found',
    ]);
  });
});
