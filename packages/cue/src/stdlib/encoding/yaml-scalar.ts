// Quoted and block scalars of YAML.
import { YamlError } from "./yaml-node.ts";
import type { YamlSource } from "./yaml-source.ts";

/** Joins the lines of a quoted scalar: one break is a space, each further one a newline. */
function foldBreak(s: YamlSource): string {
  let breaks = 0;
  for (;;) {
    const char = s.char();
    if (char === "\n") breaks++;
    else if (char !== " " && char !== "\t") break;
    s.at++;
  }
  return breaks === 1 ? " " : "\n".repeat(Math.max(breaks - 1, 0));
}

/** Reads up to one of `stops`, folding line breaks. */
function readQuoted(
  s: YamlSource,
  quote: string,
  special: (s: YamlSource) => string | undefined,
): string {
  const line = s.line();
  let out = "";
  s.at++;
  for (;;) {
    const char = s.char();
    if (char === "" || s.isDocumentEdge()) {
      const style = quote === '"' ? "double" : "single";
      throw new YamlError(line, `could not find end character of ${style}-quoted text`);
    }
    if (char === "\n") {
      // White space before a break does not count.
      out = out.replace(/[ \t]+$/, "") + foldBreak(s);
      continue;
    }
    const replaced = special(s);
    if (replaced === undefined) {
      if (char === quote) {
        s.at++;
        return out;
      }
      out += char;
      s.at++;
    } else out += replaced;
  }
}

export function parseSingleQuoted(s: YamlSource): string {
  return readQuoted(s, "'", (source) => {
    if (!source.text.startsWith("''", source.at)) return undefined;
    source.at += 2;
    return "'";
  });
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\u001b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const HEX_NAMES: Readonly<Record<string, string>> = { x: "hex", u: "UTF-16", U: "UTF-32" };

/** The second half of a pair must follow the first. */
function surrogatePair(s: YamlSource, high: number): string {
  const low = /^\\u(d[c-f][0-9a-f]{2})/i.exec(s.text.slice(s.at, s.at + 6));
  if (high >= 0xdc00 || low === null) {
    throw new YamlError(s.line(), "not enough length for escaped UTF-16 surrogate pair");
  }
  s.at += 6;
  return String.fromCharCode(high, Number.parseInt(low[1] ?? "", 16));
}

function parseEscape(s: YamlSource): string | undefined {
  if (s.char() !== "\\") return undefined;
  const char = s.text[s.at + 1] ?? "";
  const simple = ESCAPES[char];
  if (simple !== undefined) {
    s.at += 2;
    return simple;
  }
  if (char === "\n") {
    // An escaped break joins the lines.
    s.at += 2;
    s.skipInlineSpace();
    return "";
  }
  const length = HEX_LENGTHS[char];
  if (length === undefined)
    throw new YamlError(s.line(), `found unknown escape character '${char}'`);
  const digits = s.text.slice(s.at + 2, s.at + 2 + length);
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) {
    throw new YamlError(
      s.line(),
      `not enough length for escaped ${HEX_NAMES[char] ?? ""} character`,
    );
  }
  s.at += 2 + length;
  const code = Number.parseInt(digits, 16);
  if (char === "u" && code >= 0xd800 && code < 0xe000) return surrogatePair(s, code);
  return String.fromCodePoint(code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0xfffd : code);
}

export function parseDoubleQuoted(s: YamlSource): string {
  // Most texts have neither escape nor break.
  const end = s.text.indexOf('"', s.at + 1);
  const plain = s.text.slice(s.at + 1, Math.max(end, 0));
  if (end >= 0 && !/[\\\n]/.test(plain)) {
    s.at = end + 1;
    return plain;
  }
  return readQuoted(s, '"', parseEscape);
}

interface Header {
  readonly isFolded: boolean;
  readonly chomping: "" | "+" | "-";
  /** The indentation as given, relative to the parent; 0 if it is to be found out. */
  readonly indent: number;
}

function parseHeader(s: YamlSource): Header {
  const line = s.restOfLine();
  const match = /^([|>])(?:([+-])?([1-9])?|([1-9])([+-]))$/.exec(line);
  if (match === null) {
    throw new YamlError(s.line(), `invalid header option: ${JSON.stringify(line.slice(1))}`);
  }
  return {
    isFolded: match[1] === ">",
    chomping: (match[2] ?? match[5] ?? "") as Header["chomping"],
    indent: Number(match[3] ?? match[4] ?? 0),
  };
}

/** The lines of a block scalar without their indentation; the place moves behind them. */
function readLines(s: YamlSource, parentIndent: number, given: number): string[] {
  const text = s.text;
  let indent = given > 0 ? Math.max(parentIndent, 0) + given : 0;
  const lines: string[] = [];
  while (s.at < text.length) {
    // The place is at a line end.
    const start = s.at + 1;
    if (start > text.length) break;
    let first = start;
    while (text[first] === " " && (indent === 0 || first - start < indent)) first++;
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const isBlank = first >= end;
    if (isBlank) {
      if (newline < 0 && start === text.length) {
        s.at = text.length;
        break;
      }
      lines.push(text.slice(Math.min(start + indent, end), end));
    } else {
      if (indent === 0) {
        if (text[first] === "\t" && first - start <= parentIndent) {
          throw new YamlError(
            s.line() + 1,
            "found a tab character where an indentation space is expected",
          );
        }
        if (first - start <= parentIndent) break;
        indent = first - start;
      } else if (first - start < indent) {
        if (given > 0 && first - start > parentIndent) {
          throw new YamlError(
            s.line() + 1,
            "invalid number of indent is specified in the multi-line header",
          );
        }
        break;
      }
      s.at = start;
      if (s.isDocumentEdge()) {
        s.at = start - 1;
        break;
      }
      lines.push(text.slice(start + indent, end));
    }
    s.at = end;
  }
  return lines;
}

/** Folds lines: a break between two lines that are not indented further is a space. */
function fold(lines: readonly string[]): string {
  let out = "";
  let breaks = 0;
  let wasMore = false;
  let isFirst = true;
  for (const line of lines) {
    if (line === "") {
      breaks++;
      continue;
    }
    const isMore = /^[ \t]/.test(line);
    if (isFirst) out += "\n".repeat(breaks);
    else if (wasMore || isMore) out += "\n".repeat(breaks + 1);
    else out += breaks === 0 ? " " : "\n".repeat(breaks);
    out += line;
    breaks = 0;
    wasMore = isMore;
    isFirst = false;
  }
  return out;
}

/** A literal (`|`) or folded (`>`) scalar. */
export function parseBlockScalar(s: YamlSource, parentIndent: number): string {
  const header = parseHeader(s);
  const lines = readLines(s, parentIndent, header.indent);
  let last = lines.length;
  while (last > 0 && lines[last - 1] === "") last--;
  const trailing = lines.length - last;
  const content = lines.slice(0, last);
  const body = header.isFolded ? fold(content) : content.join("\n");
  // At the end of the text the last line may lack its break.
  const lacksBreak = trailing === 0 && s.at >= s.text.length && !s.text.endsWith("\n");
  if (header.chomping === "-" || (body === "" && header.chomping !== "+") || lacksBreak)
    return body;
  if (header.chomping === "+") return body + "\n".repeat(trailing + (body === "" ? 0 : 1));
  return `${body}\n`;
}
