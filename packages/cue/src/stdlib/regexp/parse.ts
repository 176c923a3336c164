// From RE2's syntax, as Go takes it, to a tree.
import { charClass, escape, perlClass, unicodeClass } from "./char-class.ts";
import { ANY, ANY_IN_LINE, CharSet } from "./char-set.ts";
import { type Node, type ParsedRegexp, PatternReader, type Place, syntaxError } from "./syntax.ts";

const MAX_COPIES = 1000;
const MAX_DEPTH = 1000;

interface Flags {
  readonly ignoresCase: boolean;
  readonly isMultiline: boolean;
  readonly dotIsAny: boolean;
  readonly isLazy: boolean;
}

/** An open group: its alternatives so far, and what is restored when it ends. */
interface Frame {
  readonly flags: Flags;
  /** −1 for one that does not capture. */
  readonly index: number;
  readonly choices: Node[];
  parts: Node[];
}

const FLAG_NAMES: Readonly<Record<string, keyof Flags>> = {
  i: "ignoresCase",
  m: "isMultiline",
  s: "dotIsAny",
  U: "isLazy",
};

function sequence(parts: readonly Node[]): Node {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: "sequence", parts };
}

function choice(frame: Frame): Node {
  const last = sequence(frame.parts);
  return frame.choices.length === 0 ? last : { kind: "choice", parts: [...frame.choices, last] };
}

/** Whether repetitions in repetitions make no more than so many copies of anything. */
function isSmall(node: Node, copies: number): boolean {
  switch (node.kind) {
    case "sequence":
    case "choice":
      return node.parts.every((part) => isSmall(part, copies));
    case "group":
      return isSmall(node.part, copies);
    case "repeat": {
      if (node.max === 0) return true;
      const count = node.max < 0 ? node.min : node.max;
      if (count > copies) return false;
      return isSmall(node.part, count > 0 ? Math.floor(copies / count) : copies);
    }
    default:
      return true;
  }
}

class Parser {
  private readonly reader: PatternReader;
  private readonly pattern: string;
  private readonly names: string[] = [""];
  private readonly frames: Frame[] = [];
  private frame: Frame;
  private flags: Flags = {
    ignoresCase: false,
    isMultiline: false,
    dotIsAny: false,
    isLazy: false,
  };
  /** Where the repetition just before this began; −1 if there was none. */
  private lastRepeat = -1;

  constructor(pattern: string) {
    this.pattern = pattern;
    this.reader = new PatternReader(pattern);
    this.frame = { flags: this.flags, index: -1, choices: [], parts: [] };
  }

  parse(): ParsedRegexp {
    const { reader } = this;
    while (!reader.isAtEnd) {
      const start = reader.at;
      const isRepeat = this.element();
      this.lastRepeat = isRepeat ? start : -1;
    }
    if (this.frames.length > 0) throw syntaxError("missing closing )", this.pattern);
    return { root: choice(this.frame), names: this.names };
  }

  private push(node: Node): void {
    this.frame.parts.push(node);
  }

  private place(place: Place, length: number): void {
    this.reader.at += length;
    this.push({ kind: "place", place });
  }

  private char(code: number): void {
    this.push({ kind: "char", set: CharSet.char(code, this.flags.ignoresCase) });
  }

  /** Reads an element; whether it was a repetition. */
  private element(): boolean {
    const { reader, flags } = this;
    switch (reader.peek()) {
      case "(":
        this.open();
        return false;
      case ")":
        this.close();
        return false;
      case "|":
        reader.at++;
        this.frame.choices.push(sequence(this.frame.parts));
        this.frame.parts = [];
        return false;
      case "^":
        this.place(flags.isMultiline ? "beginLine" : "beginText", 1);
        return false;
      case "$":
        this.place(flags.isMultiline ? "endLine" : "endText", 1);
        return false;
      case ".":
        reader.at++;
        this.push({ kind: "char", set: flags.dotIsAny ? ANY : ANY_IN_LINE });
        return false;
      case "[":
        this.push({ kind: "char", set: charClass(reader, flags.ignoresCase) });
        return false;
      case "*":
        return this.repeat(1, 0, -1);
      case "+":
        return this.repeat(1, 1, -1);
      case "?":
        return this.repeat(1, 0, 1);
      case "{":
        return this.counted();
      case "\\":
        this.backslash();
        return false;
      default:
        this.char(reader.next());
        return false;
    }
  }

  private counted(): boolean {
    const { reader } = this;
    const found = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(reader.rest(reader.at));
    // What is no repetition is a brace.
    if (found === null) {
      this.char(reader.next());
      return false;
    }
    const [text, low, range, high] = found;
    const min = Number(low);
    const max = range === undefined ? min : high === undefined ? -1 : Number(high);
    if (min > MAX_COPIES || max > MAX_COPIES || (max >= 0 && min > max)) {
      throw syntaxError("invalid repeat count", text);
    }
    return this.repeat(text.length, min, max);
  }

  private repeat(length: number, min: number, max: number): true {
    const { reader } = this;
    const start = reader.at;
    reader.at += length;
    let { isLazy } = this.flags;
    if (reader.peek() === "?") {
      reader.at++;
      isLazy = !isLazy;
    }
    if (this.lastRepeat >= 0) {
      throw syntaxError("invalid nested repetition operator", reader.since(this.lastRepeat));
    }
    const part = this.frame.parts.pop();
    if (part === undefined) {
      throw syntaxError("missing argument to repetition operator", reader.since(start));
    }
    const node: Node = { kind: "repeat", part, min, max, isLazy };
    if (length > 1 && (min >= 2 || max >= 2) && !isSmall(node, MAX_COPIES)) {
      throw syntaxError("invalid repeat count", reader.since(start));
    }
    this.push(node);
    return true;
  }

  private backslash(): void {
    const { reader } = this;
    const start = reader.at;
    switch (reader.peek(1)) {
      case "A":
        return this.place("beginText", 2);
      case "z":
        return this.place("endText", 2);
      case "b":
        return this.place("wordBoundary", 2);
      case "B":
        return this.place("noWordBoundary", 2);
      case "C":
        reader.at += 2;
        throw syntaxError("invalid escape sequence", reader.since(start));
      case "Q": {
        const end = reader.text.indexOf("\\E", start + 2);
        const quoted = reader.text.slice(start + 2, end < 0 ? undefined : end);
        for (const char of quoted) this.char(char.codePointAt(0) ?? 0);
        reader.at = end < 0 ? reader.text.length : end + 2;
        return;
      }
      default: {
        const part = unicodeClass(reader) ?? perlClass(reader);
        if (part === undefined) return this.char(escape(reader));
        this.push({ kind: "char", set: CharSet.of([part], false, this.flags.ignoresCase) });
      }
    }
  }

  private enter(index: number): void {
    this.frames.push(this.frame);
    if (this.frames.length >= MAX_DEPTH) {
      throw syntaxError("expression nests too deeply", this.pattern);
    }
    this.frame = { flags: this.flags, index, choices: [], parts: [] };
  }

  private open(): void {
    const { reader } = this;
    if (!reader.startsWith("(?")) {
      reader.at++;
      this.enter(this.names.push("") - 1);
      return;
    }
    const start = reader.at;
    const rest = reader.rest(start);
    const prefix = /^\(\?(?:P<(?=[^])|<(?=[^]))/.exec(rest)?.[0];
    if (prefix === undefined) return this.openFlags();
    const end = rest.indexOf(">");
    if (end < 0) throw syntaxError("invalid named capture", rest);
    reader.at = start + end + 1;
    const name = rest.slice(prefix.length, end);
    if (!/^[0-9A-Za-z_]+$/.test(name)) {
      throw syntaxError("invalid named capture", reader.since(start));
    }
    this.enter(this.names.push(name) - 1);
  }

  /** `(?i)`, `(?s-m:` and the like. */
  private openFlags(): void {
    const { reader } = this;
    const start = reader.at;
    reader.at += 2;
    const flags: { -readonly [K in keyof Flags]: Flags[K] } = { ...this.flags };
    let isOn = true;
    let hasFlag = false;
    while (!reader.isAtEnd) {
      const char = String.fromCodePoint(reader.next());
      const name = FLAG_NAMES[char];
      if (name !== undefined) {
        flags[name] = isOn;
        hasFlag = true;
      } else if (char === "-" && isOn) {
        isOn = false;
        hasFlag = false;
      } else if ((char === ":" || char === ")") && (isOn || hasFlag)) {
        if (char === ":") this.enter(-1);
        this.flags = flags;
        return;
      } else break;
    }
    throw syntaxError("invalid or unsupported Perl syntax", reader.since(start));
  }

  private close(): void {
    const outer = this.frames.pop();
    if (outer === undefined) throw syntaxError("unexpected )", this.pattern);
    this.reader.at++;
    const { index, flags } = this.frame;
    const part = choice(this.frame);
    this.frame = outer;
    this.flags = flags;
    this.push(index < 0 ? part : { kind: "group", index, part });
  }
}

/** Parses a pattern; throws a `BuiltinError` with Go's text for a bad one. */
export function parseRegexp(pattern: string): ParsedRegexp {
  return new Parser(pattern).parse();
}
