import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTxtar, parseTxtar, txtarFile } from "./txtar.ts";

const text = `a comment

-- one --
first
-- two/three.txt --
-- empty --
`;

describe("txtar", () => {
  it("reads a comment and files", () => {
    expect(parseTxtar(text)).toEqual({
      comment: "a comment\n\n",
      files: [
        { name: "one", text: "first\n" },
        { name: "two/three.txt", text: "" },
        { name: "empty", text: "" },
      ],
    });
    expect(formatTxtar(parseTxtar(text))).toBe(text);
    expect(txtarFile(parseTxtar(text), "one")).toBe("first\n");
    expect(() => txtarFile(parseTxtar(text), "four")).toThrow("the archive has no file four");
  });

  it("writes what it reads again", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("x", "-- a --", "", "-- b c --", "--")), (lines) => {
        const once = formatTxtar(parseTxtar(lines.join("\n")));
        expect(formatTxtar(parseTxtar(once))).toBe(once);
      }),
    );
  });
});
