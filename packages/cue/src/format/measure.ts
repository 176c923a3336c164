import type { Doc, MaybeDoc, SwitchDoc } from "./doc.ts";

type Mode = "broken" | "flat";

/** What holds where a document is walked, whether to print or to measure it. */
export interface WalkState {
  readonly mode: Mode;
  /** Lines may be of any length: groups are flat unless a hard break is in them. */
  readonly unlimited: boolean;
  /** The next group leaves the mode as it is. */
  readonly noGroup: boolean;
}

export const BROKEN: WalkState = { mode: "broken", unlimited: false, noGroup: false };
export const FLAT: WalkState = { mode: "flat", unlimited: false, noGroup: false };

/** The same state, flat. */
export function flat(state: WalkState): WalkState {
  if (state.noGroup) return { ...state, mode: "flat" };
  return state.unlimited ? FLAT_UNLIMITED : FLAT;
}

const FLAT_UNLIMITED: WalkState = { mode: "flat", unlimited: true, noGroup: false };

/** The state below a scope. */
export function enterScope(kind: "unlimited" | "limited" | "noGroup", state: WalkState): WalkState {
  switch (kind) {
    case "unlimited":
      return { ...state, unlimited: true };
    case "limited":
      return { ...state, mode: "broken", unlimited: false };
    case "noGroup":
      // Below something flat all groups are flat in any case.
      return state.mode === "broken" ? { ...state, noGroup: true } : state;
  }
}

/** Whether a group decides anew; otherwise it does nothing, and the state below it is `below`. */
export function groupState(state: WalkState): {
  readonly decides: boolean;
  readonly below: WalkState;
} {
  if (state.noGroup) return { decides: false, below: { ...state, noGroup: false } };
  return { decides: state.mode === "broken", below: state };
}

export function switchBranch(doc: SwitchDoc, state: WalkState): MaybeDoc {
  return state.mode === "broken" ? doc.broken : doc.flat;
}

/** What {@link measure} finds out. */
export interface Measure {
  /** The width on one line, every group taken flat; meaningless if `isBroken`. */
  readonly width: number;
  /** It cannot stand on one line. */
  readonly isBroken: boolean;
  /** It could be broken, where the width counts. */
  readonly canBreak: boolean;
}

const CANNOT_BE_FLAT: Measure = { width: 0, isBroken: true, canBreak: true };

interface Frame {
  readonly doc: Doc;
  readonly state: WalkState;
}

/**
 * Measures a document as it would be printed on one line. With a `budget` it stops as soon as it is wider,
 * and then the width is infinite.
 */
export function measure(root: MaybeDoc, start: WalkState, budget = 0): Measure {
  if (root === undefined) return { width: 0, isBroken: false, canBreak: false };
  let width = 0;
  let canBreak = false;
  const stack: Frame[] = [{ doc: root, state: start }];
  const push = (doc: MaybeDoc, state: WalkState): void => {
    if (doc !== undefined) stack.push({ doc, state });
  };
  while (stack.length > 0) {
    if (budget > 0 && width > budget) return { width: Infinity, isBroken: false, canBreak };
    const { doc, state } = stack.pop()!;
    switch (doc.kind) {
      case "text":
        width += doc.width;
        break;
      case "soft":
        width += doc.flat.length;
        if (!state.unlimited) canBreak = true;
        break;
      case "hard":
      case "bare":
        return CANNOT_BE_FLAT;
      case "cat":
        for (let index = doc.parts.length - 1; index >= 0; index--) push(doc.parts[index], state);
        break;
      case "nest":
        push(doc.child, state);
        break;
      case "group": {
        const { decides, below } = groupState(state);
        push(doc.child, decides ? flat(below) : below);
        break;
      }
      case "unlimited":
      case "limited":
      case "noGroup":
        push(doc.child, enterScope(doc.kind, state));
        break;
      case "switch":
        if (!state.unlimited) canBreak = true;
        push(switchBranch(doc, state), state);
        break;
      case "shape":
        if (!state.unlimited) canBreak = true;
        push(doc.body, state);
        break;
      case "table": {
        if (!state.unlimited) canBreak = true;
        for (const [index, each] of doc.rows.entries()) {
          if (each.hasComment || each.docComment !== undefined) return CANNOT_BE_FLAT;
          if (index > 0) push(each.separator, state);
          if (each.raw !== undefined) push(each.raw, state);
          else {
            for (const cell of each.cells) push(cell, state);
            width += Math.max(0, each.cells.length - 1);
          }
        }
      }
    }
  }
  return { width, isBroken: false, canBreak };
}
