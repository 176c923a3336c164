// Escapes and character classes in patterns.
import { CharSet, type SetPart } from "./char-set.ts";
import { type PatternReader, syntaxError } from "./syntax.ts";

const BAD_RANGE = "invalid character class range";
const BAD_ESCAPE = "invalid escape sequence";
const MAX_CODE = 0x10ffff;

/** First and last of each range, as text. */
const NAMED: Readonly<Record<string, string>> = {
  alnum: "09AZaz",
  alpha: "AZaz",
  ascii: "\0\x7f",
  blank: "\t\t  ",
  cntrl: "\0\x1f\x7f\x7f",
  digit: "09",
  graph: "!~",
  lower: "az",
  print: " ~",
  punct: "!/:@[`{~",
  space: "\t\r  ",
  upper: "AZ",
  word: "09AZaz__",
  xdigit: "09AFaf",
};

const PERL: Readonly<Record<string, string>> = { d: "09", s: "\t\n\f\r  ", w: "09AZaz__" };

const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** Names of Unicode's categories without separators, and the categories that they stand for. */
const CATEGORY_NAMES: ReadonlyMap<string, string> = new Map(
  (
    "Casedletter=LC Closepunctuation=Pe Cntrl=Cc Combiningmark=M Connectorpunctuation=Pc Control=Cc Currencysymbol=Sc " +
    "Dashpunctuation=Pd Decimalnumber=Nd Digit=Nd Enclosingmark=Me Finalpunctuation=Pf Format=Cf " +
    "Initialpunctuation=Pi Letter=L Letternumber=Nl Lineseparator=Zl Lowercaseletter=Ll Mark=M Mathsymbol=Sm " +
    "Modifierletter=Lm Modifiersymbol=Sk Nonspacingmark=Mn Number=N Openpunctuation=Ps Other=C Otherletter=Lo " +
    "Othernumber=No Otherpunctuation=Po Othersymbol=So Paragraphseparator=Zp Privateuse=Co Punct=P Punctuation=P " +
    "Separator=Z Spaceseparator=Zs Spacingmark=Mc Surrogate=Cs Symbol=S Titlecaseletter=Lt Unassigned=Cn " +
    "Uppercaseletter=Lu"
  )
    .split(" ")
    .map((pair) => pair.split("=") as [string, string]),
);

const CATEGORIES = /^(?:C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** Scripts of four letters; others of that length are abbreviations, which Go does not take. */
const SHORT_SCRIPTS = /^(?:Ahom|Cham|Kawi|Lisu|Miao|Modi|Newa|Thai|Toto)$/;

function ranges(text: string): readonly number[] {
  return Array.from(text, (char) => char.charCodeAt(0));
}

function isScript(name: string): boolean {
  if (!/^[A-Z][a-z]+$/.test(name) || (name.length === 4 && !SHORT_SCRIPTS.test(name))) return false;
  try {
    return new RegExp(`\\p{Script=${name}}`, "u").unicode;
  } catch {
    return false;
  }
}

/** The set of a property's name, which may be written in any case and with separators. */
function property(name: string): SetPart | undefined {
  const letters = name.replace(/[_ -]/g, "");
  const canonical = letters.slice(0, 1).toUpperCase() + letters.slice(1).toLowerCase();
  const named = (text: string): SetPart => ({ ranges: [], property: text, isNegated: false });
  switch (canonical) {
    case "Any":
      return { ranges: [0, MAX_CODE], isNegated: false };
    case "Assigned":
      return { ...named("Cn"), isNegated: true };
    case "Ascii":
      return { ranges: [0, 0x7f], isNegated: false };
    case "Lc":
      return named("LC");
    default:
  }
  if (CATEGORIES.test(canonical)) return named(canonical);
  if (isScript(canonical)) return named(`Script=${canonical}`);
  const category = CATEGORY_NAMES.get(canonical);
  return category === undefined ? undefined : named(category);
}

/** `\pN`, `\p{Greek}`, `\P{^Lu}`; undefined if there is none here. */
export function unicodeClass(reader: PatternReader): SetPart | undefined {
  if (!reader.startsWith("\\p") && !reader.startsWith("\\P")) return undefined;
  const start = reader.at;
  let isNegated = reader.peek(1) === "P";
  reader.at += 2;
  let name: string;
  if (reader.peek() === "{") {
    const end = reader.text.indexOf("}", start);
    if (end < 0) throw syntaxError(BAD_RANGE, reader.rest(start));
    name = reader.text.slice(start + 3, end);
    reader.at = end + 1;
  } else {
    reader.next();
    name = reader.since(start + 2);
  }
  const sequence = reader.since(start);
  if (name.startsWith("^")) {
    isNegated = !isNegated;
    name = name.slice(1);
  }
  const part = property(name);
  if (part === undefined) throw syntaxError(BAD_RANGE, sequence);
  return { ...part, isNegated: part.isNegated !== isNegated };
}

/** `\d`, `\W` …; undefined if there is none here. */
export function perlClass(reader: PatternReader): SetPart | undefined {
  if (reader.peek() !== "\\") return undefined;
  const letter = reader.peek(1);
  const text = PERL[letter.toLowerCase()];
  if (text === undefined) return undefined;
  reader.at += 2;
  return { ranges: ranges(text), isNegated: letter < "a" };
}

/** `[:alpha:]`, `[:^digit:]`; undefined if there is none here. */
function namedClass(reader: PatternReader): SetPart | undefined {
  if (!reader.startsWith("[:")) return undefined;
  const start = reader.at;
  const end = reader.text.indexOf(":]", start + 2);
  if (end < 0) return undefined;
  const name = reader.text.slice(start + 2, end);
  reader.at = end + 2;
  const isNegated = name.startsWith("^");
  const key = isNegated ? name.slice(1) : name;
  const text = Object.hasOwn(NAMED, key) ? NAMED[key] : undefined;
  if (text === undefined) throw syntaxError(BAD_RANGE, reader.since(start));
  return { ranges: ranges(text), isNegated };
}

function hexDigit(code: number): number {
  const char = code < 0 ? "" : String.fromCodePoint(code);
  return /^[0-9a-fA-F]$/.test(char) ? Number.parseInt(char, 16) : -1;
}

/** `{10FFFF}` behind `\x`; −1 if it is none. */
function bracedHex(reader: PatternReader): number {
  let code = 0;
  for (let digits = 0; ; digits++) {
    const char = reader.next();
    if (char === 0x7d) return digits === 0 ? -1 : code;
    const digit = hexDigit(char);
    if (digit < 0) return -1;
    code = code * 16 + digit;
    if (code > MAX_CODE) return -1;
  }
}

function hex(reader: PatternReader): number {
  if (reader.isAtEnd) return -1;
  const first = reader.next();
  if (first === 0x7b) return bracedHex(reader);
  const high = hexDigit(first);
  const low = hexDigit(reader.next());
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function octal(reader: PatternReader, first: string): number {
  let code = Number(first);
  for (let index = 1; index < 3 && /^[0-7]$/.test(reader.peek()); index++) {
    code = code * 8 + reader.next() - 0x30;
  }
  return code;
}

/** The character that an escape stands for. */
export function escape(reader: PatternReader): number {
  const start = reader.at;
  reader.at++;
  if (reader.isAtEnd) throw syntaxError("trailing backslash at end of expression", "");
  const code = reader.next();
  const char = String.fromCodePoint(code);
  const control = CONTROL[char];
  if (control !== undefined) return control;
  if (code < 0x80 && !/[0-9A-Za-z]/.test(char)) return code;
  let found = -1;
  if (char === "x") found = hex(reader);
  // A single digit other than 0 would refer to a group.
  else if (char === "0" || (/[1-7]/.test(char) && /^[0-7]$/.test(reader.peek()))) {
    found = octal(reader, char);
  }
  if (found < 0) throw syntaxError(BAD_ESCAPE, reader.since(start));
  return found;
}

function classChar(reader: PatternReader, start: number): number {
  if (reader.isAtEnd) throw syntaxError("missing closing ]", reader.rest(start));
  return reader.peek() === "\\" ? escape(reader) : reader.next();
}

function range(reader: PatternReader, start: number): readonly [number, number] {
  const at = reader.at;
  const low = classChar(reader, start);
  // A dash at the end is itself.
  if (reader.peek() !== "-" || reader.peek(1) === "" || reader.peek(1) === "]") return [low, low];
  reader.at++;
  const high = classChar(reader, start);
  if (high < low) throw syntaxError(BAD_RANGE, reader.since(at));
  return [low, high];
}

/** A class in brackets. */
export function charClass(reader: PatternReader, ignoresCase: boolean): CharSet {
  const start = reader.at;
  reader.at++;
  const isNegated = reader.peek() === "^";
  if (isNegated) reader.at++;
  const parts: SetPart[] = [];
  const plain: number[] = [];
  for (let isFirst = true; reader.peek() !== "]" || isFirst; isFirst = false) {
    const part = namedClass(reader) ?? unicodeClass(reader) ?? perlClass(reader);
    if (part !== undefined) parts.push(part);
    else plain.push(...range(reader, start));
  }
  reader.at++;
  if (plain.length > 0) parts.push({ ranges: plain, isNegated: false });
  return CharSet.of(parts, isNegated, ignoresCase);
}
