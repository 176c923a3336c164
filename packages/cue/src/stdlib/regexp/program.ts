// Regular expressions as programs, as Thompson and Pike have them.
import type { CharSet } from "./char-set.ts";
import type { Node, ParsedRegexp, Place } from "./syntax.ts";

/** Kinds of instructions. */
export const MATCH = 0;
/** Takes a character of the set `arg`. */
export const CHAR = 1;
/** Goes to `out`, or else to `arg`. */
export const SPLIT = 2;
/** Goes to `out`. */
export const JUMP = 3;
/** Goes on where the assertion `arg` holds. */
export const ASSERT = 4;
/** Notes the position in the slot `arg`. */
export const SAVE = 5;

const PLACES: readonly Place[] = [
  "beginText",
  "endText",
  "beginLine",
  "endLine",
  "wordBoundary",
  "noWordBoundary",
];

/** What a position in a text has before or behind it. */
export const EDGE = 0;
const NEWLINE = 1;
const WORD = 2;
export const OTHER = 3;

/** The kind of a character, for assertions; −1 for none. */
export function contextOf(code: number): number {
  if (code < 0) return EDGE;
  if (code === 10) return NEWLINE;
  const isWord =
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95;
  return isWord ? WORD : OTHER;
}

/** Whether an assertion, by its index, holds between two kinds of characters. */
export function holds(place: number, before: number, after: number): boolean {
  switch (place) {
    case 0:
      return before === EDGE;
    case 1:
      return after === EDGE;
    case 2:
      return before === EDGE || before === NEWLINE;
    case 3:
      return after === EDGE || after === NEWLINE;
    case 4:
      return (before === WORD) !== (after === WORD);
    default:
      return (before === WORD) === (after === WORD);
  }
}

/** A program. Execution begins at 0; an instruction goes on to the next one where it names no other. */
export interface Program {
  readonly kinds: readonly number[];
  readonly outs: readonly number[];
  readonly args: readonly number[];
  readonly sets: readonly CharSet[];
  /** Whether a match can begin at the beginning of the text alone. */
  readonly isAnchored: boolean;
  /** Whether it asks for lines or words. */
  readonly needsContext: boolean;
  /** Two for each group. */
  readonly slots: number;
}

class Compiler {
  readonly kinds: number[] = [];
  readonly outs: number[] = [];
  readonly args: number[] = [];
  readonly sets: CharSet[] = [];
  private readonly setIndexes = new Map<string, number>();

  private emit(kind: number, arg = 0): number {
    this.outs.push(this.kinds.length + 1);
    this.args.push(arg);
    return this.kinds.push(kind) - 1;
  }

  private set(set: CharSet): number {
    const known = this.setIndexes.get(set.key);
    if (known !== undefined) return known;
    const index = this.sets.push(set) - 1;
    this.setIndexes.set(set.key, index);
    return index;
  }

  /** A split whose one branch is next, and whose other is set when it is known. */
  private split(): number {
    return this.emit(SPLIT);
  }

  /** Sets where a split goes that does not take what follows it. */
  private leave(split: number, isLazy: boolean): void {
    const end = this.kinds.length;
    this.args[split] = isLazy ? split + 1 : end;
    this.outs[split] = isLazy ? end : split + 1;
  }

  whole(root: Node): void {
    this.node(root);
    this.emit(MATCH);
  }

  private node(node: Node): void {
    switch (node.kind) {
      case "char":
        this.emit(CHAR, this.set(node.set));
        break;
      case "place":
        this.emit(ASSERT, PLACES.indexOf(node.place));
        break;
      case "sequence":
        for (const part of node.parts) this.node(part);
        break;
      case "choice":
        this.choice(node.parts);
        break;
      case "group":
        this.emit(SAVE, node.index * 2);
        this.node(node.part);
        this.emit(SAVE, node.index * 2 + 1);
        break;
      default:
        this.repeat(node);
    }
  }

  private choice(parts: readonly Node[]): void {
    const jumps: number[] = [];
    parts.forEach((part, index) => {
      if (index === parts.length - 1) {
        this.node(part);
        return;
      }
      const split = this.split();
      this.node(part);
      jumps.push(this.emit(JUMP));
      this.leave(split, false);
    });
    for (const jump of jumps) this.outs[jump] = this.kinds.length;
  }

  private repeat(node: Node & { kind: "repeat" }): void {
    const { part, min, max, isLazy } = node;
    if (max < 0) {
      for (let index = 1; index < min; index++) this.node(part);
      // A star is an optional plus, which keeps the order of preference where the part may be empty.
      const skip = min === 0 ? this.split() : -1;
      const start = this.kinds.length;
      this.node(part);
      const again = this.split();
      this.args[again] = isLazy ? start : again + 1;
      this.outs[again] = isLazy ? again + 1 : start;
      if (skip >= 0) this.leave(skip, isLazy);
      return;
    }
    for (let index = 0; index < min; index++) this.node(part);
    const splits: number[] = [];
    for (let index = min; index < max; index++) {
      splits.push(this.split());
      this.node(part);
    }
    for (const split of splits) this.leave(split, isLazy);
  }
}

/** Whether a match of a part can begin at the beginning of the text alone. */
function isAnchored(node: Node): boolean {
  switch (node.kind) {
    case "place":
      return node.place === "beginText";
    case "sequence":
      return node.parts.some((part, index) => index === 0 && isAnchored(part));
    case "choice":
      return node.parts.every(isAnchored);
    case "group":
      return isAnchored(node.part);
    case "repeat":
      return node.min > 0 && isAnchored(node.part);
    default:
      return false;
  }
}

/** Compiles a regular expression. */
export function compileProgram(parsed: ParsedRegexp): Program {
  const compiler = new Compiler();
  compiler.whole(parsed.root);
  const { kinds, outs, args, sets } = compiler;
  return {
    kinds,
    outs,
    args,
    sets,
    isAnchored: isAnchored(parsed.root),
    needsContext: kinds.some((kind, pc) => kind === ASSERT && (args[pc] ?? 0) >= 2),
    slots: parsed.names.length * 2,
  };
}
