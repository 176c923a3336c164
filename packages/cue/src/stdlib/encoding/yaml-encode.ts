// Values as YAML text, quoted where other readers could take a string for something else: the text that cue writes.
import { Decimal } from "../../literal/decimal.ts";
import type { BuiltinContext, CueValue, Scalar } from "../builtin.ts";
import { quote } from "../strconv/quote.ts";
import { encodeBase64 } from "./base64.ts";
import { numberKind, SPECIAL_FLOATS } from "./yaml-decode.ts";

const LEGACY_WORDS = new Set(
  (
    "y Y yes Yes YES n N t T f F no No NO true True TRUE false False FALSE on On ON off Off OFF .Nan " +
    "null Null NULL ~"
  ).split(" "),
);

/** Dates, times and numbers to base 60, conservatively. */
const DATE_LIKE = /^[-+0-9:. \t]+(?:[-:]|[tT])[-+0-9:. \t]+[zZ]?$|^0x[a-fA-F0-9]+$|^[-+]?0[0-9_]+$/;

function hasUnprintable(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return /[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufffe\uffff]/.test(text);
}

/** Whether goccy's reader takes a plain scalar for a number that {@link numberKind} does not know. */
function isNumberLike(text: string): boolean {
  const digits = text.replace(/^\+?-?/, "").replaceAll("_", "");
  if (text.startsWith("_") || digits === "") return false;
  return (
    /^(?:0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|0[0-7]+|[0-9]+)$/.test(digits) ||
    /^(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(digits)
  );
}

/** What goccy's reader takes for something else than a string though blanks follow. */
const WITH_BLANKS = /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|-?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)) +$/;

function needsDoubleQuotes(text: string): boolean {
  if (text.endsWith(" ")) {
    const start = text.replace(/ +$/, "");
    // An octal number with digits that it cannot have is none.
    if (WITH_BLANKS.test(text) || (isNumberLike(start) && !/^[-+]?0[0-9]*[89]/.test(start))) return true;
  }
  if (text === "" || LEGACY_WORDS.has(text) || SPECIAL_FLOATS.has(text)) return true;
  if (DATE_LIKE.test(text) || numberKind(text) !== undefined || isNumberLike(text)) return true;
  return text.includes("\t") || hasUnprintable(text);
}

function needsSingleQuotes(text: string): boolean {
  return (
    text === "-" ||
    /^[*&[{}\],!|>%'"@ `]/.test(text) ||
    /[: ]$/.test(text) ||
    /[#\\]|[:-] /.test(text)
  );
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A string on one line. */
function inlineString(text: string): string {
  if (text.includes("\n")) return quote(text);
  if (text === "?" || text.startsWith("? ") || text === "<<") return singleQuoted(text);
  if (needsDoubleQuotes(text)) return quote(text);
  return needsSingleQuotes(text) ? singleQuoted(text) : text;
}

/** Whether a literal block keeps the string as it is. */
function fitsBlock(text: string): boolean {
  return !/^(?:$|[ \t])| \n| $/.test(text) && !hasUnprintable(text);
}

function block(text: string, indent: string): string {
  const header = text.endsWith("\n\n") ? "|+" : text.endsWith("\n") ? "|" : "|-";
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return `${header}\n${lines.map((line) => (line === "" ? "" : indent + line)).join("\n")}`;
}

function numberText(value: number | bigint | Decimal): string {
  const text = value.toString();
  if (!(value instanceof Decimal)) return text;
  if (!/[eE.]/.test(text)) return value.isFinite ? `${text}.` : text;
  return text.includes(".") ? text : text.replace("E", "e");
}

function scalarText(scalar: Scalar, indent: string): string {
  if (typeof scalar === "string") {
    return scalar.includes("\n") && fitsBlock(scalar)
      ? block(scalar, indent)
      : inlineString(scalar);
  }
  if (scalar instanceof Uint8Array) return `!!binary ${encodeBase64(scalar)}`;
  if (scalar === null || typeof scalar === "boolean") return String(scalar);
  return numberText(scalar);
}

/** A scalar that stands in the source as a literal of its own keeps its form there. */
function literalText(text: string, scalar: Scalar, indent: string): string {
  if (typeof scalar === "string") {
    const isMultiline = /^#*"""/.test(text);
    return isMultiline && scalar !== "" && fitsBlock(scalar)
      ? block(scalar, indent)
      : inlineString(scalar);
  }
  if (scalar === null || typeof scalar === "boolean" || scalar instanceof Uint8Array) {
    return scalarText(scalar, indent);
  }
  const isYaml =
    /^[-+]?(?:0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?)$/.test(
      text,
    );
  if (!isYaml) return numberText(scalar);
  const [digits = "", exponent] = text.startsWith("0x") ? [text] : text.split(/[eE]/);
  return exponent === undefined ? text : `${digits.replaceAll("_", "")}e${exponent}`;
}

class Encoder {
  private readonly ctx: BuiltinContext;

  constructor(ctx: BuiltinContext) {
    this.ctx = ctx;
  }

  /** The value as lines; the first begins where the caller stands, further ones at `indent`. */
  value(value: CueValue, indent: string, isElement: boolean): string {
    const { ctx } = this;
    switch (ctx.kind(value)) {
      case "list":
        return this.list(value, indent);
      case "struct":
        return this.struct(value, indent);
      default: {
        const scalar = ctx.scalar(value);
        const literal = isElement ? ctx.literalText?.(value) : undefined;
        // The content of a block stands two columns further than what it belongs to.
        const blockIndent = `${indent}${isElement && indent === "" ? "  " : ""}`;
        return literal === undefined
          ? scalarText(scalar, blockIndent)
          : literalText(literal, scalar, blockIndent);
      }
    }
  }

  private list(value: CueValue, indent: string): string {
    const elements = this.ctx.elements(value);
    if (elements.length === 0) return "[]";
    return elements
      .map((element) => `- ${this.value(element, `${indent}  `, true)}`)
      .join(`\n${indent}`);
  }

  private struct(value: CueValue, indent: string): string {
    const fields = this.ctx.fields(value);
    if (fields.length === 0) return "{}";
    return fields
      .map((field) => {
        const text = this.value(field.value, `${indent}  `, false);
        const kind = this.ctx.kind(field.value);
        const isBlock = (kind === "list" || kind === "struct") && text !== "[]" && text !== "{}";
        return `${inlineString(field.label)}:${isBlock ? `\n${indent}  ` : " "}${text}`;
      })
      .join(`\n${indent}`);
  }
}

/** A value as a YAML document, with a line break at its end. */
export function marshalYaml(ctx: BuiltinContext, value: CueValue): string {
  return `${new Encoder(ctx).value(value, "", true)}\n`;
}
