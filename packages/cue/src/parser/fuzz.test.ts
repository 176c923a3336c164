import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatFile } from "../format/format.ts";
import { readsAs } from "../format/verify.ts";
import { parseFile } from "./parse.ts";

const tokens =
  '{ } [ ] ( ) , : ; . ... ? ! ~ = == != < <= > >= =~ !~ + - * / & | && || <- _|_ _ # a _b #C _#d $e "s" "\\(" ) """\n \'b\' #"r"# 1 .5 1.5Ki 0x1F 1e3 for in if else otherwise let try true null import package @a(b) @experiment(try) // \n \r\n \t \\ ` \0 é 😀'.split(
    " ",
  );

const soup = fc
  .array(fc.tuple(fc.constantFrom(...tokens), fc.constantFrom("", " ", "\n")), { maxLength: 40 })
  .map((parts) => parts.flat().join(""));

/** Sources that parse: declarations made from a grammar. */
const { file: source } = fc.letrec<Record<"file" | "expr" | "decl" | "struct", string>>((tie) => ({
  expr: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("1", "-1", '"s"', "x", "_", "_|_", "#D", "int", ".5", "null", "'b'"),
    fc
      .tuple(tie("expr"), fc.constantFrom("+", "*", "&", "|", "==", "<", "&&"), tie("expr"))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(tie("expr"), fc.constantFrom("&", "|", "|\n"), tie("expr"))
      .map((parts) => parts.join(" ")),
    fc
      .tuple(fc.constantFrom("!", "-", "*", ">=", "=~"), tie("expr"))
      .map(([op, a]) => `${op}(${a})`),
    fc
      .tuple(fc.array(tie("expr"), { maxLength: 3 }), fc.constantFrom(", ", ",\n", "\n"))
      .map(([list, gap]) => `[${list.join(gap)}]`),
    fc.tuple(tie("expr"), tie("expr")).map(([a, b]) => `f(${a}, ${b})`),
    tie("expr").map((a) => `(${a}).b["c"][0]`),
    tie("expr").map((a) => `"x\\(${a}) y"`),
    tie("struct"),
  ),
  decl: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc
      .tuple(
        fc.constantFrom("a", "bb", '"c d"', "#D", "_e", "f?", "g!", "[string]", "(x)", "a: b"),
        tie("expr"),
      )
      .map(([label, value]) => `${label}: ${value}`),
    tie("expr").map((a) => `h: ${a} @attr(x)`),
    tie("expr").map((a) => `if (${a}) {b: ${a}}`),
    fc.tuple(tie("expr"), tie("struct")).map(([a, b]) => `for k, v in ${a} ${b}`),
    tie("struct"),
    fc.constant("..."),
  ),
  struct: fc
    .tuple(
      fc.array(tie("decl"), { maxLength: 3 }),
      fc.constantFrom(", ", "\n", " // c\n", "\n\n// d\n"),
    )
    .map(([list, gap]) => `{${gap.trimStart() === "" ? gap : ""}${list.join(gap)}\n}`),
  file: fc
    .tuple(
      fc.array(tie("decl"), { maxLength: 5 }),
      fc.constantFrom("\n", "\n\n", " // c\n", "\n// d\n"),
    )
    .map(([list, gap]) => list.join(gap) + gap),
}));

describe("parseFile", () => {
  it("never throws, and says something of what it does not take", () => {
    fc.assert(
      fc.property(soup, fc.boolean(), (text, keepGoing) => {
        const { file, errors } = parseFile(text, { keepGoing });
        expect(file.kind).toBe("File");
        for (const error of errors) expect(error.positions).toHaveLength(1);
        if (errors.length === 0) expect(readsAs(formatFile(file), file)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("reads what formatFile writes", () => {
    fc.assert(
      fc.property(source, (text) => {
        const { file, errors } = parseFile(text);
        expect(errors.map((error) => error.message)).toEqual([]);
        const formatted = formatFile(file);
        expect(readsAs(formatted, file)).toBe(true);
        expect(parseFile(formatFile(file, { simplify: true })).errors).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
