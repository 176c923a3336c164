// A reader of TOML 1.0 that keeps exact digits and the order of keys.
import { Decimal } from "../../literal/decimal.ts";
import { BuiltinError, type Result, StructData } from "../builtin.ts";
import { formatTime } from "../time/format.ts";
import { parseTime } from "../time/parse.ts";
import { quote } from "../strconv/quote.ts";

/** An array of tables whose last element further headers may extend. */
interface TableArray {
  readonly key: string;
  readonly level: number;
  readonly list: StructData[];
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\u001b",
  '"': '"',
  "\\": "\\",
};

const DATE_TIME =
  /^(?:\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})?)?|\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)/;

function quotedKey(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && !/^(?:_|true|false|null)$/.test(name)
    ? name
    : quote(name);
}

function codePoint(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")} '${char}'`;
}

/** Why a text is not TOML, and where. */
export class TomlSyntaxError extends BuiltinError {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Where in the text the keys of a table, and its values or the elements of an array, begin. */
export interface TomlPlaces {
  readonly keys: number[];
  readonly values: number[];
}

/** A key of a dotted one, and where it begins. */
interface KeyPart {
  readonly name: string;
  readonly start: number;
}

class Reader {
  private readonly text: string;
  private at = 0;
  private readonly root = new StructData();
  private current = this.root;
  private currentKey = "";
  private readonly seen = new Set<string>();
  private arrays: TableArray[] = [];
  readonly places: Map<Result, TomlPlaces> = new Map();

  constructor(text: string) {
    this.text = text.includes("\r") ? text.replaceAll("\r\n", "\n") : text;
  }

  document(): StructData {
    for (;;) {
      this.skipLines();
      const char = this.char();
      if (char === "") return this.root;
      if (char === "[") this.header();
      else this.keyValue(this.current, this.currentKey);
      this.endOfLine();
    }
  }

  private fail(message: string, at: number = this.at): BuiltinError {
    return new TomlSyntaxError(message, at);
  }

  private char(): string {
    return this.text[this.at] ?? "";
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private skipSpace(): void {
    this.match(/[ \t]*/y);
  }

  /** Skips white space, line ends and comments. */
  private skipLines(): void {
    this.match(/(?:[ \t\n]|#[^\n]*)*/y);
  }

  private endOfLine(): void {
    this.skipSpace();
    this.match(/#[^\n]*/y);
    const char = this.char();
    if (char !== "" && char !== "\n")
      throw this.fail(`expected newline but got ${codePoint(char)}`);
  }

  private keyPart(): string {
    const char = this.char();
    if (char === '"' || char === "'") return this.string(false);
    const bare = this.match(/[A-Za-z0-9_-]+/y);
    if (bare !== undefined) return bare;
    throw this.fail(
      char === ""
        ? "expected key but found none"
        : `invalid character at start of key: ${codePoint(char)}`,
    );
  }

  private key(): readonly KeyPart[] {
    const parts: KeyPart[] = [];
    do {
      this.skipSpace();
      const start = this.at;
      parts.push({ name: this.keyPart(), start });
      this.skipSpace();
    } while (this.match(/\./y) !== undefined);
    return parts;
  }

  /** Puts a value at a path of keys: into tables that are there, or new ones. */
  private insert(table: StructData, parts: readonly KeyPart[], value: Result, start: number): void {
    const [part = NO_PART, ...rest] = parts;
    const { name } = part;
    const index = table.labels.indexOf(name);
    const existing = index < 0 ? undefined : table.values[index];
    if (rest.length > 0 && existing instanceof StructData) {
      this.insert(existing, rest, value, start);
      return;
    }
    const own = rest.length === 0 ? value : new StructData();
    table.set(name, own);
    const places = this.placesOf(table);
    places.keys.push(part.start);
    places.values.push(rest.length === 0 ? start : part.start);
    if (rest.length > 0) this.insert(own as StructData, rest, value, start);
  }

  private placesOf(owner: Result): TomlPlaces {
    let places = this.places.get(owner);
    if (places === undefined) {
      places = { keys: [], values: [] };
      this.places.set(owner, places);
    }
    return places;
  }

  private rooted(prefix: string, parts: readonly KeyPart[]): string {
    const path = parts.map(({ name }) => quotedKey(name)).join(".");
    return prefix === "" ? path : `${prefix}.${path}`;
  }

  private header(): void {
    const isArray = this.match(/\[\[/y) !== undefined;
    if (!isArray) this.at++;
    const names = this.key();
    if (this.match(isArray ? /\]\]/y : /\]/y) === undefined) {
      throw this.fail(
        isArray ? "expected ']]' to close array table name" : "expected ']' to close table name",
      );
    }
    const key = this.rooted("", names);
    if (isArray) this.arrayTable(key, names);
    else this.table(key, names);
  }

  /** The open array that is `key` itself or its longest prefix. Starting an element forgets what was in the last. */
  private arrayFor(key: string): TableArray | undefined {
    const exact = this.arrays.find((array) => array.key === key);
    if (exact !== undefined) {
      this.arrays = this.arrays.filter((array) => !array.key.startsWith(`${key}.`));
      for (const seen of this.seen) if (seen.startsWith(`${key}.`)) this.seen.delete(seen);
      return exact;
    }
    return this.arrays
      .filter((array) => key.startsWith(`${array.key}.`))
      .toSorted((a, b) => b.level - a.level)[0];
  }

  /** Where the names of a header lead, past the array that it extends. */
  private place(array: TableArray | undefined): {
    readonly into: StructData;
    readonly level: number;
  } {
    const last = array?.list.at(-1);
    return array === undefined || last === undefined
      ? { into: this.root, level: 0 }
      : { into: last, level: array.level };
  }

  private table(key: string, names: readonly KeyPart[]): void {
    if (this.seen.has(key)) throw this.fail(`duplicate key: ${key}`);
    this.seen.add(key);
    const array = this.arrayFor(key);
    if (array?.key === key) {
      throw this.fail(`cannot redeclare table array ${quote(key)} as a table`);
    }
    const { into, level } = this.place(array);
    this.current = new StructData();
    this.currentKey = key;
    const path = names.slice(level);
    const existing = find(into, path);
    if (existing === undefined)
      this.insert(into, path, this.current, path.at(-1)?.start ?? this.at);
    else this.current = existing;
  }

  private arrayTable(key: string, names: readonly KeyPart[]): void {
    if (this.seen.has(key)) throw this.fail(`cannot redeclare key ${quote(key)} as a table array`);
    const array = this.arrayFor(key);
    this.current = new StructData();
    if (array !== undefined && array.level === names.length) {
      this.currentKey = `${key}.${array.list.length}`;
      array.list.push(this.current);
      this.placesOf(array.list).values.push(names.at(-1)?.start ?? this.at);
      return;
    }
    const { into, level } = this.place(array);
    const list = [this.current];
    const start = names.at(-1)?.start ?? this.at;
    this.insert(into, names.slice(level), list, start);
    this.placesOf(list).values.push(start);
    this.currentKey = `${key}.0`;
    this.arrays.push({ key, level: names.length, list });
  }

  private keyValue(table: StructData, prefix: string): void {
    const names = this.key();
    const key = this.rooted(prefix, names);
    if (this.match(/=/y) === undefined) throw this.fail("expected '=' after key");
    if (this.arrays.some((array) => array.key === key)) {
      throw this.fail(`cannot redeclare table array ${quote(key)} as a table`);
    }
    if (this.seen.has(key)) throw this.fail(`duplicate key: ${key}`, names[0]?.start);
    this.seen.add(key);
    this.skipSpace();
    const start = this.at;
    this.insert(table, names, this.value(key), start);
  }

  private value(key: string): Result {
    const char = this.char();
    if (char === '"' || char === "'") return this.string(true);
    if (char === "[") return this.array(key);
    if (char === "{") return this.inlineTable(key);
    if (char === "") throw this.fail("expected value, not end of input");
    if (char === "\n") throw this.fail("unexpected character U+000A at start of value");
    const word = this.match(/(?:true|false)(?![A-Za-z0-9_-])/y);
    if (word !== undefined) return word === "true";
    const special = this.match(/[+-]?(?:inf|nan)(?![A-Za-z0-9_-])/y);
    if (special !== undefined) {
      throw this.fail(`parse error: illegal number start "${special.replace(/^-/, "")}"`);
    }
    const date = DATE_TIME.exec(this.text.slice(this.at, this.at + 64))?.[0];
    if (date !== undefined) {
      this.at += date.length;
      return checkedDate(date);
    }
    if (/[0-9+-]/.test(char)) return this.number();
    throw this.fail(`unexpected character ${codePoint(char)} at start of value`);
  }

  private number(): Result {
    const text = this.match(/[0-9A-Za-z_.+-]+/y) ?? "";
    if (/__|^[+-]?_|_$|_[.eE]|[.eE]_/.test(text)) {
      throw this.fail("number must have at least one digit between underscores");
    }
    const plain = text.replaceAll("_", "");
    if (/^0(?:x[0-9a-fA-F]+|o[0-7]+|b[01]+)$/.test(plain)) return BigInt(plain);
    if (/^[+-]?0[0-9]/.test(plain)) throw this.fail("integers cannot have leading zeroes");
    if (/^[+-]?[0-9]+$/.test(plain)) return BigInt(plain.replace(/^\+/, ""));
    if (/\.(?![0-9])/.test(plain)) throw this.fail("decimal point must be followed by a digit");
    if (/^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(plain)) {
      const value = Decimal.parse(plain);
      if (value !== undefined) return value.isZero ? value.abs() : value;
    }
    throw this.fail(`invalid number: ${quote(text)}`);
  }

  private array(key: string): Result {
    this.at++;
    const items: Result[] = [];
    for (;;) {
      this.skipLines();
      if (this.char() === "") throw this.fail("array is incomplete");
      if (this.match(/\]/y) !== undefined) return items;
      if (items.length > 0) {
        if (this.match(/,/y) === undefined) {
          throw this.fail("expected ',' or ']' after array value");
        }
        this.skipLines();
        if (this.match(/\]/y) !== undefined) return items;
        if (this.char() === "") throw this.fail("array is incomplete");
      }
      this.placesOf(items).values.push(this.at);
      items.push(this.value(`${key}.${items.length}`));
    }
  }

  private inlineTable(key: string): Result {
    this.at++;
    const table = new StructData();
    for (let count = 0; ; count++) {
      this.skipLines();
      if (this.char() === "") throw this.fail("inline table is incomplete");
      if (this.match(/\}/y) !== undefined) return table;
      if (count > 0) {
        if (this.match(/,/y) === undefined) {
          throw this.fail("inline table elements must be separated by commas");
        }
        this.skipLines();
        if (this.match(/\}/y) !== undefined) return table;
        if (this.char() === "") throw this.fail("inline table is incomplete");
      }
      this.keyValue(table, key);
    }
  }

  private string(allowsMultiline: boolean): string {
    const mark = this.char();
    const isMultiline = this.text.startsWith(mark.repeat(3), this.at);
    if (isMultiline && !allowsMultiline)
      throw this.fail("multiline strings are not allowed as keys");
    return mark === "'" ? this.literalString(isMultiline) : this.basicString(isMultiline);
  }

  private literalString(isMultiline: boolean): string {
    const text = isMultiline
      ? this.match(/'''\n?(?:(?!''')[\s\S])*'{3,5}/y)
      : this.match(/'[^'\n]*'/y);
    if (text === undefined) {
      this.match(isMultiline ? /[\s\S]*/y : /[^\n]*/y);
      throw this.unterminated("literal", isMultiline ? "'''" : "");
    }
    return isMultiline ? text.slice(3, -3).replace(/^\n/, "") : text.slice(1, -1);
  }

  private basicString(isMultiline: boolean): string {
    this.at += isMultiline ? 3 : 1;
    if (isMultiline) this.match(/\n/y);
    let out = "";
    for (;;) {
      const part = this.match(isMultiline ? /[^"\\]+/y : /[^"\\\n]+/y);
      if (part !== undefined) out += part;
      const char = this.char();
      if (char === "\\") out += this.escape(isMultiline);
      else if (char === '"') {
        if (!isMultiline) {
          this.at++;
          return out;
        }
        const quotes = this.match(/"{1,5}/y) ?? "";
        if (quotes.length >= 3) return out + quotes.slice(3);
        out += quotes;
      } else {
        throw this.unterminated("basic", isMultiline ? '"""' : "");
      }
    }
  }

  /** A string that is not closed where the text or its line ends. */
  private unterminated(kind: string, mark: string): BuiltinError {
    const isAtEnd = this.at >= this.text.length;
    if (isAtEnd) this.at = this.text.length - 1;
    if (mark !== "") return this.fail(`multiline ${kind} string not terminated by ${mark}`);
    return this.fail(
      isAtEnd ? `unterminated ${kind} string` : `${kind} strings cannot have new lines`,
    );
  }

  private escape(isMultiline: boolean): string {
    if (isMultiline && this.match(/\\[ \t]*\n[ \t\n]*/y) !== undefined) return "";
    const hex = this.match(/\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2})/y);
    if (hex !== undefined) {
      const code = Number.parseInt(hex.slice(2), 16);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        throw this.fail("escape sequence is not a valid unicode code point");
      }
      return String.fromCodePoint(code);
    }
    const char = this.text[this.at + 1] ?? "";
    const simple = ESCAPES[char];
    if (simple === undefined) throw this.fail(`invalid escape character ${codePoint(char)}`);
    this.at += 2;
    return simple;
  }
}

const NO_PART: KeyPart = { name: "", start: 0 };

function find(table: StructData, parts: readonly KeyPart[]): StructData | undefined {
  let current = table;
  for (const { name } of parts) {
    const next = current.values[current.labels.indexOf(name)];
    if (!(next instanceof StructData)) return undefined;
    current = next;
  }
  return current;
}

/** Dates and times are strings in CUE; they must be valid ones. */
function checkedDate(text: string): string {
  const layout = dateLayout(text);
  try {
    formatTime(parseTime(layout, text), layout);
  } catch (err) {
    if (!(err instanceof BuiltinError)) throw err;
    throw new BuiltinError(
      `invalid value ${quote(text)} (does not satisfy time.Format(${quote(layout)})): invalid time ${quote(text)}`,
    );
  }
  return text;
}

function dateLayout(text: string): string {
  if (/^\d{2}:/.test(text)) return "15:04:05";
  if (!/[Tt ]/.test(text)) return "2006-01-02";
  return /(?:[Zz]|[+-]\d{2}:\d{2})$/.test(text)
    ? "2006-01-02T15:04:05Z07:00"
    : "2006-01-02T15:04:05";
}

/** The table of a TOML text. Throws a `BuiltinError` for what is none. */
export function decodeToml(text: string): StructData {
  return new Reader(text).document();
}

/** As {@link decodeToml}, with where the parts of tables and arrays are. Line ends count as one character. */
export function decodeTomlPlaces(text: string): {
  readonly data: StructData;
  readonly places: ReadonlyMap<Result, TomlPlaces>;
} {
  const reader = new Reader(text);
  return { data: reader.document(), places: reader.places };
}
