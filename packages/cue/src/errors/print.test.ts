import { describe, expect, it } from "vitest";
import { CueError } from "./cue-error.ts";
import { printErrors, sortErrors } from "./print.ts";

function error(message: string, path: string, ...places: string[]): CueError {
  return new CueError({
    code: "eval",
    message,
    path: path === "" ? [] : path.split("."),
    positions: places.map((place) => {
      const [filename, line, column] = place.split(":");
      return { filename: filename!, line: Number(line), column: Number(column) };
    }),
  });
}

describe("printErrors", () => {
  it("shows the path, the message and the places below it", () => {
    const conflict = error("conflicting values 1 and 2", "a.b", "/w/x.cue:3:5", "/w/y.cue:1:2");
    expect(printErrors([conflict], { folder: "/w" })).toBe(
      "a.b: conflicting values 1 and 2:\n    ./x.cue:3:5\n    ./y.cue:1:2\n",
    );
  });

  it.each([
    ["/w/x/y.cue", "./x/y.cue"],
    ["/other/y.cue", "../other/y.cue"],
    ["y.cue", "./y.cue"],
    ["../y.cue", "../y.cue"],
  ])("shows %s as seen from the folder", (filename, shown) => {
    const text = printErrors([error("bad", "", `${filename}:1:2`)], { folder: "/w" });
    expect(text).toBe(`bad:\n    ${shown}:1:2\n`);
  });

  it("shows an error without place on one line", () => {
    expect(printErrors([error("no places", "a")])).toBe("a: no places\n");
  });

  it("shows the place alone where the source has no name", () => {
    expect(printErrors([error("bad", "", ":1:2")])).toBe("bad:\n    1:2\n");
  });

  it("names each place once, its own first", () => {
    const many = error("bad", "", "b:2:1", "c:1:1", "a:9:9", "b:2:1", "a:1:1");
    expect(printErrors([many]).split("\n").slice(1, -1)).toEqual([
      "    b:2:1",
      "    a:1:1",
      "    a:9:9",
      "    c:1:1",
    ]);
  });
});

describe("sortErrors", () => {
  it("goes by place, path and message, and drops what is said twice", () => {
    const errors = [
      error("z", "", "b:1:1"),
      error("b", "p.q", "a:2:1"),
      error("a", "p.q", "a:2:1"),
      error("a", "p.q", "a:2:1"),
      error("x", "p", "a:2:1"),
      error("y", "", "a:10:1"),
      error("none", ""),
      error("first", "", "/abs:9:9"),
    ];
    expect(sortErrors(errors).map((each) => each.message)).toEqual([
      "none",
      "first",
      "x",
      "a",
      "b",
      "y",
      "z",
    ]);
  });
});
