import type { BodyShapeDoc, Doc, MaybeDoc, TableDoc } from "./doc.ts";
import { HARD } from "./doc.ts";
import {
  BROKEN,
  enterScope,
  flat,
  FLAT,
  groupState,
  measure,
  switchBranch,
  type WalkState,
} from "./measure.ts";
import { renderTable } from "./table.ts";

/** Lines are broken at this width where an author did not say where to break them. */
const LINE_WIDTH = 120;

/** Columns that a tab is taken for. */
const TAB_WIDTH = 4;

const BLANK_OR_COMMA = /^,? *$/;

interface Frame {
  readonly doc: Doc;
  readonly indent: number;
  readonly state: WalkState;
}

/** Lays out a document; each level is indented by `indent`. */
export function render(doc: MaybeDoc, indent: string): string {
  const renderer = new Renderer(indent);
  renderer.render(doc, 0, BROKEN);
  return renderer.output;
}

/** The text so far, and where on its line it is. */
class Renderer {
  output = "";
  column = 0;
  /** Indent of the last line that was begun with one. */
  lastIndent = 0;
  readonly #indent: string;
  readonly #indentWidth: number;
  /** The line ends with a comment so far. */
  #isComment = false;

  constructor(indent: string) {
    this.#indent = indent;
    this.#indentWidth = indent === "\t" ? TAB_WIDTH : indent.length;
  }

  /** Text on the current line, or on a new one where it would be part of a comment. */
  write(text: string, width: number, indent: number): void {
    if (this.#isComment) {
      // The line end that must follow stands for a comma.
      if (BLANK_OR_COMMA.test(text)) return;
      this.newline(indent);
    }
    this.output += text;
    this.column += width;
  }

  newline(indent: number): void {
    this.#isComment = false;
    this.output += `\n${this.#indent.repeat(indent)}`;
    this.column = indent * this.#indentWidth;
    this.lastIndent = indent;
  }

  blanks(count: number): void {
    if (this.#isComment) return;
    this.output += " ".repeat(count);
    this.column += count;
  }

  /** Columns that are left for something indented so far. */
  available(indent: number): number {
    return Math.max(LINE_WIDTH - indent * this.#indentWidth, 1);
  }

  render(root: MaybeDoc, rootIndent: number, start: WalkState): void {
    if (root === undefined) return;
    const stack: Frame[] = [{ doc: root, indent: rootIndent, state: start }];
    while (stack.length > 0) {
      const { doc, indent, state } = stack.pop()!;
      const push = (child: MaybeDoc, childIndent: number, childState: WalkState): void => {
        if (child !== undefined) stack.push({ doc: child, indent: childIndent, state: childState });
      };
      switch (doc.kind) {
        case "text":
          if (doc.isComment) this.#comment(doc.text, doc.width);
          else this.write(doc.text, doc.width, indent);
          break;
        case "soft":
          if (state.mode === "broken") this.newline(indent);
          else this.write(doc.flat, doc.flat.length, indent);
          break;
        case "hard":
          this.newline(indent);
          break;
        case "bare":
          this.output += "\n";
          this.column = 0;
          this.#isComment = false;
          break;
        case "cat":
          for (let index = doc.parts.length - 1; index >= 0; index--) {
            push(doc.parts[index], indent, state);
          }
          break;
        case "nest":
          push(doc.child, indent + 1, state);
          break;
        case "group": {
          const { decides, below } = groupState(state);
          const isFlat = decides && this.#fits(doc.child, state);
          push(doc.child, indent, isFlat ? flat(below) : below);
          break;
        }
        case "unlimited":
        case "limited":
        case "noGroup":
          push(doc.child, indent, enterScope(doc.kind, state));
          break;
        case "switch":
          push(switchBranch(doc, state), indent, state);
          break;
        case "shape":
          for (const part of this.#bodyShape(doc, indent, state)) {
            push(part.doc, part.indent, part.state);
          }
          break;
        case "table":
          this.#table(doc, indent, state);
      }
    }
  }

  #comment(text: string, width: number): void {
    // Two comments on one line are one comment.
    if (this.#isComment) this.output += " ";
    this.output += text;
    this.column += width;
    this.#isComment = true;
  }

  #fits(doc: Doc, state: WalkState): boolean {
    if (state.unlimited) return !measure(doc, FLAT).isBroken;
    const remaining = LINE_WIDTH - this.column;
    if (remaining <= 0) return false;
    const { width, isBroken } = measure(doc, FLAT, remaining);
    return !isBroken && width <= remaining;
  }

  /** The parts of a body in the shape that fits, last first. */
  #bodyShape(doc: BodyShapeDoc, indent: number, state: WalkState): readonly Frame[] {
    if (state.mode === "flat") return [{ doc: doc.body, indent, state }];
    const available = this.available(indent + 1);
    const { width, isBroken } = measure(doc.body, FLAT, available);
    if (isBroken || width > available) return [{ doc: doc.body, indent, state }];
    const flatState = flat(state);
    const parts: Frame[] = [
      { doc: HARD, indent: indent + 1, state },
      { doc: doc.body, indent: indent + 1, state: flatState },
    ];
    if (doc.trailingComma !== undefined) {
      parts.push({ doc: doc.trailingComma, indent: indent + 1, state: flatState });
    }
    parts.push({ doc: HARD, indent, state });
    return parts.reverse();
  }

  #table(doc: TableDoc, indent: number, state: WalkState): void {
    if (state.mode === "broken") {
      renderTable(this, doc.rows, indent, state.unlimited);
      return;
    }
    const flatState: WalkState = state.unlimited ? flat(state) : FLAT;
    for (const [index, each] of doc.rows.entries()) {
      if (index > 0) this.render(each.separator, indent, flatState);
      if (each.raw !== undefined) {
        this.render(each.raw, indent, flatState);
        continue;
      }
      for (const [column, cell] of each.cells.entries()) {
        if (column > 0) this.blanks(1);
        this.render(cell, indent, flatState);
      }
    }
  }
}
