// What a regular expression consists of, once parsed.
import { BuiltinError } from "../builtin.ts";
import type { CharSet } from "./char-set.ts";

/** Places that an assertion is about. */
export type Place =
  | "beginText"
  | "endText"
  | "beginLine"
  | "endLine"
  | "wordBoundary"
  | "noWordBoundary";

/** A part of a regular expression. */
export type Node =
  | { readonly kind: "char"; readonly set: CharSet }
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "sequence"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | { readonly kind: "group"; readonly index: number; readonly part: Node }
  | {
      readonly kind: "repeat";
      readonly part: Node;
      readonly min: number;
      /** −1 for no limit. */
      readonly max: number;
      readonly isLazy: boolean;
    };

/** A regular expression. */
export interface ParsedRegexp {
  readonly root: Node;
  /** The name of each group, from 0, which is the whole; empty where it has none. */
  readonly names: readonly string[];
}

/** The error of a bad pattern, in Go's words. `part`: what of the pattern is bad. */
export function syntaxError(message: string, part: string): BuiltinError {
  return new BuiltinError(`error parsing regexp: ${message}: \`${part}\``);
}

/** A position in a pattern. */
export class PatternReader {
  readonly text: string;
  at: number;

  constructor(text: string) {
    this.text = text;
    this.at = 0;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The character at a distance; empty past the end. */
  peek(distance = 0): string {
    return this.text[this.at + distance] ?? "";
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.at);
  }

  /** The next code point; −1 at the end. */
  next(): number {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return -1;
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  /** The pattern from a position on, up to here. */
  since(start: number): string {
    return this.text.slice(start, this.at);
  }

  rest(start: number): string {
    return this.text.slice(start);
  }
}
