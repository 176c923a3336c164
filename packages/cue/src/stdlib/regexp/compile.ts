// Regular expressions in RE2 syntax, compiled once. The evaluator's `=~` and the package regexp use the same. They are
// not left to JavaScript's engine, whose time may be exponential in the length of a text.
import { BuiltinError } from "../builtin.ts";
import { Automaton } from "./automaton.ts";
import { Machine, type Match } from "./machine.ts";
import { parseRegexp } from "./parse.ts";
import { compileProgram, type Program } from "./program.ts";

const MOST_WORK = 20_000_000;

/** A compiled pattern. */
export class CompiledRegexp {
  /** The name of each group, from 0, which is the whole; empty where it has none. */
  readonly names: readonly string[];
  private readonly program: Program;
  private automaton: Automaton | undefined;
  private machine: Machine | undefined;

  constructor(pattern: string) {
    const parsed = parseRegexp(pattern);
    this.names = parsed.names;
    this.program = compileProgram(parsed);
  }

  /** Whether the pattern occurs in the text. */
  readonly test = (text: string): boolean => {
    this.automaton ??= new Automaton(this.program);
    return this.automaton.test(text);
  };

  /** The first match at or after a position of the text. */
  matchAt(text: string, position: number): Match | undefined {
    this.machine ??= new Machine(this.program);
    return this.machine.matchAt(text, position);
  }

  /** The same for one match after another; throws a `BuiltinError` where together they take too long. */
  matcher(): (text: string, position: number) => Match | undefined {
    const before = this.machine?.work ?? 0;
    return (text, position) => {
      const match = this.matchAt(text, position);
      if ((this.machine?.work ?? 0) - before > MOST_WORK) throw new BuiltinError("too many steps");
      return match;
    };
  }
}

const CACHE_SIZE = 1000;
const cache = new Map<string, CompiledRegexp>();

/** Compiles a pattern; throws a `BuiltinError` with Go's text for a bad one. */
export function compileRegexp(pattern: string): CompiledRegexp {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const compiled = new CompiledRegexp(pattern);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(pattern, compiled);
  return compiled;
}
