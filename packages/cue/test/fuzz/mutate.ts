// Sources made of sources: pieces taken out, put in, doubled, exchanged; and sources made of nothing but tokens.
import type { Random } from "./random.ts";
import { SEEDS } from "./seeds.ts";

const TOKENS: readonly string[] = [
  ..."{ } [ ] ( ) , : ; . ... ? ! ~ = == != < <= > >= =~ !~ + - * / & | && || <- _|_ _ # a b c _b #C _#d $e".split(" "),
  ..."1 0 .5 1.5Ki 0x1F 1e3 -1 for in if else let true false null import package string int number bytes bool".split(" "),
  '"s"',
  '"\\(',
  '")',
  '"""\n',
  "'b'",
  '#"r"#',
  "\n",
  " ",
  "\t",
  "// c\n",
  "@a(b)",
  "\\",
  "`",
  "\0",
  "é",
  "😀",
  "len(",
  "close(",
  "a.b",
  "[string]: ",
  "{...}",
  "close({a: 1})",
  "*1 | ",
  "& >5",
  'import "strings"\n',
  "strings.Repeat(",
  "list.Range(",
];

const PIECE = /"""|\w+|\s+|[^\w\s]/g;

/** A new source, from a seed or from tokens. */
export function randomSource(random: Random): string {
  if (random.oneIn(10)) return soup(random);
  let source = random.pick(SEEDS);
  if (random.oneIn(4)) source += `\n${random.pick(SEEDS)}`;
  for (let count = random.below(6); count >= 0; count--) source = mutated(source, random);
  if (random.oneIn(200)) source = nested(source, random);
  return source;
}

function soup(random: Random): string {
  let text = "";
  for (let count = random.below(40); count > 0; count--) {
    text += random.pick(TOKENS) + (random.oneIn(3) ? " " : "");
  }
  return text;
}

function mutated(source: string, random: Random): string {
  const pieces = source.match(PIECE) ?? [];
  const at = random.below(pieces.length + 1);
  const length = 1 + random.below(5);
  switch (random.below(8)) {
    case 0:
      return pieces.toSpliced(at, length).join("");
    case 1:
      return pieces.toSpliced(at, 0, random.pick(TOKENS)).join("");
    case 2:
      return pieces.toSpliced(at, 1, random.pick(TOKENS)).join("");
    case 3:
      return pieces.toSpliced(at, 0, ...pieces.slice(at, at + length)).join("");
    case 4: {
      const other = random.below(pieces.length + 1);
      return pieces.toSpliced(at, 0, ...pieces.slice(other, other + length)).join("");
    }
    case 5: {
      const donor = random.pick(SEEDS).match(PIECE) ?? [];
      const from = random.below(donor.length);
      return pieces.toSpliced(at, 0, ...donor.slice(from, from + 12)).join("");
    }
    case 6: {
      const lines = source.split("\n");
      const line = random.below(lines.length);
      const [taken = ""] = lines.splice(line, 1);
      return lines.toSpliced(random.below(lines.length + 1), 0, taken).join("\n");
    }
    default: {
      const index = random.below(source.length + 1);
      return source.slice(0, index) + String.fromCharCode(random.below(128)) + source.slice(index + random.below(2));
    }
  }
}

/** A source deep inside of brackets, labels or operators. */
function nested(source: string, random: Random): string {
  const depth = random.pick([50, 400, 600, 20_000]);
  const [open, close] = random.pick([
    ["{a: ", "}"],
    ["[", "]"],
    ["(", ")"],
    ["a: ", ""],
    ["-", ""],
    ["1 + ", ""],
    ["1 | ", ""],
    ["{", "}"],
    ['"\\(', ')"'],
    ["if true {", "}"],
  ] as const);
  return `${source}\nz: ${open.repeat(depth)}1${close.repeat(depth)}`;
}
