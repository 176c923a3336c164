import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { parseTxtar } from "@lateen/testkit";
import { describe, expect, it } from "vitest";
import type { Expression, Node } from "../ast/ast.ts";
import * as build from "../ast/build.ts";
import { parseFile } from "../parser/parse.ts";
import { formatFile, formatNode } from "./format.ts";
import { readsAs } from "./verify.ts";

const kitchenSink = readFileSync(
  new URL("../parser/testdata/kitchen-sink.cue", import.meta.url),
  "utf8",
);

const folder = new URL("./testdata/", import.meta.url);

describe.each(readdirSync(folder))("formatFile of testdata/%s", (archive) => {
  const { files } = parseTxtar(readFileSync(new URL(archive, folder), "utf8"));
  const options = { simplify: archive === "simplify.txtar" };
  const named = (name: string): string => files.find((file) => file.name === name)!.text;
  const names = files.map((file) => file.name).filter((name) => name.endsWith(".in"));

  it.each(names.map((name) => name.slice(0, -".in".length)))("%s", (name) => {
    const text = named(`${name}.in`);
    const expected = named(`${name}.out`);
    expect(formatFile(text, options)).toBe(expected);
    expect(formatFile(expected, options)).toBe(expected);
    if (!options.simplify) expect(readsAs(expected, parseFile(text).file)).toBe(true);
  });
});

describe("formatFile", () => {
  it("leaves what is formatted", () => {
    expect(formatFile(kitchenSink)).toBe(kitchenSink);
  });

  it("keeps meaning and comments whatever the layout", () => {
    // The kitchen sink with line ends, comments and blanks put in between its tokens.
    const gaps = [...kitchenSink.matchAll(/[ \t\n]+/g)].map(({ index }) => index);
    const filler = fc.constantFrom("\n", "\n\n", " // c\n", "\n\t// d\n", "\n// e\n\n", "   ");
    const edits = fc.array(fc.tuple(fc.integer({ min: 0, max: gaps.length - 1 }), filler), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(edits, (list) => {
        let text = kitchenSink;
        for (const [gap, inserted] of list.toSorted(([a], [b]) => b - a)) {
          text = text.slice(0, gaps[gap]) + inserted + text.slice(gaps[gap]);
        }
        const { file, errors } = parseFile(text);
        if (errors.length > 0) return;
        expect(readsAs(formatFile(file), file)).toBe(true);
        const formatted = formatFile(file, { keepComments: true });
        expect(readsAs(formatted, file)).toBe(true);
        expect(commentsOf(formatted)).toEqual(commentsOf(text));
      }),
      { numRuns: 150 },
    );
  });

  // `cue fmt` prints these so that they cannot be read back.
  it.each([
    ["a: [{x: 1}, { // c\n\ty: 2\n}, {z: 3}]\n", "a: [{x: 1}, {\n\ty: 2\n}, // c\n{z: 3}]\n"],
    ["a: [if true // why\n{1}]\n", "a: [if true {1} // why\n]\n"],
    ["a: *{\n\tx: 1\n\t// inside\n} | 2\n", "// inside\na: *{\n\tx: 1\n} | 2\n"],
  ])("lets no comment swallow what follows it: %j", (text, expected) => {
    expect(formatFile(text)).toBe(expected);
    expect(readsAs(expected, parseFile(text).file)).toBe(true);
  });

  it.each([
    "if a {for v in b {//\nf: []}}\n",
    "b: //\n//\n\ne: 3\n",
    "([a, {([])\n{[]}({} | 1)\n{let L = [...]\n3}(1)\nu}])(1)\n",
    "A: V={for k in V {//\n(c), {a: 1}}, a}\n",
    "{//\n{a: 1}, b}\n",
    '//\n"\\(\n//\n//\n//\n//\n2)"',
  ])("leaves what it has formatted, wherever the comments: %j", (text) => {
    const formatted = formatFile(text);
    expect(formatFile(formatted)).toBe(formatted);
    expect(readsAs(formatted, parseFile(text).file)).toBe(true);
  });

  it("takes only whole numbers for octal ones", () => {
    expect(formatFile("a: 01.K\n")).toBe("a: 01.0K\n");
  });

  it("is not simplified to what does not parse", () => {
    expect(formatFile("...\npackage\n", { simplify: true })).toBe("...\npackage\n");
  });

  it("keeps comments that have no place, if asked to", () => {
    const text = "a:\n\t// +patchKey=name\n\tb: [1]\n";
    expect(formatFile(text)).toBe("a:\n\tb: [1]\n");
    expect(formatFile(text, { keepComments: true })).toBe(
      "a: {\n\t// +patchKey=name\n\tb: [1]\n}\n",
    );
  });

  it("keeps comments in an interpolation of one line above the declaration", () => {
    expect(formatFile('a: "\\(\n\t// c\n\tx)"\nx: 1\n')).toBe('// c\na: "\\(x)"\nx: 1\n');
  });

  it("keeps quotes that keep a field apart from a let", () => {
    const text = 'let x = 1\na: {\n\t"x": x\n\t"y": 2\n}\n';
    expect(formatFile(text, { simplify: true })).toBe('let x = 1\na: {\n\t"x": x\n\ty:   2\n}\n');
  });

  it("throws the first error of a text that does not parse", () => {
    expect(() => formatFile("a: )")).toThrow("expected operand, found ')'");
  });

  it("has no limit for chains of operators", () => {
    const text = `x: 1${" | 1".repeat(5_000)}\n`;
    expect(formatFile(text)).toBe(text);
  });
});

/** The comments of a text, in some order. */
function commentsOf(text: string): string[] {
  return (text.match(/\/\/.*/g) ?? []).map((comment) => comment.trim()).sort();
}

describe("formatNode", () => {
  const { field, ident, stringLit, structLit, listLit, callExpr, binaryExpr, unaryExpr } = build;
  const int = (value: number): Expression => build.basicLit("int", String(value));

  it.each<[string, Node, string]>([
    [
      "a struct",
      structLit([field(ident("a"), int(1)), field(ident("bb"), int(2))]),
      "{\n\ta:  1\n\tbb: 2\n}",
    ],
    [
      "a struct in braces",
      field(ident("a"), structLit([field(ident("b"), int(1))], { braced: true })),
      "a: {b: 1}",
    ],
    ["an empty struct", structLit([]), "{}"],
    [
      "a chain",
      structLit([field(ident("a"), structLit([field(ident("b"), int(1))]))]),
      "{a: b: 1}",
    ],
    ["a list", listLit([int(1), stringLit("x")]), '[1, "x"]'],
    [
      "a list that is too wide",
      listLit(Array.from({ length: 3 }, (_, i) => stringLit(`${i}`.repeat(50)))),
      `[\n\t"${"0".repeat(50)}",\n\t"${"1".repeat(50)}",\n\t"${"2".repeat(50)}",\n]`,
    ],
    [
      "operators by precedence",
      binaryExpr(binaryExpr(int(1), "|", int(2)), "&", int(3)),
      "(1 | 2) & 3",
    ],
    ["a sign before a sum", unaryExpr("-", binaryExpr(int(1), "+", int(2))), "-(1 + 2)"],
    ["operators that would merge", unaryExpr("<", unaryExpr("-", int(1))), "< -1"],
    ["an operator that would merge with a sign", unaryExpr("<", int(-1)), "< -1"],
    ["a negative number with a field", build.selectorExpr(int(-1), "e"), "(-1).e"],
    ["a sign before what is called", callExpr(unaryExpr("-", ident("f")), []), "(-f)()"],
    ["a number that would merge with a period", build.selectorExpr(int(15), "e"), "15 .e"],
    [
      "a call",
      callExpr(build.selectorExpr(ident("list"), "Concat"), [listLit([])]),
      "list.Concat([])",
    ],
    ["quoted selectors", build.selectorExpr(ident("a"), "b-c"), 'a."b-c"'],
    ["default", build.binaryChain("|", [unaryExpr("*", int(1)), ident("int")]), "*1 | int"],
  ])("of %s", (_name, node, expected) => {
    expect(formatNode(node)).toBe(expected);
  });

  it("indents by what is asked for", () => {
    const file = build.file([
      field(
        ident("a"),
        structLit([
          field(ident("b"), structLit([field(ident("c"), int(1))])),
          field(ident("d"), listLit([int(1), structLit([field(ident("e"), int(2))])])),
          field(ident("f"), stringLit("two\nlines", { multilineTabs: 1 })),
        ]),
      ),
    ]);
    expect(formatFile(file, { indent: "    " })).toBe(
      'a: {\n    b: c: 1\n    d: [1, {e: 2}]\n    f: """\n        two\n        lines\n        """\n}\n',
    );
  });

  it("of a file made by a program puts declarations on lines of their own", () => {
    const file = build.file([
      build.packageClause("p"),
      build.importDecl([build.importSpec("list"), build.importSpec("strings", "s")]),
      build.withComments(field(build.stringLabel("a b"), int(1)), [build.commentGroup(["doc"])]),
      field(ident("c"), structLit([build.ellipsis()])),
    ]);
    expect(formatFile(file)).toBe(
      'package p\n\nimport (\n\t"list"\n\ts "strings"\n)\n\n// doc\n"a b": 1\nc:     {...}\n',
    );
  });

  it("of a part of a file keeps the layout of its source", () => {
    const { file } = parseFile("a: [\n\t1,\n\t2,\n]\n");
    const [declaration] = file.declarations;
    expect(formatNode(declaration!, { source: file.source })).toBe("a: [\n\t1,\n\t2,\n]");
    expect(formatNode(declaration!)).toBe("a: [1, 2]");
  });
});
