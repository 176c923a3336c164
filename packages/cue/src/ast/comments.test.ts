import { describe, expect, it } from "vitest";
import { parseFile } from "../parser/parse.ts";
import { commentText, documentation } from "./comments.ts";

describe("documentation", () => {
  it.each([
    ["// doc\na: 1\n", { a: "doc\n" }],
    ["// apart\n\na: 1\n", {}],
    ["// of b\na: b: 1\n", { b: "of b\n" }],
    ["// of b\na: b: {\n\t// of c\n\tc: 1\n}\n", { b: "of b\n", c: "of c\n" }],
    ["// of a\na: [string]: 1\n", { a: "of a\n" }],
    ["a: 1 // line\nb: 2\n", {}],
    ["//\n// x\n//\n//\n//\ty  \n//\na: 1\n", { a: "x\n\n\ty\n" }],
  ])("of %j", (text, expected) => {
    const found: Record<string, string> = {};
    for (const [{ label }, comments] of documentation(parseFile(text).file)) {
      if (label.kind === "Ident") found[label.name] = comments.map(commentText).join("\n");
    }
    expect(found).toEqual(expected);
  });
});
