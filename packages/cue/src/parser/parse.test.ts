import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Node } from "../ast/ast.ts";
import { children, walk } from "../ast/walk.ts";
import { parseExpr, parseFile } from "./parse.ts";

const kitchenSink = readFileSync(new URL("./testdata/kitchen-sink.cue", import.meta.url), "utf8");

/** A node in one line: its kind, what its own tokens say, its parts. */
function dump(node: Node): string {
  const own: string[] = [];
  if (node.kind === "Ident") return node.name;
  if (node.kind === "BasicLit") return node.text;
  if (node.kind === "Attribute") return node.text;
  if (node.kind === "BottomLit") return "_|_";
  if (node.kind === "Field" && node.constraint !== "") own.push(node.constraint);
  if (node.kind === "ListLit" && !node.commas) own.push("noCommas");
  if ("operator" in node) own.push(node.operator);
  return `${node.kind}(${[...own, ...children(node).map(dump)].join(" ")})`;
}

function dumpFile(text: string): string {
  const { file, errors } = parseFile(text);
  expect(errors.map((error) => error.message)).toEqual([]);
  return file.declarations.map(dump).join("\n");
}

describe("parseExpr", () => {
  it.each([
    ["1 + 2 * 3 - 4", "BinaryExpr(- BinaryExpr(+ 1 BinaryExpr(* 2 3)) 4)"],
    [
      "a | b & c || d && e == f",
      "BinaryExpr(| a BinaryExpr(& b BinaryExpr(|| c BinaryExpr(&& d BinaryExpr(== e f)))))",
    ],
    ["*1 | -x | !y", "BinaryExpr(| BinaryExpr(| UnaryExpr(* 1) UnaryExpr(- x)) UnaryExpr(! y))"],
    [
      ">=1 & <=2 & !=3",
      "BinaryExpr(& BinaryExpr(& UnaryExpr(>= 1) UnaryExpr(<= 2)) UnaryExpr(!= 3))",
    ],
    [
      'a.b."c".for[0][x:][:y][1:2]',
      'SliceExpr(SliceExpr(SliceExpr(IndexExpr(SelectorExpr(SelectorExpr(SelectorExpr(a b) "c") for) 0) x) y) 1 2)',
    ],
    ["f()", "CallExpr(f)"],
    ["f(1, [2],\n)", "CallExpr(f 1 ListLit(noCommas 2))"],
    ["[1, ...int]", "ListLit(1 Ellipsis(int))"],
    ["[1\n2]", "ListLit(noCommas 1 2)"],
    ["[1, 2,\n]", "ListLit(1 2)"],
    [
      "[for x in y if x {x}, 2]",
      "ListLit(Comprehension(ForClause(x y) IfClause(x) StructLit(EmbedDecl(x))) 2)",
    ],
    ['"a\\(b)c\\(d.e)"', 'Interpolation("a\\( b )c\\( SelectorExpr(d e) )")'],
    [`#"a\\(b)\\#("\\(c)")"#`, `Interpolation(#"a\\(b)\\#( Interpolation("\\( c )") )"#)`],
    ["'\\(a)'", "Interpolation('\\( a )')"],
    ["_|_", "_|_"],
    ["if", "if"],
    ["#", "#"],
    ["(((1)))", "ParenExpr(ParenExpr(ParenExpr(1)))"],
    ["{a: 1, ...}", "StructLit(Field(a 1) Ellipsis())"],
  ])("of %s", (text, expected) => {
    const { expr, errors } = parseExpr(text);
    expect(errors.map((error) => error.message)).toEqual([]);
    expect(dump(expr!)).toBe(expected);
  });

  it("wants nothing after the expression", () => {
    expect(parseExpr("a b").errors[0]?.message).toBe("expected 'EOF', found 'IDENT' b");
    expect(parseExpr("a b").expr).toBeUndefined();
  });
});

describe("parseFile", () => {
  it.each([
    [
      "a: b?: c!: 1 @x(y) @z()",
      "Field(a StructLit(Field(? b StructLit(Field(! c 1 @x(y) @z())))))",
    ],
    ["X=a: Y=1", "Field(Alias(X a) Alias(Y 1))"],
    ["[X=string]: X", "Field(ListLit(noCommas Alias(X string)) X)"],
    ['(a): 1\n"\\(b)": 2', 'Field(ParenExpr(a) 1)\nField(Interpolation("\\( b )") 2)'],
    ["if: 1, for: 2, let: 3, if!: 4", "Field(if 1)\nField(for 2)\nField(let 3)\nField(! if 4)"],
    ["let x = 1\nx", "LetClause(x 1)\nEmbedDecl(x)"],
    [
      "for k, v in x let y = v if y {(k): y}",
      "Comprehension(ForClause(k v x) LetClause(y v) IfClause(y) StructLit(Field(ParenExpr(k) y)))",
    ],
    [
      'package p\nimport "a"\nimport (b "c", d "e")\n',
      'PackageClause(p)\nImportDecl(ImportSpec("a"))\nImportDecl(ImportSpec(b "c") ImportSpec(d "e"))',
    ],
    ["a\n: 1", "Field(a 1)"],
    ['@a(b(c), "d)")', '@a(b(c), "d)")'],
    [
      "@experiment(aliasv2)\na~X: 1\nb~(K,V): 2",
      "@experiment(aliasv2)\nField(a PostfixAlias(X) 1)\nField(b PostfixAlias(K V) 2)",
    ],
    [
      "@experiment(explicitopen)\na: b... & c",
      "@experiment(explicitopen)\nField(a BinaryExpr(& PostfixExpr(... b) c))",
    ],
    ["\ufeffa: 1", "Field(a 1)"],
    ["a: 1\r\nb: 2\r\n", "Field(a 1)\nField(b 2)"],
  ])("of %j", (text, expected) => {
    expect(dumpFile(text)).toBe(expected);
  });

  it("takes every construct of the language", () => {
    const { file, errors } = parseFile(kitchenSink);
    expect(errors).toEqual([]);
    const kinds = new Set<string>();
    walk(file, (node) => {
      kinds.add(node.kind);
      return true;
    });
    expect([...kinds].sort()).toEqual(
      "Alias Attribute BasicLit BinaryExpr BottomLit CallExpr Comprehension Ellipsis EmbedDecl FallbackClause Field File ForClause Ident IfClause ImportDecl ImportSpec IndexExpr Interpolation LetClause ListLit PackageClause ParenExpr PostfixExpr SelectorExpr SliceExpr StructLit TryClause UnaryExpr".split(
        " ",
      ),
    );
  });

  it("gives each node its place", () => {
    const { file } = parseFile(kitchenSink);
    const { text } = file.source;
    walk(file, (node) => {
      if (node.kind === "Ident") expect(text.slice(node.start, node.end)).toBe(node.name);
      if (node.kind === "BasicLit") expect(text.slice(node.start, node.end)).toBe(node.text);
      if (node.kind === "ListLit") expect(text[node.open]! + text[node.close]).toBe("[]");
      if (node.kind === "CallExpr") expect(text[node.open]! + text[node.end - 1]).toBe("()");
      if (node.kind === "BinaryExpr") {
        expect(text.startsWith(node.operator, node.operatorStart)).toBe(true);
        expect([node.start, node.end]).toEqual([node.left.start, node.right.end]);
      }
      return true;
    });
  });
});

describe("errors", () => {
  it.each([
    ["a: [1 2]", "1:7 missing ',' in list literal"],
    ["{a: 1 b: 2}", "1:7 missing ',' in struct literal"],
    ["a: )", "1:4 expected operand, found ')'"],
    ["a:\n", "1:4 expected operand, found 'EOF'"],
    ["a: é. + ", "1:8 expected selector, found '+'"],
    ["a: 08", "1:4 illegal integer number"],
    ["a: 1__2", "1:6 illegal '_' in number"],
    ["a: 0x", "1:4 illegal hexadecimal number"],
    ["a: 1e", "1:6 illegal exponent in number"],
    ['a: "b', "1:4 string literal not terminated"],
    ['a: "\\q"', "1:6 unknown escape sequence"],
    ['a: "\\x41"', "1:6 hexadecimal escape not allowed in string literal"],
    ['a: "\\uD8zz"', "1:9 illegal character U+007A 'z' in escape sequence"],
    ['a: """x"""', '1:4 expected newline after multiline quote """'],
    [
      'a: """\n\tx\n\t\t"""',
      '1:4 non-matching whitespace for multiline string (expected "\\t\\t", got "\\t")',
    ],
    ["a: `b`", "1:4 illegal character U+0060 '`'"],
    ["a: \0", "1:4 illegal character NUL"],
    ["a: \ufeff", "1:4 illegal byte order mark"],
    ["a: 1 @b", "1:8 invalid attribute: expected '('"],
    ["a: 1 @b(c", "1:10 attribute missing ')'"],
    ["[a, b]: 1", "1:1 square bracket must have exactly one element"],
    ["[a]?: 1", "1:4 pattern constraint cannot be marked optional"],
    ["__a: 1", "1:1 identifiers starting with '__' are reserved"],
    ["a~X: 1", "1:2 postfix alias syntax requires @experiment(aliasv2)"],
    ["a: b...", "1:5 postfix ... operator requires @experiment(explicitopen)"],
    ["if a {b} else {c}", "1:10 else requires @experiment(try)"],
    [
      "@experiment(nope)\na: 1",
      '2:1 parsing experiments for version "v0.18.0": unknown experiment "nope"',
    ],
    ["package #p", "1:11 invalid package name #p"],
    ['import ""', '1:8 invalid import path: ""'],
    ['a: 1\nimport "b"', "2:8 expected label or ':', found 'STRING' \"b\""],
    ["let x = 1\nlet x = 2", '2:1 alias "x" redeclared in same scope'],
    ["x: 1\na: {let x = 2}", '2:5 cannot have both alias and field with name "x" in same scope'],
    ["[x=string]: 1\nx: 2", '1:4 cannot have both alias and field with name "x" in same scope'],
    [
      "x: 1\n[x]: 2",
      '2:2 reference "x" in label expression refers to field against which it would be matched',
    ],
  ])("of %j", (text, expected) => {
    const [first] = parseFile(text).errors;
    const place = first?.positions[0];
    const found = first && `${place?.line}:${place?.column} ${first.message}`;
    expect(found).toBe(expected);
  });

  it("come sorted, once each, and not more than the first of a line", () => {
    const { errors } = parseFile('a: "\\q" "\\q"\nb: "\\q"\n');
    const places = errors.map(({ positions: [place] }) => `${place?.line}:${place?.column}`);
    expect(places).toEqual(["1:6", "1:11", "2:6"]);
  });

  it("leave what was parsed before them, and with keepGoing also what comes after", () => {
    const text = "a: 1\nb: )\nc: 3\nd: 4\n";
    const labels = (keepGoing: boolean): string[] =>
      parseFile(text, { keepGoing }).file.declarations.map(dump);
    expect(labels(false)).toEqual(["Field(a 1)", "Field(b BadExpr())"]);
    expect(labels(true)).toEqual(["Field(a 1)", "Field(b BadExpr())", "Field(c 3)", "Field(d 4)"]);
  });

  it.each([
    ["lists", "["],
    ["parentheses", "("],
    ["structs", "{"],
    ["fields", "a: {"],
    ["a chain of fields", "a: "],
    ["signs", "-"],
    ["selectors", "a."],
    ["calls", "f("],
    ["interpolations", '"\\('],
    ["comprehensions", "if a {"],
    ["attributes", "@a("],
  ])("and no overflow for too many %s", (_name, piece) => {
    const { errors } = parseFile(`x: ${piece.repeat(100_000)}`);
    expect(errors.length).toBeGreaterThan(0);
    expect(parseFile(piece.repeat(100_000)).errors.length).toBeGreaterThan(0);
  });

  it("do not come of long chains of operators", () => {
    expect(parseFile(`x: 1${" | 1".repeat(20_000)}`).errors).toEqual([]);
  });
});

describe("comments", () => {
  /** Kind of the node and position of each comment, in source order. */
  function comments(text: string): string[] {
    const found: [number, string][] = [];
    walk(parseFile(text).file, (node) => {
      for (const comment of node.comments) {
        const flags = `${comment.isDoc ? "doc" : ""}${comment.isLine ? "line" : ""}`;
        found.push([comment.start, `${node.kind} ${comment.position} ${flags}`.trim()]);
      }
      return true;
    });
    return found.sort(([a], [b]) => a - b).map(([, text]) => text);
  }

  it.each([
    ["// above\na: 1", ["Field 0 doc"]],
    ["// apart\n\na: 1", ["File 0"]],
    ["a: 1 // after\nb: 2", ["Field 5 line"]],
    ["a: {\n\t// inside\n}", ["StructLit 1 doc"]],
    ["a: [\n\t1, // one\n\t2, // two\n]", ["BasicLit 2 line", "BasicLit 2 line"]],
    ["a: 1 |\n\t// mid\n\t2", ["BasicLit 0 doc"]],
    ["a: 1\n// end", ["Field 5"]],
  ])("of %j", (text, expected) => {
    expect(comments(text)).toEqual(expected);
  });
});
