import {
  type Builtin,
  type BuiltinContext,
  BuiltinError,
  contextual,
  type CueValue,
  fn,
} from "../builtin.ts";
import { bool, checkInt64, string, stringList, value } from "../param.ts";
import { addressText } from "./address.ts";
import { addressOf, textOf } from "./ip.ts";

function splitHostPort(text: string): readonly string[] {
  const failure = (why: string): BuiltinError =>
    new BuiltinError(text === "" ? why : `address ${text}: ${why}`);
  const colon = text.lastIndexOf(":");
  if (colon < 0) throw failure("missing port in address");
  let host = text.slice(0, colon);
  let openFrom = 0;
  let closeFrom = 0;
  if (text.startsWith("[")) {
    const end = text.indexOf("]");
    if (end < 0) throw failure("missing ']' in address");
    if (end + 1 === text.length) throw failure("missing port in address");
    if (end + 1 !== colon) {
      throw failure(
        text[end + 1] === ":" ? "too many colons in address" : "missing port in address",
      );
    }
    host = text.slice(1, end);
    openFrom = 1;
    closeFrom = end + 1;
  } else if (host.includes(":")) {
    throw failure("too many colons in address");
  }
  if (text.includes("[", openFrom)) throw failure("unexpected '[' in address");
  if (text.includes("]", closeFrom)) throw failure("unexpected ']' in address");
  return [host, text.slice(colon + 1)];
}

function misfit(ctx: BuiltinContext, source: CueValue, type: string): BuiltinError {
  return new BuiltinError(
    `cannot use value ${ctx.text(source)} (type ${ctx.kindText(source)}) as ${type}`,
  );
}

function joinHostPort(ctx: BuiltinContext, host: CueValue, port: CueValue): string {
  let hostText = textOf(ctx, host);
  if (ctx.kind(host) === "list") {
    try {
      hostText = addressText(addressOf(ctx, host));
    } catch (err) {
      if (!(err instanceof BuiltinError)) throw err;
      const items = ctx.elements(host).map((element) => ctx.text(element));
      throw new BuiltinError(`invalid host [${items.join(", ")}]`);
    }
  }
  if (hostText === undefined) throw misfit(ctx, host, "string");
  let portText = textOf(ctx, port);
  if (portText === undefined) {
    const isNumber = ctx.kind(port) === "int";
    const scalar = isNumber ? ctx.scalar(port) : undefined;
    if (typeof scalar !== "number" && typeof scalar !== "bigint") throw misfit(ctx, port, "int");
    checkInt64(scalar);
    portText = scalar.toString();
  }
  return hostText.includes(":") ? `[${hostText}]:${portText}` : `${hostText}:${portText}`;
}

/** RFC 3492; undefined for what decodes to nothing. */
function decodePunycode(encoded: string): string | undefined {
  const split = encoded.lastIndexOf("-");
  const output = Array.from(split > 0 ? encoded.slice(0, split) : "", (c) => c.codePointAt(0) ?? 0);
  let index = 0;
  let bias = 72;
  let code = 128;
  const isFirst = (): boolean => code === 128 && bias === 72;
  let position = split > 0 ? split + 1 : 0;
  while (position < encoded.length) {
    const before = index;
    let weight = 1;
    for (let k = 36; ; k += 36) {
      const char = encoded[position++];
      if (char === undefined || !/[a-z0-9]/i.test(char)) return undefined;
      const digit = /\d/.test(char) ? Number(char) + 26 : char.toLowerCase().charCodeAt(0) - 97;
      index += digit * weight;
      if (index > 0x7fffffff) return undefined;
      const threshold = Math.min(Math.max(k - bias, 1), 26);
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    const count = output.length + 1;
    let delta = Math.floor((index - before) / (isFirst() ? 700 : 2));
    delta += Math.floor(delta / count);
    let k = 0;
    for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
    bias = k + Math.floor((36 * delta) / (delta + 38));
    code += Math.floor(index / count);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
    index %= count;
    output.splice(index++, 0, code);
  }
  return String.fromCodePoint(...output);
}

function isHyphenated(label: string): boolean {
  return /^-|-$/.test(label) || (label.length > 4 && label.slice(2, 4) === "--");
}

function isLabel(label: string): boolean {
  if (label === "" || label.length > 63) return false;
  if (!label.startsWith("xn--")) return /^[a-z0-9-]+$/.test(label) && !isHyphenated(label);
  const decoded = decodePunycode(label.slice(4));
  return (
    decoded !== undefined &&
    /[^\x00-\x7f]/.test(decoded) &&
    decoded === decoded.normalize("NFKC").toLowerCase() &&
    /^[\p{L}\p{M}\p{N}\p{Pd}\p{So}\p{Sk}\u00b7\u30fb]+$/u.test(decoded) &&
    !/^\p{M}/u.test(decoded) &&
    !isHyphenated(decoded)
  );
}

/** Whether a name is a fully qualified domain name, in ASCII, as IDNA's lookup profile allows it. */
function isFQDN(name: string): boolean {
  const bare = name.endsWith(".") ? name.slice(0, -1) : name;
  return bare.length <= 253 && bare.toLowerCase().split(".").every(isLabel);
}

/** The functions of the package `net` about hosts and ports. */
export const hostFunctions: readonly Builtin[] = [
  fn("SplitHostPort", [string], stringList, splitHostPort),
  contextual("JoinHostPort", [value, value], string, joinHostPort),
  fn("FQDN", [string], bool, isFQDN),
];
