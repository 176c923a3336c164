import { describe, expect, it } from "vitest";
import { type Source, compile } from "../value/program.ts";

const PACKAGES: { readonly [path: string]: readonly Source[] } = {
  "x/known": [{ filename: "known.cue", text: "package known\nlet y = 1\n#Has: {n: y}\nplain: 2" }],
  "x/made": [{ filename: "made.cue", text: 'package made\nif true {\n\t"#no": 1\n\t#Has: 1\n}' }],
};

const errorsOf = (text: string): readonly string[] =>
  compile([{ filename: "a.cue", text }], {
    packages: (path) => PACKAGES[path],
    missing: (path, definition, definitions) =>
      definition === undefined ? `no ${path}` : `there are ${String(definitions)}`,
  }).errors.map(({ message, positions }) => `${positions[0]?.line}: ${message}`);

describe("what a package lacks", () => {
  it.each([
    ["a definition", 'import "x/known"\na: known.#Has', []],
    [
      "a definition that is not there",
      'import "x/known"\na: known.#Hass & {n: 1}',
      ['2: reference "known.#Hass" not found: there are #Has'],
    ],
    [
      "under another name",
      'import k "x/known"\na: k.#Hass',
      ['2: reference "known.#Hass" not found: there are #Has'],
    ],
    ["a regular field", 'import "x/known"\na: known.nothing', []],
    ["a package whose fields are computed", 'import "x/made"\na: made.#Other', []],
    [
      "a package that is not there",
      'import "x/none"\na: none.#A',
      ['1: builtin package "x/none" undefined: no x/none'],
    ],
    [
      "a field that hides the import",
      'import "x/known"\na: {known: {#A: 1}, b: known.#A, c: d}\nlet d = known.#Has',
      [],
    ],
  ])("%s", (_, text, messages) => {
    expect(errorsOf(text)).toEqual(messages);
  });

  it("is merely incomplete where nobody asks", () => {
    const { errors } = compile([{ filename: "a.cue", text: 'import "x/known"\na: known.#No' }], {
      packages: (path) => PACKAGES[path],
    });
    expect(errors).toEqual([]);
  });
});
