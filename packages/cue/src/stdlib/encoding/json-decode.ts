// A JSON reader made for speed that keeps what JSON.parse loses: exact digits, the difference between 1 and 1.0, the
// order of keys that look like integers, and repeated keys.
import { Decimal } from "../../literal/decimal.ts";
import { BuiltinError, type Result, StructData } from "../builtin.ts";

/** How deep arrays and objects may nest. */
const MAX_DEPTH = 10_000;

/** What CUE says of half a surrogate pair, which JSON allows. */
const UNMATCHED_SURROGATE = "invalid string: unmatched surrogate pair";

/** Thrown inside for invalid text; the scanner that words errors looks again where it matters. */
class InvalidJson extends Error {}

const INVALID = new InvalidJson();

const ESCAPES: Readonly<Record<number, string>> = {
  34: '"',
  47: "/",
  92: "\\",
  98: "\b",
  102: "\f",
  110: "\n",
  114: "\r",
  116: "\t",
};

class Decoder {
  private readonly text: string;
  private at = 0;
  private depth = 0;
  private readonly allowsLoneSurrogates: boolean;

  constructor(text: string, allowsLoneSurrogates: boolean) {
    this.text = text;
    this.allowsLoneSurrogates = allowsLoneSurrogates;
  }

  document(): Result {
    const value = this.value(this.skipSpace());
    if (!Number.isNaN(this.skipSpace())) throw INVALID;
    return value;
  }

  /** Moves past white space; gives the code of the next character, NaN at the end. */
  private skipSpace(): number {
    const text = this.text;
    let code = text.charCodeAt(this.at);
    while (code === 32 || code === 10 || code === 13 || code === 9) {
      code = text.charCodeAt(++this.at);
    }
    return code;
  }

  private value(code: number): Result {
    switch (code) {
      case 34:
        return this.string();
      case 123:
        return this.object();
      case 91:
        return this.array();
      case 116:
        return this.word("true", true);
      case 102:
        return this.word("false", false);
      case 110:
        return this.word("null", null);
      default:
        return this.number(code);
    }
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw INVALID;
    this.at += word.length;
    return value;
  }

  private object(): StructData {
    if (++this.depth > MAX_DEPTH) throw INVALID;
    const labels: string[] = [];
    const values: Result[] = [];
    this.at++;
    let code = this.skipSpace();
    if (code === 125) this.at++;
    else {
      for (;;) {
        if (code !== 34) throw INVALID;
        labels.push(this.string());
        if (this.skipSpace() !== 58) throw INVALID;
        this.at++;
        values.push(this.value(this.skipSpace()));
        code = this.skipSpace();
        this.at++;
        if (code === 125) break;
        if (code !== 44) throw INVALID;
        code = this.skipSpace();
      }
    }
    this.depth--;
    return new StructData(labels, values);
  }

  private array(): Result[] {
    if (++this.depth > MAX_DEPTH) throw INVALID;
    const values: Result[] = [];
    this.at++;
    let code = this.skipSpace();
    if (code === 93) this.at++;
    else {
      for (;;) {
        values.push(this.value(code));
        code = this.skipSpace();
        this.at++;
        if (code === 93) break;
        if (code !== 44) throw INVALID;
        code = this.skipSpace();
      }
    }
    this.depth--;
    return values;
  }

  private string(): string {
    const text = this.text;
    const start = ++this.at;
    let code = text.charCodeAt(this.at);
    while (code !== 34 && code !== 92 && code >= 32) code = text.charCodeAt(++this.at);
    if (code === 34) return text.slice(start, this.at++);
    return this.escapedString(start);
  }

  /** The rest of a string from its first escape on. */
  private escapedString(from: number): string {
    const text = this.text;
    let start = from;
    let out = "";
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === 34) {
        out += text.slice(start, this.at++);
        if (!this.allowsLoneSurrogates && !out.isWellFormed()) {
          throw new BuiltinError(UNMATCHED_SURROGATE);
        }
        return out;
      }
      if (code === 92) {
        out += text.slice(start, this.at);
        const escape = text.charCodeAt(this.at + 1);
        if (escape === 117) {
          const hex = text.slice(this.at + 2, this.at + 6);
          if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw INVALID;
          out += String.fromCharCode(Number.parseInt(hex, 16));
          this.at += 6;
        } else {
          const char = ESCAPES[escape];
          if (char === undefined) throw INVALID;
          out += char;
          this.at += 2;
        }
        start = this.at;
      } else if (code >= 32) this.at++;
      else throw INVALID;
    }
  }

  private number(first: number): Result {
    const text = this.text;
    const start = this.at;
    let code = first;
    if (code === 45) code = text.charCodeAt(++this.at);
    if (code === 48) code = text.charCodeAt(++this.at);
    else if (code >= 49 && code <= 57) code = this.digits();
    else throw INVALID;
    if (code !== 46 && code !== 69 && code !== 101) {
      const digits = text.slice(start, this.at);
      return digits.length <= 15 ? Number(digits) + 0 : BigInt(digits);
    }
    const point = this.at;
    let pointLength = 0;
    if (code === 46) {
      code = text.charCodeAt(++this.at);
      if (!(code >= 48 && code <= 57)) throw INVALID;
      code = this.digits();
      pointLength = this.at - point - 1;
    }
    const mantissaEnd = this.at;
    let exponent = 0;
    if (code === 69 || code === 101) {
      code = text.charCodeAt(++this.at);
      if (code === 43 || code === 45) code = text.charCodeAt(++this.at);
      if (!(code >= 48 && code <= 57)) throw INVALID;
      this.digits();
      exponent = Number(text.slice(mantissaEnd + 1, this.at));
    }
    if (exponent !== 0 || mantissaEnd !== this.at) {
      return unsignedZero(Decimal.parse(text.slice(start, this.at)));
    }
    const isNegative = text.charCodeAt(start) === 45;
    const coefficient = BigInt(
      text.slice(isNegative ? start + 1 : start, point) + text.slice(point + 1, mantissaEnd),
    );
    return Decimal.fromParts(isNegative && coefficient !== 0n, coefficient, -pointLength);
  }

  /** Moves past digits; gives the code after them. */
  private digits(): number {
    const text = this.text;
    let code = text.charCodeAt(++this.at);
    while (code >= 48 && code <= 57) code = text.charCodeAt(++this.at);
    return code;
  }
}

/** CUE reads `-0.0` as the negation of zero, which is zero. */
function unsignedZero(value: Decimal | undefined): Decimal {
  if (value === undefined) throw INVALID;
  return value.isZero ? value.abs() : value;
}

/**
 * The value of a JSON text; undefined if it is not valid. Throws a `BuiltinError` for half a surrogate pair, unless
 * these are allowed.
 */
export function decodeJson(text: string, allowsLoneSurrogates = false): Result | undefined {
  try {
    return new Decoder(text, allowsLoneSurrogates).document();
  } catch (err) {
    if (err instanceof InvalidJson) return undefined;
    throw err;
  }
}
