// TOML as go-toml writes it: keys sorted, plain values before tables, strings in single quotes where they can be.
import { BuiltinError } from "../builtin.ts";
import { formatFloat } from "../float-text.ts";
import { type GoMap, type GoValue, isList, isMap, typeName } from "../text/go-value.ts";

function basicString(text: string): string {
  const short: Readonly<Record<string, string>> = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
  const escaped = text.replace(/["\\\x00-\x1f\x7f]/g, (char) => {
    const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return short[char] ?? `\\u${code}`;
  });
  return `"${escaped}"`;
}

function stringText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these need escapes.
  return /['\x00-\x1f\x7f]/.test(text) ? basicString(text) : `'${text}'`;
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : stringText(key);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  const text = formatFloat(value, "f", -1, 64) ?? "";
  return text.includes(".") ? text : `${text}.0`;
}

/** The entries of a table; what is null is left out. */
function entries(table: GoMap): readonly (readonly [string, GoValue])[] {
  return Array.from(table).filter(([, value]) => value !== null && value !== undefined);
}

function inlineValue(value: GoValue): string {
  if (value === null || value === undefined) {
    throw new BuiltinError("toml: cannot encode a nil interface");
  }
  if (typeof value === "string") return stringText(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return floatText(value);
  if (typeof value === "bigint") {
    // Larger integers than TOML has become strings.
    const isInt64 = BigInt.asIntN(64, value) === value;
    return isInt64 ? value.toString() : stringText(value.toString());
  }
  if (value instanceof Uint8Array) return `[${value.join(", ")}]`;
  if (isList(value)) return `[${value.map(inlineValue).join(", ")}]`;
  if (!isMap(value)) return String(value);
  return `{${entries(value)
    .map(([key, item]) => `${keyText(key)} = ${inlineValue(item)}`)
    .join(", ")}}`;
}

function isTables(value: GoValue): value is readonly GoMap[] {
  return isList(value) && value.length > 0 && value.every(isMap);
}

class Encoder {
  private text = "";
  private isAfterHeader = false;

  document(root: GoMap): string {
    this.table(root, []);
    return this.text;
  }

  private table(table: GoMap, path: readonly string[]): void {
    const all = entries(table);
    for (const [key, value] of all) {
      if (isMap(value) || isTables(value)) continue;
      this.text += `${keyText(key)} = ${inlineValue(value)}\n`;
      this.isAfterHeader = false;
    }
    for (const [key, value] of all) {
      const inner = [...path, keyText(key)];
      if (isMap(value)) {
        this.header(`[${inner.join(".")}]`);
        this.table(value, inner);
      } else if (isTables(value)) {
        for (const item of value) {
          this.header(`[[${inner.join(".")}]]`);
          this.table(item, inner);
        }
      }
    }
  }

  private header(header: string): void {
    if (this.text !== "" && !this.isAfterHeader) this.text += "\n";
    this.text += `${header}\n`;
    this.isAfterHeader = true;
  }
}

/** A value as a TOML document. Throws a `BuiltinError` for what is no table. */
export function encodeToml(value: GoValue): string {
  if (!isMap(value)) {
    throw new BuiltinError(
      value === null || value === undefined
        ? "toml: cannot encode a nil interface"
        : `toml: cannot encode a ${typeName(value).replace(/^\*/, "")} as a document root`,
    );
  }
  return new Encoder().document(value);
}
