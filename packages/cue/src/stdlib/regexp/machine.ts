// Where an expression occurs in a text, and what its groups take: Pike's machine, which follows all ways at once in
// order of preference, so that its time is bounded by the length of the text times that of the program.
import { ASSERT, CHAR, contextOf, holds, MATCH, type Program, SAVE, SPLIT } from "./program.ts";

/** A match: start and end of the whole and of each group, −1 where a group took no part. */
export interface Match {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Slots as they stand; replaced, never changed. */
type Slots = readonly number[];

const ASCII_SIZE = 128;

function replaced(slots: Slots, slot: number, at: number): Slots {
  const copy = slots.slice();
  copy[slot] = at;
  return copy;
}

/** A machine for one expression. */
export class Machine {
  private readonly program: Program;
  private readonly initial: Slots;
  /** Instructions that have been followed at a position. */
  private readonly marks: Uint32Array;
  private generation = 0;
  /** Threads that were followed over characters: what finding all matches takes may grow with the square of a text. */
  work = 0;
  /** Where threads stand, in order of preference, and what they have noted. */
  private places: number[] = [];
  private slots: Slots[] = [];
  private nextPlaces: number[] = [];
  private nextSlots: Slots[] = [];
  /** ASCII characters that a match can begin with; undefined if it may be empty. */
  private readonly firsts: Uint8Array | undefined;

  constructor(program: Program) {
    this.program = program;
    this.initial = Array.from({ length: program.slots }, () => -1);
    this.marks = new Uint32Array(program.kinds.length);
    this.firsts = this.findFirsts();
  }

  private findFirsts(): Uint8Array | undefined {
    const { kinds, outs, args, sets } = this.program;
    const firsts = new Uint8Array(ASCII_SIZE);
    const seen = new Set<number>();
    const stack = [0];
    for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
      if (seen.has(pc)) continue;
      seen.add(pc);
      if (kinds[pc] === MATCH) return undefined;
      if (kinds[pc] === CHAR) {
        const set = sets[args[pc] as number];
        for (let code = 0; code < ASCII_SIZE; code++) if (set?.has(code)) firsts[code] = 1;
        continue;
      }
      stack.push(outs[pc] as number);
      if (kinds[pc] === SPLIT) stack.push(args[pc] as number);
    }
    return firsts;
  }

  /** The first position from one on where a match may begin. */
  private skip(text: string, from: number): number {
    if (this.firsts === undefined) return from;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= ASCII_SIZE || this.firsts[code] === 1) break;
    }
    return at;
  }

  /** The first match at or after a position. */
  matchAt(text: string, from: number): Match | undefined {
    const { isAnchored } = this.program;
    if (isAnchored && from > 0) return undefined;
    let found: Slots | undefined;
    let at = isAnchored ? from : this.skip(text, from);
    // Halves of a pair count as any other character.
    let before = contextOf(at === 0 ? -1 : text.charCodeAt(at - 1));
    this.places.length = 0;
    this.slots.length = 0;
    for (;;) {
      const code = text.codePointAt(at) ?? -1;
      const after = contextOf(code);
      if (found === undefined && (at === from || !isAnchored)) {
        this.places.push(0);
        this.slots.push(replaced(this.initial, 0, at));
      }
      if (this.places.length === 0) break;
      this.work += this.places.length;
      found = this.step(at, code, before, after) ?? found;
      if (code < 0) break;
      [this.places, this.nextPlaces] = [this.nextPlaces, this.places];
      [this.slots, this.nextSlots] = [this.nextSlots, this.slots];
      at += code > 0xffff ? 2 : 1;
      before = after;
      if (found === undefined && this.places.length === 0 && !isAnchored) {
        const start = this.skip(text, at);
        if (start > at) before = contextOf(text.charCodeAt(start - 1));
        at = start;
      }
    }
    if (found === undefined) return undefined;
    return {
      starts: found.filter((_, slot) => slot % 2 === 0),
      ends: found.filter((_, slot) => slot % 2 === 1),
    };
  }

  /**
   * Moves all threads over a character (−1 at the end). Gives the slots of a match that ends before it; threads that
   * are less preferred are then dropped.
   */
  private step(at: number, code: number, before: number, after: number): Slots | undefined {
    const { kinds, outs, args, sets } = this.program;
    const { marks, nextPlaces, nextSlots } = this;
    nextPlaces.length = 0;
    nextSlots.length = 0;
    const generation = ++this.generation;
    // The most preferred is taken first from the end.
    const stack = this.places.reverse();
    const stackSlots = this.slots.reverse();
    for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
      let slots = stackSlots.pop() as Slots;
      while (marks[pc] !== generation) {
        marks[pc] = generation;
        const kind = kinds[pc];
        if (kind === MATCH) return replaced(slots, 1, at);
        if (kind === CHAR) {
          if (code >= 0 && sets[args[pc] as number]?.has(code) === true) {
            nextPlaces.push(outs[pc] as number);
            nextSlots.push(slots);
          }
          break;
        }
        if (kind === SPLIT) {
          stack.push(args[pc] as number);
          stackSlots.push(slots);
        } else if (kind === ASSERT) {
          if (!holds(args[pc] as number, before, after)) break;
        } else if (kind === SAVE) slots = replaced(slots, args[pc] as number, at);
        pc = outs[pc] as number;
      }
    }
    return undefined;
  }
}
