// JSON text as Go's encoding/json sees it: the same texts are valid, and what is wrong is said in the same words.
import { BuiltinError } from "../builtin.ts";
import { encodeUtf8 } from "../param.ts";
import { quote } from "../strconv/quote.ts";

/** How deep arrays and objects may nest. */
const MAX_DEPTH = 10_000;

/** Receives the tokens of a scanned text: punctuation, or the text of a scalar. */
export type OnToken = (token: string) => void;

/** Why a text is not JSON. */
export class JsonSyntaxError extends BuiltinError {
  /** Whether the text only ends too early. */
  readonly isUnfinished: boolean;
  /** Where in the text. */
  readonly at: number;

  constructor(message: string, at: number, isUnfinished = false) {
    super(message);
    this.at = at;
    this.isUnfinished = isUnfinished;
  }
}

/** What Go blames on the end of the text as on a space: unfinished words, numbers and escapes. */
const UNFINISHED_TOKEN = /^in literal|numeric literal$|escape/;

/** A character in quotes; of one beyond ASCII, Go has seen the first byte only. */
function charText(char: string): string {
  if (char === "'") return "'\\''";
  if (char === '"') return "'\"'";
  return `'${quote(char).slice(1, -1)}'`;
}

class Scanner {
  private readonly text: string;
  private readonly onToken: OnToken;
  at: number;

  constructor(text: string, start: number, onToken: OnToken) {
    this.text = text;
    this.at = start;
    this.onToken = onToken;
  }

  skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? "")) this.at++;
  }

  private fail(where: string): JsonSyntaxError {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) {
      const message = UNFINISHED_TOKEN.test(where)
        ? `invalid character ' ' ${where}`
        : "unexpected end of JSON input";
      return new JsonSyntaxError(message, this.at, true);
    }
    const byte = encodeUtf8(String.fromCodePoint(code))[0] ?? 0;
    return new JsonSyntaxError(
      `invalid character ${charText(String.fromCharCode(byte))} ${where}`,
      this.at,
    );
  }

  private punctuation(): void {
    this.onToken(this.text[this.at++] ?? "");
    this.skipSpace();
  }

  value(depth: number): void {
    this.skipSpace();
    const start = this.at;
    const char = this.text[this.at] ?? "";
    if (char === "{") return this.object(depth + 1);
    if (char === "[") return this.array(depth + 1);
    if (char === '"') this.string();
    else if (char === "-" || (char >= "0" && char <= "9")) this.number();
    else if (char === "t") this.literal("true");
    else if (char === "f") this.literal("false");
    else if (char === "n") this.literal("null");
    else throw this.fail("looking for beginning of value");
    this.onToken(this.text.slice(start, this.at));
  }

  private checkDepth(depth: number): void {
    if (depth > MAX_DEPTH) throw new JsonSyntaxError("exceeded max depth", this.at);
  }

  private object(depth: number): void {
    this.checkDepth(depth);
    this.punctuation();
    if (this.text[this.at] === "}") {
      this.onToken(this.text[this.at++] ?? "");
      return;
    }
    for (;;) {
      if (this.text[this.at] !== '"') throw this.fail("looking for beginning of object key string");
      const start = this.at;
      this.string();
      this.onToken(this.text.slice(start, this.at));
      this.skipSpace();
      if (this.text[this.at] !== ":") throw this.fail("after object key");
      this.punctuation();
      this.value(depth);
      this.skipSpace();
      const char = this.text[this.at];
      if (char === "}") break;
      if (char !== ",") throw this.fail("after object key:value pair");
      this.punctuation();
    }
    this.onToken(this.text[this.at++] ?? "");
  }

  private array(depth: number): void {
    this.checkDepth(depth);
    this.punctuation();
    if (this.text[this.at] === "]") {
      this.onToken(this.text[this.at++] ?? "");
      return;
    }
    for (;;) {
      this.value(depth);
      this.skipSpace();
      const char = this.text[this.at];
      if (char === "]") break;
      if (char !== ",") throw this.fail("after array element");
      this.punctuation();
    }
    this.onToken(this.text[this.at++] ?? "");
  }

  private string(): void {
    this.at++;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined || char < " ") throw this.fail("in string literal");
      this.at++;
      if (char === '"') return;
      if (char !== "\\") continue;
      const escape = this.text[this.at] ?? "";
      if (!/["\\/bfnrtu]/.test(escape)) throw this.fail("in string escape code");
      this.at++;
      for (let i = 0; escape === "u" && i < 4; i++) {
        if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? "")) {
          throw this.fail("in \\u hexadecimal character escape");
        }
        this.at++;
      }
    }
  }

  private digits(): boolean {
    const start = this.at;
    while (/[0-9]/.test(this.text[this.at] ?? "")) this.at++;
    return this.at > start;
  }

  private number(): void {
    if (this.text[this.at] === "-") this.at++;
    if (this.text[this.at] === "0") this.at++;
    else if (!this.digits()) throw this.fail("in numeric literal");
    if (this.text[this.at] === ".") {
      this.at++;
      if (!this.digits()) throw this.fail("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.text[this.at] ?? "")) {
      this.at++;
      if (/[+-]/.test(this.text[this.at] ?? "")) this.at++;
      if (!this.digits()) throw this.fail("in exponent of numeric literal");
    }
  }

  private literal(word: string): void {
    for (const expected of word) {
      if (this.text[this.at] !== expected) {
        throw this.fail(`in literal ${word} (expecting '${expected}')`);
      }
      this.at++;
    }
  }

  end(): void {
    this.skipSpace();
    if (this.at < this.text.length) throw this.fail("after top-level value");
  }
}

function ignore(): void {}

/** Scans one JSON text; throws a {@link JsonSyntaxError} with Go's words. Gives where the value ends. */
export function scanJson(text: string, onToken: OnToken = ignore): number {
  const scanner = new Scanner(text, 0, onToken);
  scanner.value(0);
  const end = scanner.at;
  scanner.end();
  return end;
}

/** The end of the value that begins at `start`, spaces before it skipped; undefined where none follows. */
export function scanJsonValue(text: string, start: number): number | undefined {
  const scanner = new Scanner(text, start, ignore);
  scanner.skipSpace();
  if (scanner.at >= text.length) return undefined;
  scanner.value(0);
  return scanner.at;
}
