import { describe, expect, it } from "vitest";
import { compile, isCueError } from "../src/index.ts";
import { STANDARD_PACKAGES } from "../src/stdlib/packages.ts";

/** The import path of each package by the name that expressions use. */
const PATHS = new Map(
  STANDARD_PACKAGES.map((item) => [item.path.split("/").at(-1) ?? "", item.path]),
);

/** What an expression yields: its JSON, or `error: ` and the first message. */
function evaluate(expression: string): string {
  const names = [...PATHS.keys()].filter((name) =>
    new RegExp(`(?<![\\w.])${name}\\.[A-Za-z]`).test(expression),
  );
  const imports = names.map((name) => `import "${PATHS.get(name)}"\n`).join("");
  const compiled = compile([{ filename: "x.cue", text: `${imports}x: ${expression}\n` }]);
  if (compiled.program === undefined) return `error: ${compiled.errors[0]?.message}`;
  const value = compiled.program.evaluate().lookup(["x"]);
  const [error] = value.validate({ concrete: true });
  if (error !== undefined) return `error: ${error.message}`;
  try {
    return value.exportJson();
  } catch (err) {
    if (isCueError(err)) return `error: ${err.message}`;
    throw err;
  }
}

/** Checks what calls of a package yield. The expected texts are those of cue v0.18. */
export function checkCalls(path: string, cases: readonly (readonly [string, string])[]): void {
  describe(path, () => {
    it.each(cases)("%s", (expression, expected) => {
      expect(evaluate(expression)).toBe(expected);
    });
  });
}
