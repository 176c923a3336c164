import { describe, expect, test } from "vitest";
import { templateBody } from "./body.ts";

describe("templateBody", () => {
  const cases: readonly [string, string, string][] = [
    ["bare", "a: 1\nparameter: {}\n", "a: 1\nparameter: {}\n"],
    ["wrapped", "template: {\n\ta: 1\n}\n", "           \n\ta: 1\n \n"],
    [
      "with imports and metadata",
      'import "vela/op"\n"my-step": {\n\ttype: "workflow-step"\n}\ntemplate: {a: op.#X}',
      'import "vela/op"\n            \n                      \n \n           a: op.#X ',
    ],
    ["a body with a field of that name", "template: {a: 1}\nb: 2\n", "template: {a: 1}\nb: 2\n"],
    [
      "a body with a typed field beside it",
      "x: {type: string}\ntemplate: {}\ny: 1",
      "x: {type: string}\ntemplate: {}\ny: 1",
    ],
  ];
  test.each(cases)("%s", (_name, text, expected) => {
    expect(templateBody(text)).toBe(expected);
  });
});
