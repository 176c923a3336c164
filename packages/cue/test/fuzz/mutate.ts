// Sources made of sources: pieces taken out, put in, doubled, exchanged; and sources made of nothing but tokens.
import { randomProgram } from "./grammar.ts";
import { nested } from "./nested.ts";
import type { Random } from "./random.ts";
import { SEEDS } from "./seeds.ts";

const TOKENS: readonly string[] = [
  ..."{ } [ ] ( ) , : ; . ... ? ! ~ = == != < <= > >= =~ !~ + - * / & | && || <- _|_ _ # a b c _b #C _#d $e".split(
    " ",
  ),
  ..."1 0 .5 1.5Ki 0x1F 1e3 -1 for in if else let true false null import package string int number bytes bool".split(
    " ",
  ),
  ..."try otherwise fallback func struct list error close matchN matchIf and or div self uint8 rune".split(
    " ",
  ),
  ..."1e9999 1e-9999 123456789012345678901234567890 0.1Yi 0b 0x 0o7 1__0 1. 1.e1 1e 0_1 9e999999999".split(
    " ",
  ),
  '"s"',
  '"\\(',
  '")',
  '"""\n',
  "'b'",
  '#"r"#',
  '##"r"#"##',
  "'''\n",
  '"\\u{110000}"',
  "'\\xff'",
  '"\\ud800"',
  "\n",
  "\r\n",
  "\r",
  " ",
  "\t",
  "// c\n",
  "@a(b)",
  "@experiment(try)\n",
  "@if(x)\n",
  "\\",
  "`",
  "\0",
  "é",
  "😀",
  "\ufeff",
  "\ud800",
  "\udc00",
  "\u2028",
  "len(",
  "close(",
  "a.b",
  "a?: ",
  "a!: ",
  "[string]: ",
  "[X=string]: ",
  "{...}",
  "[...]",
  "close({a: 1})",
  "*1 | ",
  "& >5",
  "if a != _|_ {",
  "for k, v in a {",
  "let x = ",
  'import "strings"\n',
  'import "encoding/json"\n',
  "strings.Repeat(",
  "list.Range(",
];

const PIECE = /"""|\w+|\s+|[^\w\s]/g;

/** A new source: from `seeds`, from the grammar or from tokens. */
export function randomSource(random: Random, seeds: readonly string[] = SEEDS): string {
  const chance = random.below(100);
  if (chance < 10) return soup(random);
  if (chance < 20) return randomProgram(random);
  let source = chance < 25 ? randomProgram(random) : random.pick(seeds);
  if (random.oneIn(4))
    source = spliced(source, random.oneIn(4) ? randomProgram(random) : random.pick(seeds), random);
  for (let count = random.below(6); count >= 0; count--) source = mutated(source, seeds, random);
  if (random.oneIn(400)) source = nested(source, random);
  if (random.oneIn(100)) source = otherText(source, random);
  return source;
}

function soup(random: Random): string {
  let text = "";
  for (let count = random.below(40); count > 0; count--) {
    text += random.pick(TOKENS) + (random.oneIn(3) ? " " : "");
  }
  return text;
}

/** Two programs in one: after each other, one inside the other, or line by line. */
function spliced(first: string, second: string, random: Random): string {
  switch (random.below(4)) {
    case 0: {
      const lines = first.split("\n");
      const at = random.below(lines.length + 1);
      return [...lines.slice(0, at), ...second.split("\n"), ...lines.slice(at)].join("\n");
    }
    case 1:
      return `${first}\n${random.pick(["a", "z", "#A", "e"])}: {\n${second}\n}`;
    case 2:
      return `{${first}} & {${second}}`;
    default:
      return `${first}\n${second}`;
  }
}

function mutated(source: string, seeds: readonly string[], random: Random): string {
  const pieces = source.match(PIECE) ?? [];
  const at = random.below(pieces.length + 1);
  const length = 1 + random.below(5);
  switch (random.below(9)) {
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
      const donor = random.pick(seeds).match(PIECE) ?? [];
      const from = random.below(donor.length + 1);
      return pieces.toSpliced(at, 0, ...donor.slice(from, from + 12)).join("");
    }
    case 6: {
      const lines = source.split("\n");
      const line = random.below(lines.length);
      const [taken = ""] = lines.splice(line, 1);
      return lines.toSpliced(random.below(lines.length + 1), 0, taken).join("\n");
    }
    case 7: {
      // One name for another that the program has: references that lead elsewhere.
      const names = [...pieces.entries()].filter(([, piece]) => /^\w+$/.test(piece));
      if (names.length < 2) return source;
      const [index] = random.pick(names);
      return pieces.toSpliced(index, 1, random.pick(names)[1]).join("");
    }
    default: {
      const index = random.below(source.length + 1);
      return (
        source.slice(0, index) +
        String.fromCharCode(random.below(128)) +
        source.slice(index + random.below(2))
      );
    }
  }
}

/** The source as other tools write it, or with what is no text at all. */
function otherText(source: string, random: Random): string {
  switch (random.below(4)) {
    case 0:
      return source.replaceAll("\n", "\r\n");
    case 1:
      return `\ufeff${source}`;
    case 2:
      return source.replaceAll("\n", "\r");
    default: {
      const units = Array.from({ length: 8 }, () => String.fromCharCode(random.below(0x1_0000)));
      const at = random.below(source.length + 1);
      return source.slice(0, at) + units.join("") + source.slice(at);
    }
  }
}
