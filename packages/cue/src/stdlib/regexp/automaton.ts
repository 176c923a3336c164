// Whether an expression occurs in a text: a deterministic automaton, built as far as texts need it. One step per
// character, whatever the expression.
import {
  ASSERT,
  CHAR,
  contextOf,
  EDGE,
  holds,
  JUMP,
  MATCH,
  OTHER,
  type Program,
  SAVE,
  SPLIT,
} from "./program.ts";

/** A set of places in the program where a match may stand, and what the last character was. */
interface State {
  readonly places: readonly number[];
  readonly before: number;
  /** The state after each class of characters, as far as it is known. */
  readonly next: (State | undefined)[];
  isMatchAtEnd: boolean | undefined;
}

const ASCII_SIZE = 128;
const MAX_STATES = 2000;
const MAX_CLASSES = 4000;

function stateOf(places: readonly number[], before: number): State {
  return { places, before, next: [], isMatchAtEnd: undefined };
}

/** An automaton for one expression. */
export class Automaton {
  private readonly program: Program;
  private readonly found: State = stateOf([], EDGE);
  private readonly failed: State = stateOf([], OTHER);
  private states = new Map<string, State>();
  private readonly start: State;
  /** Class of each ASCII character: characters of a class are in the same sets. */
  private readonly ascii = new Int32Array(ASCII_SIZE);
  private beyond = new Map<number, number>();
  /** For each set: class so far and membership to the class then. */
  private readonly refinements: readonly Map<number, number>[];
  /** A character of each class. */
  private readonly samples: number[] = [];
  private readonly marks: Uint32Array;
  private generation = 0;

  constructor(program: Program) {
    this.program = program;
    this.marks = new Uint32Array(program.kinds.length);
    this.refinements = Array.from({ length: program.sets.length + 1 }, () => new Map());
    for (let code = 0; code < ASCII_SIZE; code++) this.ascii[code] = this.classify(code);
    this.start = stateOf([0], EDGE);
  }

  private classify(code: number): number {
    const { program, refinements } = this;
    let current = program.needsContext ? contextOf(code) : 0;
    for (let index = 0; index <= program.sets.length; index++) {
      const isIn = index < program.sets.length && (program.sets[index]?.has(code) ?? false);
      const key = current * 2 + (isIn ? 1 : 0);
      const map = refinements[index] as Map<number, number>;
      let refined = map.get(key);
      if (refined === undefined) {
        refined = map.size;
        map.set(key, refined);
      }
      current = refined;
    }
    this.samples[current] ??= code;
    return current;
  }

  private classBeyond(code: number): number {
    const known = this.beyond.get(code);
    if (known !== undefined) return known;
    if (this.beyond.size >= MAX_CLASSES) this.beyond.clear();
    const found = this.classify(code);
    this.beyond.set(code, found);
    return found;
  }

  /** Whether the expression occurs in a text. */
  test(text: string): boolean {
    const { ascii, found, failed } = this;
    let state = this.start;
    for (let at = 0; at < text.length; at++) {
      let code = text.charCodeAt(at);
      let kind: number;
      if (code < ASCII_SIZE) kind = ascii[code] as number;
      else {
        code = text.codePointAt(at) as number;
        if (code > 0xffff) at++;
        kind = this.classBeyond(code);
      }
      state = state.next[kind] ?? this.step(state, kind);
      if (state === found) return true;
      if (state === failed) return false;
    }
    state.isMatchAtEnd ??= this.reach(state, EDGE, undefined);
    return state.isMatchAtEnd;
  }

  private step(state: State, kind: number): State {
    const { program } = this;
    const code = this.samples[kind] as number;
    const places: number[] = [];
    const context = contextOf(code);
    const isMatch = this.reach(state, context, (pc) => {
      if (program.sets[program.args[pc] as number]?.has(code) === true) {
        places.push(program.outs[pc] as number);
      }
    });
    const next = isMatch ? this.found : this.state(places, context);
    state.next[kind] = next;
    return next;
  }

  private state(reached: number[], context: number): State {
    const { isAnchored, needsContext } = this.program;
    // A match may begin anywhere.
    if (!isAnchored) reached.push(0);
    if (reached.length === 0) return this.failed;
    const places = [...new Set(reached)].sort((a, b) => a - b);
    const before = needsContext ? context : OTHER;
    const key = `${before}:${places.join(",")}`;
    const known = this.states.get(key);
    if (known !== undefined) return known;
    if (this.states.size >= MAX_STATES) {
      // Old states are let go, with what leads from the first to them.
      this.states = new Map();
      this.start.next.length = 0;
    }
    const fresh = stateOf(places, before);
    this.states.set(key, fresh);
    return fresh;
  }

  /** Follows all that takes no character; whether that matches. Gives the instructions that take one. */
  private reach(state: State, after: number, visit: ((pc: number) => void) | undefined): boolean {
    const { kinds, outs, args } = this.program;
    const { marks } = this;
    const generation = ++this.generation;
    const stack = [...state.places];
    for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
      if (marks[pc] === generation) continue;
      marks[pc] = generation;
      switch (kinds[pc]) {
        case MATCH:
          return true;
        case CHAR:
          visit?.(pc);
          break;
        case SPLIT:
          stack.push(outs[pc] as number, args[pc] as number);
          break;
        case ASSERT:
          if (holds(args[pc] as number, state.before, after)) stack.push(outs[pc] as number);
          break;
        case JUMP:
        case SAVE:
          stack.push(outs[pc] as number);
          break;
        default:
      }
    }
    return false;
  }
}
