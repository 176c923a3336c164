import { BuiltinError, definePackage, fn, type StandardPackage, StructData } from "../builtin.ts";
import { bool, int, returns, string, stringList, structResult } from "../param.ts";
import { type CompiledRegexp, compileRegexp } from "./compile.ts";
import type { Match } from "./machine.ts";

function runeLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** All matches (at most `limit` if not negative); an empty one right after another does not count. */
function findAll(regexp: CompiledRegexp, text: string, limit: number): readonly Match[] {
  const found: Match[] = [];
  const matchAt = regexp.matcher();
  let previousEnd = -1;
  let position = 0;
  while (position <= text.length && (limit < 0 || found.length < limit)) {
    const match = matchAt(text, position);
    if (match === undefined) break;
    const start = match.starts[0] ?? 0;
    const end = match.ends[0] ?? 0;
    const isEmpty = end === position;
    if (!isEmpty || start !== previousEnd) found.push(match);
    position = isEmpty ? position + runeLength(text, position) : end;
    previousEnd = end;
  }
  return found;
}

function group(text: string, match: Match, index: number): string {
  const start = match.starts[index] ?? -1;
  return start < 0 ? "" : text.slice(start, match.ends[index]);
}

function groups(text: string, match: Match): readonly string[] {
  return match.starts.map((_, index) => group(text, match, index));
}

/** What the named groups took; of groups of one name, the last. */
function namedGroups(regexp: CompiledRegexp, text: string, match: Match): StructData {
  const byName = new Map<string, string>();
  regexp.names.forEach((name, index) => {
    if (name !== "") byName.set(name, group(text, match, index));
  });
  const names = [...byName.keys()].sort();
  return new StructData(
    names,
    names.map((name) => byName.get(name) ?? ""),
  );
}

function required<T>(found: T | undefined): T {
  if (found === undefined) throw new BuiltinError("no match");
  return found;
}

function requiredAll(regexp: CompiledRegexp, text: string, limit: number): readonly Match[] {
  const found = findAll(regexp, text, limit);
  return required(found.length === 0 ? undefined : found);
}

/** Fills `$1`, `${name}` and `$$` of a replacement template; a `$` that begins none of these stays. */
function expand(template: string, regexp: CompiledRegexp, text: string, match: Match): string {
  return template.replace(
    /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (_whole, dollar?: string, braced?: string, bare?: string) => {
      if (dollar !== undefined) return "$";
      const name = braced ?? bare ?? "";
      if (/^\d+$/.test(name)) return group(text, match, Number(name));
      const index = regexp.names.findIndex(
        (each, at) => each === name && (match.starts[at] ?? -1) >= 0,
      );
      return group(text, match, index);
    },
  );
}

function replaceAll(
  pattern: string,
  text: string,
  replacement: (match: Match, regexp: CompiledRegexp) => string,
): string {
  const regexp = compileRegexp(pattern);
  const matchAt = regexp.matcher();
  let out = "";
  let lastEnd = 0;
  let position = 0;
  while (position <= text.length) {
    const match = matchAt(text, position);
    if (match === undefined) break;
    const start = match.starts[0] ?? 0;
    const end = match.ends[0] ?? 0;
    out += text.slice(lastEnd, start);
    // An empty match right after another is not replaced.
    if (end > lastEnd || start === 0) out += replacement(match, regexp);
    lastEnd = end;
    const next = position + (position < text.length ? runeLength(text, position) : 1);
    position = next > end ? next : end;
  }
  return out + text.slice(lastEnd);
}

function find(pattern: string, text: string): string {
  return group(text, required(compileRegexp(pattern).matchAt(text, 0)), 0);
}

function findNamedSubmatch(pattern: string, text: string): StructData {
  const regexp = compileRegexp(pattern);
  return namedGroups(regexp, text, required(regexp.matchAt(text, 0)));
}

function findAllNamedSubmatch(pattern: string, text: string, n: number): readonly StructData[] {
  const regexp = compileRegexp(pattern);
  return requiredAll(regexp, text, n).map((match) => namedGroups(regexp, text, match));
}

/** The package `regexp`. */
export const regexp: StandardPackage = definePackage("regexp", [
  fn("Find", [string, string], string, find),
  fn("FindAll", [string, string, int], stringList, (pattern, s, n) =>
    requiredAll(compileRegexp(pattern), s, n).map((match) => group(s, match, 0)),
  ),
  fn("FindAllNamedSubmatch", [string, string, int], returns("list"), findAllNamedSubmatch),
  fn("FindAllSubmatch", [string, string, int], returns("list"), (pattern, s, n) =>
    requiredAll(compileRegexp(pattern), s, n).map((match) => groups(s, match)),
  ),
  fn("FindNamedSubmatch", [string, string], structResult, findNamedSubmatch),
  fn("FindSubmatch", [string, string], stringList, (pattern, s) =>
    groups(s, required(compileRegexp(pattern).matchAt(s, 0))),
  ),
  fn("ReplaceAll", [string, string, string], string, (pattern, s, template) =>
    replaceAll(pattern, s, (match, re) => expand(template, re, s, match)),
  ),
  fn("ReplaceAllLiteral", [string, string, string], string, (pattern, s, text) =>
    replaceAll(pattern, s, () => text),
  ),
  fn("Valid", [string], bool, (pattern) => {
    compileRegexp(pattern);
    return true;
  }),
  fn("Match", [string, string], bool, (pattern, s) => compileRegexp(pattern).test(s)),
  fn("QuoteMeta", [string], string, (s) => s.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")),
]);
