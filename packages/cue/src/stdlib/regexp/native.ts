// The part of RE2's syntax that JavaScript's own engine may run: patterns that mean the same there, and whose
// backtracking stays polynomial of a low degree. Most patterns of schemas are of this kind, and run much faster.

/** Two stars in sequence cost at most a square of the length for each start: the limit for short texts. */
const MAX_UNBOUNDED = 2;

const CLASS_ESCAPES: Readonly<Record<string, string>> = {
  d: "0-9",
  w: "0-9A-Za-z_",
  s: "\\t\\n\\f\\r ",
};

const NEGATED_ESCAPES: Readonly<Record<string, string>> = {
  D: "0-9",
  W: "0-9A-Za-z_",
  S: "\\t\\n\\f\\r ",
};

const CONTROL: Readonly<Record<string, string>> = {
  t: "\\t",
  n: "\\n",
  r: "\\r",
  f: "\\f",
  v: "\\v",
};

function literal(char: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}

class Translator {
  private readonly pattern: string;
  private at = 0;
  private unbounded = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  /** The pattern for JavaScript, or undefined. */
  translate(): string | undefined {
    // Only plain ASCII patterns: what lies beyond has corners that differ.
    if (!/^[\x20-\x7e]*$/.test(this.pattern)) return undefined;
    const out = this.alternation(false);
    return out !== undefined && this.at === this.pattern.length && this.unbounded <= MAX_UNBOUNDED
      ? out
      : undefined;
  }

  private alternation(nested: boolean): string | undefined {
    let out = "";
    for (;;) {
      const char = this.pattern[this.at];
      if (char === undefined) return nested ? undefined : out;
      if (char === ")") return nested ? out : undefined;
      if (char === "|") {
        out += "|";
        this.at++;
        continue;
      }
      const piece = this.piece();
      if (piece === undefined) return undefined;
      out += piece;
    }
  }

  private piece(): string | undefined {
    const before = this.unbounded;
    const char = this.pattern[this.at] ?? "";
    let atom: string | undefined;
    let canRepeat = true;
    if (char === "(") atom = this.group();
    else if (char === "[") atom = this.charClass();
    else if (char === "\\") atom = this.escape();
    else if (char === "^" || char === "$") {
      this.at++;
      atom = char;
      canRepeat = false;
    } else if (char === ".") {
      this.at++;
      atom = "[^\\n]";
    } else if (/[*+?{}\]]/.test(char)) return undefined;
    else {
      this.at++;
      atom = literal(char);
    }
    if (atom === undefined) return undefined;
    if (atom === "\\b" || atom === "\\B") canRepeat = false;
    const quantifier = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(this.pattern.slice(this.at));
    if (quantifier === null) return this.pattern[this.at] === "{" ? undefined : atom;
    const [text, low = "0", range, high = ""] = quantifier;
    this.at += text.length;
    if (!canRepeat || /[*+?{]/.test(this.pattern[this.at] ?? "")) return undefined;
    const isOptional = text.startsWith("?");
    const isUnbounded = /^[*+]/.test(text) || (range !== undefined && high === "");
    // A repetition in a repetition may take exponential time.
    if (!isOptional && this.unbounded > before) return undefined;
    if (isUnbounded) this.unbounded++;
    if (Number(low) > 100 || Number(high) > 100) return undefined;
    if (Number(high) > 1 && atom.startsWith("(") && /[{?]/.test(atom.slice(3))) return undefined;
    return atom + text;
  }

  private group(): string | undefined {
    this.at++;
    if (this.pattern.startsWith("?", this.at)) {
      if (!this.pattern.startsWith("?:", this.at)) return undefined;
      this.at += 2;
    }
    const inner = this.alternation(true);
    if (inner === undefined) return undefined;
    this.at++;
    return `(?:${inner})`;
  }

  private escape(): string | undefined {
    const char = this.pattern[this.at + 1] ?? "";
    this.at += 2;
    const set = CLASS_ESCAPES[char];
    if (set !== undefined) return `[${set}]`;
    const negated = NEGATED_ESCAPES[char];
    if (negated !== undefined) return `[^${negated}]`;
    if (char === "b" || char === "B") return `\\${char}`;
    if (/[^0-9A-Za-z]/.test(char)) return literal(char);
    return CONTROL[char];
  }

  private charClass(): string | undefined {
    this.at++;
    let out = "[";
    if (this.pattern[this.at] === "^") {
      out += "^";
      this.at++;
    }
    const start = this.at;
    for (;;) {
      const char = this.pattern[this.at] ?? "";
      if (char === "" || char === "[") return undefined;
      if (char === "]" && this.at > start) {
        this.at++;
        return `${out}]`;
      }
      if (char === "\\") {
        const next = this.pattern[this.at + 1] ?? "";
        const set = CLASS_ESCAPES[next] ?? CONTROL[next];
        if (set !== undefined) out += set;
        else if (/[^0-9A-Za-z]/.test(next)) out += literal(next);
        else return undefined;
        this.at += 2;
      } else if (char === "-") {
        // A dash between two characters is a range, at either end itself.
        const isEdge = this.at === start || this.pattern[this.at + 1] === "]";
        out += isEdge ? "\\-" : "-";
        this.at++;
      } else {
        out += char === "^" || char === "]" ? `\\${char}` : literal(char);
        this.at++;
      }
    }
  }
}

/** The pattern as a JavaScript expression that finds the same texts, where there is one that cannot run away. */
export function nativeTest(pattern: string): RegExp | undefined {
  const source = new Translator(pattern).translate();
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, "u");
  } catch {
    // A range out of order, say: RE2 has judged the pattern already, so let it run there.
    return undefined;
  }
}
