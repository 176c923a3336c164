// Data as CUE text, the way variables are stored (spec: api.md 6).
import type { Data } from "@lateen/cue";

/** Labels that need no quotes: hidden fields and words of the language do. */
const PLAIN_LABEL = /^[A-Za-z$][\w$]*$/;
const WORDS = new Set(["true", "false", "null", "for", "in", "if", "let", "import", "package"]);

/** The fields of a struct, one a line, without braces; empty text for none. */
export function printFields(fields: Iterable<readonly [string, Data]>): string {
  let text = "";
  for (const [name, value] of fields) text += `${printLabel(name)}: ${printData(value)}\n`;
  return text;
}

/** One value as CUE text. `indent` is that of the line it begins on. */
export function printData(value: Data, indent = ""): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return value.toString();
    case "boolean":
      return value ? "true" : "false";
    case "number":
      return printNumber(value);
    default:
      break;
  }
  if (value === null) return "null";
  if (value instanceof Uint8Array) return printBytes(value);
  const inner = `${indent}\t`;
  if (Array.isArray(value)) {
    const items = value as readonly Data[];
    if (items.every((item) => item === null || typeof item !== "object")) {
      return `[${items.map((item) => printData(item)).join(", ")}]`;
    }
    return `[\n${items.map((item) => `${inner}${printData(item, inner)},\n`).join("")}${indent}]`;
  }
  let text = "";
  for (const [name, field] of Object.entries(value)) {
    text += `${inner}${printLabel(name)}: ${printData(field as Data, inner)}\n`;
  }
  return text === "" ? "{}" : `{\n${text}${indent}}`;
}

function printNumber(value: number): string {
  // JSON has no other numbers, and CUE has no infinities.
  if (!Number.isFinite(value)) return "null";
  // Beyond what is written without an exponent it is a float, for CUE as for the API server.
  return String(value);
}

function printBytes(bytes: Uint8Array): string {
  let text = "'";
  for (const byte of bytes) text += `\\x${byte.toString(16).padStart(2, "0")}`;
  return `${text}'`;
}

function printLabel(name: string): string {
  return PLAIN_LABEL.test(name) && !WORDS.has(name) ? name : JSON.stringify(name);
}
