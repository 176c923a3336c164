import { hexDigit } from "../token/chars.ts";
import { Token } from "../token/token.ts";
import type { ErrorSink } from "./scanner.ts";

const UNDERSCORE = 0x5f;
const DOT = 0x2e;

/** Scans number literals; the result is left in `token` and `end`. Spec: "Numeric literals". */
export class NumberScanner {
  token: typeof Token.int | typeof Token.float = Token.int;
  end = 0;
  readonly #text: string;
  readonly #report: ErrorSink;

  constructor(text: string, report: ErrorSink) {
    this.#text = text;
    this.#report = report;
  }

  /** A number that begins with the digit at `start`. */
  scan(start: number): void {
    const text = this.#text;
    this.token = Token.int;
    this.end = start;
    if (text.charCodeAt(start) === 0x30) {
      this.end++;
      switch (text.charCodeAt(start + 1)) {
        case 0x78:
        case 0x58:
          return this.#based(start, 16, "hexadecimal");
        case 0x62:
          return this.#based(start, 2, "binary");
        case 0x6f:
          return this.#based(start, 8, "octal");
      }
      if (!this.#leadingZero(start)) return;
    } else this.#mantissa(10);
    this.#fraction();
  }

  /** A number that begins with the point at `start`. */
  scanFraction(start: number): void {
    this.token = Token.float;
    this.end = start + 1;
    this.#mantissa(10);
    this.#exponent();
  }

  #based(start: number, base: number, name: string): void {
    this.end++;
    this.#mantissa(base);
    if (this.end - start <= 2) this.#report(start, `illegal ${name} number`);
  }

  /** After `0`: whether a fraction or exponent may follow. */
  #leadingZero(start: number): boolean {
    const text = this.#text;
    const hasDigits = isDecimal(text.charCodeAt(this.end));
    if (hasDigits) this.#mantissa(10);
    const next = text.charCodeAt(this.end);
    const isRange = next === DOT && text.charCodeAt(this.end + 1) === DOT;
    const isFloat = next === DOT || (next | 0x20) === 0x65;
    if (hasDigits && (isRange || !isFloat)) this.#report(start, "illegal integer number");
    return !isRange;
  }

  #fraction(): void {
    const text = this.#text;
    if (text.charCodeAt(this.end) === DOT) {
      if (text.charCodeAt(this.end + 1) === DOT) return;
      this.token = Token.float;
      this.end++;
      this.#mantissa(10);
    }
    this.#exponent();
  }

  #exponent(): void {
    const text = this.#text;
    switch (text.charCodeAt(this.end)) {
      case 0x4b: // K M G T P
      case 0x4d:
      case 0x47:
      case 0x54:
      case 0x50:
        this.token = Token.int;
        this.end++;
        if (text.charCodeAt(this.end) === 0x69) this.end++;
        return;
      case 0x65:
      case 0x45: {
        this.token = Token.float;
        this.end++;
        const sign = text.charCodeAt(this.end);
        if (sign === 0x2d || sign === 0x2b) this.end++;
        const code = text.charCodeAt(this.end);
        if (!isDecimal(code) && code !== UNDERSCORE) {
          this.#report(this.end, "illegal exponent in number");
        }
        this.#mantissa(10);
      }
    }
  }

  #mantissa(base: number): void {
    const text = this.#text;
    let last = 0;
    for (;;) {
      const code = text.charCodeAt(this.end);
      if (code === UNDERSCORE) {
        if (last === UNDERSCORE) this.#report(this.end, "illegal '_' in number");
      } else if (hexDigit(code) >= base) break;
      last = code;
      this.end++;
    }
    if (last === UNDERSCORE) this.#report(this.end - 1, "illegal '_' in number");
  }
}

function isDecimal(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
