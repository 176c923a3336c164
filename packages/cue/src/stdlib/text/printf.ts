// Go's fmt.Sprintf for the values that templates have.
import { formatFloat } from "../float-text.ts";
import { decodeUtf8, encodeUtf8 } from "../param.ts";
import { quote, quoteRune } from "../strconv/quote.ts";
import { runeCount } from "../unicode.ts";
import { type GoValue, goText, integerOf, isList, isMap, typeName } from "./go-value.ts";

interface Flags {
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

function pad(text: string, flags: Flags): string {
  const missing = (flags.width ?? 0) - runeCount(text);
  if (missing <= 0) return text;
  if (flags.minus) return text + " ".repeat(missing);
  if (!flags.zero) return " ".repeat(missing) + text;
  // Zeros go between the sign and the digits.
  const sign = /^[+-]?/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

function signed(text: string, flags: Flags): string {
  if (text.startsWith("-") || text.startsWith("+")) {
    return text.startsWith("+") && !flags.plus ? text.slice(1) : text;
  }
  return flags.plus ? `+${text}` : flags.space ? ` ${text}` : text;
}

function bad(verb: string, value: GoValue): string {
  if (value === undefined || value === null) return `%!${verb}(<nil>)`;
  return `%!${verb}(${typeName(value)}=${goText(value)})`;
}

const RADIX: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, d: 10, x: 16, X: 16 };
const RADIX_PREFIX: Readonly<Record<string, string>> = {
  b: "0b",
  o: "0",
  O: "0o",
  x: "0x",
  X: "0X",
};

function integer(verb: string, value: bigint, flags: Flags): string | undefined {
  if (verb === "c" || verb === "q") {
    const code = Number(value);
    if (verb === "q") return pad(quoteRune(code), { ...flags, zero: false });
    return pad(String.fromCodePoint(code >= 0 && code <= 0x10ffff ? code : 0xfffd), flags);
  }
  if (verb === "U") return pad(`U+${value.toString(16).toUpperCase().padStart(4, "0")}`, flags);
  const radix = RADIX[verb === "v" ? "d" : verb];
  if (radix === undefined) return undefined;
  let digits = (value < 0n ? -value : value).toString(radix);
  if (verb === "X") digits = digits.toUpperCase();
  if (flags.precision !== undefined) digits = digits.padStart(flags.precision, "0");
  if (flags.sharp || verb === "O") digits = (RADIX_PREFIX[verb] ?? "") + digits;
  const text = signed(value < 0n ? `-${digits}` : digits, flags);
  return pad(text, { ...flags, zero: flags.zero && flags.precision === undefined });
}

function float(verb: string, value: number, flags: Flags): string {
  if (verb === "v" && flags.precision === undefined)
    return pad(signed(goText(value), flags), flags);
  if (!/[eEfFgGbxXv]/.test(verb)) return bad(verb, value);
  const format = verb === "v" ? "g" : verb;
  const fallback = /[eEfF]/.test(verb) ? 6 : -1;
  const text = formatFloat(value, format, flags.precision ?? fallback, 64) ?? "";
  return pad(signed(text, flags), flags);
}

function hex(data: Uint8Array, verb: string, flags: Flags): string {
  const digits = Array.from(data, (byte) => byte.toString(16).padStart(2, "0"));
  const text = digits.join(flags.space ? " " : "");
  const prefixed = flags.sharp && text !== "" ? `0x${text}` : text;
  return verb === "X" ? prefixed.toUpperCase() : prefixed;
}

function text(verb: string, value: string, flags: Flags): string {
  const cut = flags.precision === undefined ? value : [...value].slice(0, flags.precision).join("");
  switch (verb) {
    case "v":
    case "s":
      return pad(verb === "v" && flags.sharp ? quote(cut) : cut, flags);
    case "q":
      return pad(flags.sharp && !cut.includes("`") ? `\`${cut}\`` : quote(cut), flags);
    case "x":
    case "X":
      return pad(hex(encodeUtf8(cut), verb, flags), flags);
    default:
      return bad(verb, value);
  }
}

function formatValue(verb: string, value: GoValue, flags: Flags): string {
  if (verb === "T") return pad(typeName(value), flags);
  if (value === undefined || value === null) {
    return verb === "v" ? pad("<nil>", flags) : `%!${verb}(<nil>)`;
  }
  if (typeof value === "boolean") {
    return verb === "t" || verb === "v" ? pad(String(value), flags) : bad(verb, value);
  }
  const whole = integerOf(value);
  if (whole !== undefined) return integer(verb, whole, flags) ?? bad(verb, value);
  if (typeof value === "number") return float(verb, value, flags);
  if (typeof value === "string") return text(verb, value, flags);
  if (value instanceof Uint8Array) {
    if (verb === "s" || verb === "q" || verb === "x" || verb === "X") {
      return verb === "x" || verb === "X"
        ? pad(hex(value, verb, flags), flags)
        : text(verb, decodeUtf8(value), flags);
    }
    const items = Array.from(value, (byte) => integer(verb, BigInt(byte), flags) ?? `%!${verb}`);
    return `[${items.join(" ")}]`;
  }
  const inner = (item: GoValue): string =>
    item === undefined || item === null ? "<nil>" : formatValue(verb, item, flags);
  if (isList(value)) return `[${value.map(inner).join(" ")}]`;
  if (!isMap(value)) return bad(verb, value);
  const entries = Array.from(value, ([key, item]) => `${inner(key)}:${inner(item)}`);
  return `map[${entries.join(" ")}]`;
}

const VERB = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([\s\S]?)/gu;

/** Formats by a Go format string; what does not fit shows as `%!d(string=x)`, as in Go. */
export function sprintf(format: string, args: readonly GoValue[]): string {
  let next = 0;
  const number = (given: string | undefined): number | undefined => {
    if (given !== "*") return given === undefined ? undefined : Number(given);
    const value = args[next++];
    const whole = integerOf(value);
    return whole === undefined ? undefined : Number(whole);
  };
  const out = format.replace(
    VERB,
    (whole, marks: string, width?: string, digits?: string, verb = "") => {
      const hasPrecision = whole.includes(".");
      const size = number(width);
      const precision = hasPrecision ? (number(digits) ?? 0) : undefined;
      const flags: Flags = {
        minus: marks.includes("-") || (size ?? 0) < 0,
        // `%+v` asks for field names, which no value here has.
        plus: marks.includes("+") && verb !== "v",
        sharp: marks.includes("#"),
        space: marks.includes(" "),
        zero: marks.includes("0") && !marks.includes("-"),
        width: size === undefined ? undefined : Math.abs(size),
        precision,
      };
      if (verb === "%") return "%";
      if (verb === "") return "%!(NOVERB)";
      if (next >= args.length) return `%!${verb}(MISSING)`;
      return formatValue(verb, args[next++], flags);
    },
  );
  if (next >= args.length) return out;
  const extra = args
    .slice(next)
    .map((arg) =>
      arg === undefined || arg === null ? "<nil>" : `${typeName(arg)}=${goText(arg)}`,
    );
  return `${out}%!(EXTRA ${extra.join(", ")})`;
}

/** Go's fmt.Sprint: spaces between operands when neither is a string. */
export function sprint(args: readonly GoValue[]): string {
  let out = "";
  args.forEach((arg, index) => {
    const before = args[index - 1];
    if (index > 0 && typeof arg !== "string" && typeof before !== "string") out += " ";
    out += goText(arg);
  });
  return out;
}
