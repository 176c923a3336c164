import { BuiltinError, type Builtin, fn } from "../builtin.ts";
import { bool, decodeUtf8, encodeUtf8, string } from "../param.ts";
import { quote } from "../strconv/quote.ts";
import { parseAddress } from "./address.ts";

type Part = "path" | "segment" | "query" | "host" | "zone" | "user" | "fragment";

/** What may stand for itself besides letters, digits and `-_.~`. */
const HOST_SAFE = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/;

function escape(text: string, safe: RegExp): string {
  let out = "";
  for (const byte of encodeUtf8(text)) {
    const char = String.fromCharCode(byte);
    out +=
      byte < 0x80 && safe.test(char)
        ? char
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

function checkEscape(text: string, part: Part): void {
  const isHex = /^%[0-9a-fA-F]{2}/.test(text);
  const failure = (): BuiltinError =>
    new BuiltinError(`invalid URL escape ${quote(text.slice(0, 3))}`);
  if (!isHex) throw failure();
  const value = Number.parseInt(text.slice(1, 3), 16);
  const isPercent = text.startsWith("%25");
  // In a host only bytes beyond ASCII may be escaped, in a zone also what a host could not hold.
  if (part === "host" && value < 0x80 && !isPercent) throw failure();
  if (
    part === "zone" &&
    !isPercent &&
    value !== 0x20 &&
    !HOST_SAFE.test(String.fromCharCode(value))
  ) {
    throw failure();
  }
}

function unescape(text: string, part: Part): string {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; ) {
    const char = text[i] ?? "";
    if (char === "%") {
      checkEscape(text.slice(i), part);
      bytes.push(Number.parseInt(text.slice(i + 1, i + 3), 16));
      i += 3;
      continue;
    }
    if ((part === "host" || part === "zone") && char < "\x80" && !HOST_SAFE.test(char)) {
      throw new BuiltinError(`invalid character ${quote(char)} in host name`);
    }
    const rune = String.fromCodePoint(text.codePointAt(i) ?? 0);
    if (char === "+" && part === "query") bytes.push(0x20);
    else bytes.push(...encodeUtf8(rune));
    i += rune.length;
  }
  return decodeUtf8(Uint8Array.from(bytes));
}

function checkPort(port: string): void {
  if (!/^(?::\d*)?$/.test(port)) throw new BuiltinError(`invalid port ${quote(port)} after host`);
}

function checkHost(host: string): void {
  const open = host.lastIndexOf("[");
  if (open > 0) throw new BuiltinError("invalid IP-literal");
  if (open < 0) {
    const colon = host.lastIndexOf(":");
    if (colon >= 0) checkPort(host.slice(colon));
    unescape(host, "host");
    return;
  }
  const close = host.lastIndexOf("]");
  if (close < 0) throw new BuiltinError("missing ']' in host");
  checkPort(host.slice(close + 1));
  unescape(host.slice(close + 1), "host");
  const name = host.slice(1, close);
  const zone = name.indexOf("%25");
  const literal =
    zone < 0
      ? unescape(name, "host")
      : unescape(name.slice(0, zone), "host") + unescape(name.slice(zone), "zone");
  let bits: 32 | 128;
  try {
    bits = parseAddress(literal).bits;
  } catch (err) {
    throw err instanceof BuiltinError ? new BuiltinError(`invalid host: ${err.message}`) : err;
  }
  if (bits === 32) throw new BuiltinError("invalid IP-literal");
}

function checkAuthority(authority: string): void {
  const at = authority.lastIndexOf("@");
  checkHost(authority.slice(at + 1));
  if (at < 0) return;
  const user = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) {
    throw new BuiltinError("net/url: invalid userinfo");
  }
  for (const part of user.split(":", 2)) unescape(part, "user");
}

/** The scheme and what follows it. */
function cutScheme(url: string): [scheme: string, rest: string] {
  if (url.startsWith(":")) throw new BuiltinError("missing protocol scheme");
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(url);
  return match === null ? ["", url] : [match[1] ?? "", url.slice(match[0].length)];
}

function cut(text: string, separator: string): string {
  const at = text.indexOf(separator);
  return at < 0 ? text : text.slice(0, at);
}

/** Checks everything before the fragment; gives the scheme. */
function checkBody(url: string): string {
  if (/[\x00-\x1f\x7f]/.test(url)) {
    throw new BuiltinError("net/url: invalid control character in URL");
  }
  if (url === "*") return "";
  const [scheme, afterScheme] = cutScheme(url);
  let path = cut(afterScheme, "?");
  if (!path.startsWith("/")) {
    if (scheme !== "") return scheme;
    if (cut(path, "/").includes(":")) {
      throw new BuiltinError("first path segment in URL cannot contain colon");
    }
  }
  if (path.startsWith("//") && (scheme !== "" || !path.startsWith("///"))) {
    const authority = cut(path.slice(2), "/");
    path = path.slice(2 + authority.length);
    checkAuthority(authority);
  }
  unescape(path, "path");
  return scheme;
}

/** Checks a URL as Go's url.Parse does; gives its scheme. */
function checkUrl(url: string): string {
  const body = cut(url, "#");
  let subject = body;
  try {
    const scheme = checkBody(body);
    subject = url;
    unescape(url.slice(body.length + 1), "fragment");
    return scheme;
  } catch (err) {
    if (!(err instanceof BuiltinError)) throw err;
    throw new BuiltinError(`parse ${quote(subject)}: ${err.message}`);
  }
}

/** The functions of the package `net` about URLs. */
export const urlFunctions: readonly Builtin[] = [
  fn("PathEscape", [string], string, (s) => escape(s, /[A-Za-z0-9\-_.~$&+=:@]/)),
  fn("PathUnescape", [string], string, (s) => unescape(s, "segment")),
  fn("QueryEscape", [string], string, (s) => escape(s, /[A-Za-z0-9\-_.~ ]/).replaceAll(" ", "+")),
  fn("QueryUnescape", [string], string, (s) => unescape(s, "query")),
  fn("URL", [string], bool, (s) => {
    checkUrl(s);
    return true;
  }),
  fn("AbsURL", [string], bool, (s) => {
    if (checkUrl(s) === "") throw new BuiltinError("URL is not absolute");
    return true;
  }),
];
