// Attributes and their arguments: `@name(a,b=c,"d")`. cue: internal/attrs.go.
import { unquote } from "../literal/unquote.ts";

/** Name and body of an attribute's text. */
export function attributeParts(text: string): { readonly name: string; readonly body: string } {
  const open = text.indexOf("(");
  if (open < 0) return { name: text.slice(1), body: "" };
  return { name: text.slice(1, open), body: text.slice(open + 1, -1) };
}

/** An argument of an attribute: `value`, or `key=value`. */
export interface AttributeArgument {
  readonly key: string;
  readonly value: string;
}

/** The arguments in a body; quoted strings are taken out of their quotes. */
export function attributeArguments(body: string): AttributeArgument[] {
  const parts: AttributeArgument[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at <= body.length; at++) {
    const char = body[at];
    if (char === '"' || char === "'") at = endOfString(body, at);
    else if (char === "(" || char === "[" || char === "{") depth++;
    else if (char === ")" || char === "]" || char === "}") depth--;
    else if ((char === "," && depth === 0) || char === undefined) {
      parts.push(argument(body.slice(start, at).trim()));
      start = at + 1;
    }
  }
  return parts.length === 1 && body.trim() === "" ? [] : parts;
}

function endOfString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

function argument(text: string): AttributeArgument {
  const match = /^([\p{L}_$][\p{L}\p{N}_$-]*)\s*=\s*([\s\S]*)$/u.exec(text);
  return match === null
    ? { key: "", value: unquoted(text) }
    : { key: match[1] ?? "", value: unquoted(match[2] ?? "") };
}

function unquoted(text: string): string {
  if (!/^#*["']/.test(text)) return text;
  const result = unquote(text);
  return result.ok && typeof result.value === "string" ? result.value : text;
}
