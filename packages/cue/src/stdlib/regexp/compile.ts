// Regular expressions in RE2 syntax, compiled once. The evaluator's `=~` and the package regexp use the same.
import { type Matcher, RE2JS } from "re2js";
import { BuiltinError } from "../builtin.ts";
import { nativeTest } from "./native.ts";

/** A compiled pattern. */
export interface CompiledRegexp {
  /** Whether the pattern occurs in the text. */
  test(text: string): boolean;
  /** The first match at or after a position of the text. */
  matchAt(text: string, position: number): Match | undefined;
  /** Index of each named group. */
  readonly names: Readonly<Record<string, number>>;
}

/** A match: start and end of the whole and of each group, −1 where a group took no part. */
export interface Match {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Up to this length a text is searched by the JavaScript engine, where the pattern allows it. */
const NATIVE_LENGTH = 256;

const CACHE_SIZE = 1000;
const cache = new Map<string, CompiledRegexp>();

/** Compiles a pattern; throws a {@link BuiltinError} with Go's text for a bad one. */
export function compileRegexp(pattern: string): CompiledRegexp {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const compiled = compile(pattern);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): CompiledRegexp {
  let engine: RE2JS;
  try {
    engine = RE2JS.compile(pattern);
  } catch (err) {
    const message = err instanceof Error ? err.message : String(err);
    // Go always shows the part in question, even an empty one.
    throw new BuiltinError(message.endsWith("`") ? message : `${message}: \`\``);
  }
  const native = nativeTest(pattern);
  let matcher: Matcher | undefined;
  const matcherOf = (text: string): Matcher => {
    matcher = matcher === undefined ? engine.matcher(text) : matcher.resetMatcherInput(text);
    return matcher;
  };
  return {
    names: engine.namedGroups(),
    test(text) {
      if (native !== undefined && text.length <= NATIVE_LENGTH) return native.test(text);
      return matcherOf(text).find();
    },
    matchAt(text, position) {
      const found = matcherOf(text);
      if (!found.find(position)) return undefined;
      const starts: number[] = [];
      const ends: number[] = [];
      for (let group = 0; group <= found.groupCount(); group++) {
        starts.push(found.start(group));
        ends.push(found.end(group));
      }
      return { starts, ends };
    },
  };
}
