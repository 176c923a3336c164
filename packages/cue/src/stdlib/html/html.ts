import { definePackage, fn, type StandardPackage } from "../builtin.ts";
import { string } from "../param.ts";
import { ENTITIES, LEGACY_ENTITIES } from "./entities.gen.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/** Escapes `& < > " '` as Go's html.EscapeString does. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
}

/** What Windows-1252 has where numeric references name control characters. */
const WINDOWS_1252 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

let named: ReadonlyMap<string, string> | undefined;
let legacy: ReadonlySet<string> | undefined;

function namedEntities(): ReadonlyMap<string, string> {
  if (named !== undefined) return named;
  const entities = new Map<string, string>();
  let code = 0;
  for (const entry of ENTITIES.split(" ")) {
    const [, name = "", distance = "0", second] =
      /^([^,+]+)(?:,([^+]+))?(?:\+(.+))?$/.exec(entry) ?? [];
    code += Number.parseInt(distance, 36);
    const more = second === undefined ? [] : [Number.parseInt(second, 36)];
    entities.set(name, String.fromCodePoint(code, ...more));
  }
  named = entities;
  return entities;
}

function numeric(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252[code - 0x80] ?? "";
  const isCharacter = code !== 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return String.fromCodePoint(isCharacter ? code : 0xfffd);
}

/** Replaces character references by what they stand for. */
function unescapeHtml(text: string): string {
  if (!text.includes("&")) return text;
  const entities = namedEntities();
  legacy ??= new Set(LEGACY_ENTITIES.trim().split(" "));
  const bare = legacy;
  return text.replace(
    /&(?:#[xX]([0-9a-fA-F]+);?|#[xX];|#([0-9]+);?|([a-zA-Z0-9]+)(;?))/g,
    (whole, hex?: string, decimal?: string, name = "", end = "") => {
      if (hex !== undefined) return numeric(hex, 16);
      if (decimal !== undefined) return numeric(decimal, 10);
      // A reference without digits is one to nothing, as Go reads it.
      if (name === "") return "\ufffd";
      const exact = end === ";" ? entities.get(name) : undefined;
      if (exact !== undefined) return exact;
      if (bare.has(name)) return (entities.get(name) ?? "") + end;
      // The longest known beginning counts: `&ampx` is `&x`.
      for (let length = Math.min(name.length - 1, 6); length > 1; length--) {
        const start = name.slice(0, length);
        if (bare.has(start)) return (entities.get(start) ?? "") + name.slice(length) + end;
      }
      return whole;
    },
  );
}

/** The package `html`. */
export const html: StandardPackage = definePackage("html", [
  fn("Escape", [string], string, escapeHtml),
  fn("Unescape", [string], string, unescapeHtml),
]);
