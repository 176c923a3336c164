import { BuiltinError } from "../builtin.ts";
import type { System } from "./system.ts";

function badPattern(): BuiltinError {
  return new BuiltinError("syntax error in pattern");
}

/** The part of a pattern up to the next star, and what follows. */
interface Chunk {
  readonly hasStar: boolean;
  readonly text: string;
  readonly rest: string;
}

function scanChunk(pattern: string, system: System): Chunk {
  const hasStar = pattern.startsWith("*");
  const body = hasStar ? pattern.slice(1) : pattern;
  if (hasStar && body.startsWith("*")) {
    throw new BuiltinError("'**' is not supported in patterns as of yet");
  }
  let inClass = false;
  let end = 0;
  for (; end < body.length; end++) {
    const char = body[end];
    if (char === "\\" && !system.isWindows) {
      if (end + 1 < body.length) end++;
    } else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "*" && !inClass) break;
  }
  return { hasStar, text: body.slice(0, end), rest: body.slice(end) };
}

function rune(text: string): string {
  const code = text.codePointAt(0);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** A character of a class, which must not be its last. */
function classCharacter(chunk: string, system: System): [char: string, rest: string] {
  let rest = chunk;
  if (rest === "" || rest[0] === "-" || rest[0] === "]") throw badPattern();
  if (rest[0] === "\\" && !system.isWindows) {
    rest = rest.slice(1);
    if (rest === "") throw badPattern();
  }
  const char = rune(rest);
  rest = rest.slice(char.length);
  if (rest === "") throw badPattern();
  return [char, rest];
}

/** Reads a class after its `[`: whether it contains `char`, and what follows it. */
function matchClass(chunk: string, char: string, system: System): [matches: boolean, rest: string] {
  let rest = chunk;
  const isNegated = rest.startsWith("^");
  if (isNegated) rest = rest.slice(1);
  let found = false;
  for (let count = 0; ; count++) {
    if (rest.startsWith("]") && count > 0) return [found !== isNegated, rest.slice(1)];
    let low: string;
    [low, rest] = classCharacter(rest, system);
    let high = low;
    if (rest.startsWith("-")) [high, rest] = classCharacter(rest.slice(1), system);
    const code = char.codePointAt(0) ?? -1;
    if ((low.codePointAt(0) ?? 0) <= code && code <= (high.codePointAt(0) ?? 0)) found = true;
  }
}

/** What remains of `name` after a chunk; undefined if it does not begin with it. A bad chunk throws in any case. */
function matchChunk(chunk: string, name: string, system: System): string | undefined {
  let pattern = chunk;
  let rest: string | undefined = name;
  while (pattern !== "") {
    if (rest === "") rest = undefined;
    if (pattern[0] === "[") {
      const char: string = rest === undefined ? "" : rune(rest);
      const [matches, after] = matchClass(pattern.slice(1), char, system);
      pattern = after;
      rest = rest !== undefined && matches ? rest.slice(char.length) : undefined;
    } else if (pattern[0] === "?") {
      pattern = pattern.slice(1);
      if (rest !== undefined) {
        rest = rest[0] === system.separator ? undefined : rest.slice(rune(rest).length);
      }
    } else {
      if (pattern[0] === "\\" && !system.isWindows) {
        pattern = pattern.slice(1);
        if (pattern === "") throw badPattern();
      }
      if (rest !== undefined) rest = rest[0] === pattern[0] ? rest.slice(1) : undefined;
      pattern = pattern.slice(1);
    }
  }
  return rest;
}

/** Whether a shell pattern matches a whole name. Throws for a malformed pattern. */
export function matchPath(pattern: string, name: string, system: System): boolean {
  let rest = pattern;
  let text = name;
  next: while (rest !== "") {
    const chunk = scanChunk(rest, system);
    rest = chunk.rest;
    if (chunk.hasStar && chunk.text === "") return !text.includes(system.separator);
    const after = matchChunk(chunk.text, text, system);
    if (after !== undefined && (after === "" || rest !== "")) {
      text = after;
      continue;
    }
    if (chunk.hasStar) {
      for (let i = 0; i < text.length && text[i] !== system.separator; i++) {
        const later = matchChunk(chunk.text, text.slice(i + 1), system);
        if (later === undefined || (rest === "" && later !== "")) continue;
        text = later;
        continue next;
      }
    }
    // No match; the remaining pattern is still looked at for errors.
    while (rest !== "") rest = scanChunk(rest, system).rest;
    return false;
  }
  return text === "";
}
