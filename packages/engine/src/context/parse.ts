// Reads back what print.ts writes, without the evaluator: variables are read in every pass.
import type { Data } from "@lateen/cue";

/** Text that is more than plain data; the evaluator reads it instead. */
class NotPlain extends Error {}

/**
 * The fields of CUE text that holds nothing but data (literals, structs, lists), or undefined if it holds more:
 * references, expressions, comments, definitions.
 */
export function parseFields(text: string): Map<string, Data> | undefined {
  try {
    const reader = new Reader(text);
    reader.blanks();
    if (reader.accept("{")) {
      const fields = reader.fields("}");
      reader.blanks();
      return reader.atEnd() ? fields : undefined;
    }
    return reader.fields(undefined);
  } catch (err) {
    if (err instanceof NotPlain) return undefined;
    throw err;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  blanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d) this.#at += 1;
      else return;
    }
  }

  accept(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  /** Fields up to the closing character, or to the end. */
  fields(close: "}" | undefined): Map<string, Data> {
    const fields = new Map<string, Data>();
    for (;;) {
      this.blanks();
      if (close === undefined ? this.atEnd() : this.accept(close)) return fields;
      const label = this.#text[this.#at] === '"' ? this.string() : this.match(/[A-Za-z$][\w$]*/y);
      this.blanks();
      if (!this.accept(":")) throw new NotPlain();
      this.blanks();
      // A field given twice is unified: more than reading.
      if (fields.has(label)) throw new NotPlain();
      fields.set(label, this.value());
      this.match(/[ \t\r]*/y);
      const next = this.#text[this.#at];
      if (next === ",") this.#at += 1;
      else if (next !== "\n" && next !== close && !(next === undefined && close === undefined)) {
        throw new NotPlain();
      }
    }
  }

  value(): Data {
    const next = this.#text[this.#at];
    if (next === '"') return this.string();
    if (next === "{") {
      this.#at += 1;
      const struct: { [key: string]: Data } = {};
      for (const [key, field] of this.fields("}")) {
        Object.defineProperty(struct, key, {
          value: field,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return struct;
    }
    if (next === "[") {
      this.#at += 1;
      const items: Data[] = [];
      for (;;) {
        this.blanks();
        if (this.accept("]")) return items;
        items.push(this.value());
        this.blanks();
        if (!this.accept(",") && this.#text[this.#at] !== "]") throw new NotPlain();
      }
    }
    if (next === "'") return this.bytes();
    const word = this.match(/[-+\w.]+/y);
    if (word === "true") return true;
    if (word === "false") return false;
    if (word === "null") return null;
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(word)) throw new NotPlain();
    const number = Number(word);
    if (/^-?\d+$/.test(word) && !Number.isSafeInteger(number)) return BigInt(word);
    return number;
  }

  string(): string {
    const raw = this.match(/"(?:[^"\\\n]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y);
    return JSON.parse(raw) as string;
  }

  bytes(): Uint8Array {
    const raw = this.match(/'(?:\\x[0-9a-f]{2})*'/y);
    const bytes = new Uint8Array((raw.length - 2) / 4);
    for (let i = 0; i < bytes.length; i++)
      bytes[i] = Number.parseInt(raw.slice(3 + i * 4, 5 + i * 4), 16);
    return bytes;
  }

  match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) throw new NotPlain();
    this.#at += match[0].length;
    return match[0];
  }
}
