// YAML documents as `cue import` lays them out: entries that stand on lines of their own do so, without empty lines
// between them; comments stay where they were, as far as CUE has a place there. cue: internal/encoding/yaml/goccy.
import {
  BLANK,
  type Comment,
  type CommentGroup,
  type Declaration,
  type Expression,
  type Field,
  NEW_LINE,
  NEW_SECTION,
  NO_COMMENTS,
  NO_POS,
  NO_SPACE,
  type Offset,
  Spacing,
  type StructLit,
} from "../ast/ast.ts";
import { basicLit } from "../ast/build.ts";
import { isMergeKey } from "../stdlib/encoding/yaml-decode.ts";
import type { YamlEntry, YamlNode } from "../stdlib/encoding/yaml-node.ts";
import { type TextComment, YamlConverter } from "./yaml-file.ts";

/** Behind everything that a node has. */
const LAST_POSITION = 5;

/** Comments of a node while it is being made. */
type Comments = CommentGroup[];

/** Makes trees whose nodes say what space is before them, instead of where they stood. */
export class YamlLayout extends YamlConverter {
  #last: Offset = -1;
  #startsLine = false;
  #staysOnLine = false;
  /** The comments of the entry before, in the same mapping. */
  #before: Comments | undefined;
  /** Inside of brackets, the line on which they close. */
  #flowEnd = 0;

  override document(node: YamlNode): Expression {
    const isBlock = this.#isBlock(node);
    const head = isBlock ? [] : this.#commentsAbove(node.line);
    const expr = this.value(node);
    const rest = this.#lines(this.textComments.splice(0));
    const comments = head.length === 0 ? [] : [this.#head(head)];
    if (rest.length > 0) comments.push(this.#foot(rest));
    if (comments.length === 0) return expr;
    // The fields of a struct become those of a file.
    const last = expr.kind === "StructLit" ? expr.elements.at(-1) : undefined;
    if (last === undefined || expr.kind !== "StructLit") {
      return { ...expr, comments: [...comments, ...expr.comments] };
    }
    const withRest = { ...last, comments: [...last.comments, ...comments] } as Declaration;
    return { ...expr, elements: [...expr.elements.slice(0, -1), withRest] };
  }

  protected override place(node: YamlNode): ReturnType<YamlConverter["place"]> {
    return { start: this.#spacing(this.offset(node)), end: NO_POS, comments: NO_COMMENTS };
  }

  /** The space before what stands at an offset. Offsets are asked for in the order of the text. */
  #spacing(offset: number): Offset {
    const before = this.#last;
    const { source } = this;
    if (this.#staysOnLine || this.#startsLine) {
      const spacing = this.#staysOnLine ? BLANK : NEW_LINE;
      this.#staysOnLine = false;
      this.#startsLine = false;
      this.#last = offset;
      return spacing;
    }
    if (before >= 0 && offset < before) return NO_POS;
    this.#last = offset;
    if (before < 0) return NO_POS;
    const lines = source.line(offset) - source.line(before);
    if (lines > 1) return NEW_SECTION;
    if (lines === 1) return NEW_LINE;
    return offset > before ? BLANK : NO_SPACE;
  }

  protected override value(node: YamlNode): Expression {
    if (node.kind === "alias") {
      // What an alias stands for is elsewhere in the text.
      const last = this.#last;
      this.#last = -1;
      const target = super.value(node);
      this.#last = last;
      return target;
    }
    if (isEmpty(node) && node.tag === undefined)
      return { ...basicLit("null", "null"), start: BLANK };
    const value = super.value(node);
    return value.kind === "BasicLit" && value.literal === "null"
      ? { ...value, start: BLANK }
      : value;
  }

  protected override sequence(node: YamlNode & { kind: "sequence" }): Expression {
    const { items } = node;
    const start = this.offset(node);
    const isFlow = this.source.text[start] === "[";
    this.#last = Math.max(this.#last, start);
    const last = items.at(-1);
    const isMultiline = last !== undefined && node.line < last.line;
    const outer = this.#flowEnd;
    if (isFlow && outer === 0) this.#flowEnd = lastLine(node);
    const elements: Expression[] = [];
    for (const item of items) {
      this.#startsLine = isMultiline;
      elements.push(this.#element(item, elements));
    }
    this.#flowEnd = outer;
    const endsWithStruct = elements.at(-1)?.kind === "StructLit";
    return {
      kind: "ListLit",
      start: BLANK,
      end: NO_POS,
      comments: NO_COMMENTS,
      open: BLANK,
      elements,
      close: isMultiline && !isFlow && !endsWithStruct ? NEW_LINE : NO_SPACE,
      commas: true,
    };
  }

  #element(item: YamlNode, before: Expression[]): Expression {
    const above = this.#isBlock(item) ? [] : this.#commentsAbove(item.line);
    const comments: Comments = [];
    const previous = before.at(-1);
    if (above.length > 0) {
      if (previous === undefined || this.#startsSection(above)) comments.push(this.#head(above));
      else {
        // The reference keeps them on the line of the element before.
        const beside = this.#line(above, LAST_POSITION);
        before[before.length - 1] = { ...previous, comments: [...previous.comments, beside] };
      }
    }
    const value = this.value(item);
    comments.push(...this.#commentsBeside(item), ...this.#commentsBelow(item));
    return comments.length === 0 ? value : { ...value, comments: [...comments, ...value.comments] };
  }

  protected override mapping(node: YamlNode, entries: readonly YamlEntry[]): StructLit {
    const isFlow = this.source.text[this.offset(node)] === "{";
    const last = entries.at(-1);
    const line = isFlow ? node.line : (entries[0]?.key.line ?? node.line);
    const isMultiline = last !== undefined && line < last.value.line;
    const { flowEnd, before, entriesStartLines } = this.#enter(isFlow ? lastLine(node) : 0);
    this.#entriesStartLines = isMultiline;
    if (isFlow && !isMultiline) this.#staysOnLine = true;
    const elements = this.declarations(entries);
    this.#flowEnd = flowEnd;
    this.#before = before;
    this.#entriesStartLines = entriesStartLines;
    return {
      kind: "StructLit",
      start: BLANK,
      end: NO_POS,
      comments: NO_COMMENTS,
      open: BLANK,
      elements,
      close: isMultiline && !isFlow ? NEW_LINE : NO_SPACE,
    };
  }

  #entriesStartLines = false;

  #enter(flowEnd: number): {
    readonly flowEnd: number;
    readonly before: Comments | undefined;
    readonly entriesStartLines: boolean;
  } {
    const outer = {
      flowEnd: this.#flowEnd,
      before: this.#before,
      entriesStartLines: this.#entriesStartLines,
    };
    if (this.#flowEnd === 0) this.#flowEnd = flowEnd;
    this.#before = undefined;
    return outer;
  }

  protected override field({ key, value }: YamlEntry): Field {
    if (this.#entriesStartLines) this.#startsLine = true;
    const comments: Comments = [];
    const head = this.#commentsAboveEntry(key.line);
    if (head.length > 0) comments.push(this.#head(head));
    const label = this.label(key);
    // A comment beside the key of what stands below it.
    const isBelow = !isEmpty(value) && value.line > key.line;
    if (isBelow) comments.push(...this.#commentsBesideLine(key.line, 2));
    const above = isBelow && !this.#isBlock(value) ? this.#commentsAbove(value.line) : [];
    const own = isMergeKey(key) ? undefined : this.#before;
    let made = this.value(value);
    this.#before = own;
    if (above.length > 0) made = { ...made, comments: [this.#head(above), ...made.comments] };
    const beside = this.#commentsBeside(value);
    // Behind brackets it keeps them from being left out.
    if (made.kind === "StructLit") made = { ...made, comments: [...made.comments, ...beside] };
    else comments.push(...beside);
    const below = this.#commentsBelow(value);
    if (below.length > 0) made = { ...made, comments: [...made.comments, ...below] };
    this.#before = comments;
    return {
      kind: "Field",
      start: label.start,
      end: NO_POS,
      comments,
      label,
      alias: undefined,
      constraint: "",
      colon: NO_POS,
      value: made,
      attributes: [],
    };
  }

  #isBlock(node: YamlNode): boolean {
    if (node.kind !== "mapping" && node.kind !== "sequence") return false;
    const first = this.source.text[this.offset(node)];
    return first !== "{" && first !== "[";
  }

  /** Takes the comments before a line that are above it. */
  #commentsAbove(line: number): TextComment[] {
    if (this.aliasDepth > 0) return [];
    const { textComments } = this;
    const end = textComments.findIndex((comment) => comment.line >= line);
    return textComments.splice(0, end < 0 ? textComments.length : end);
  }

  /**
   * Takes the comments above an entry. What is close below the entry before, with an empty line after it, is about that
   * one.
   */
  #commentsAboveEntry(line: number): TextComment[] {
    const head: TextComment[] = [];
    for (const run of runs(this.#commentsAbove(line))) {
      const isApart = (run.at(-1)?.line ?? 0) < line - 1;
      if (isApart && this.#before !== undefined && !this.#isBlankLine((run[0]?.line ?? 1) - 1)) {
        addDoc(this.#before, this.#lines(run));
      } else head.push(...run);
    }
    return head;
  }

  /** Takes the comment on the line where a scalar, or what is in brackets, ends. */
  #commentsBeside(node: YamlNode): Comments {
    if (this.#isBlock(node)) return [];
    if (isEmpty(node)) return this.#commentsBesideLine(this.source.line(this.#last), 4);
    const end = node.kind === "scalar" ? node.line : lastLine(node);
    // What follows the last closing bracket is not of what is inside.
    if (this.#flowEnd > 0 && end >= this.#flowEnd) return [];
    return this.#commentsBesideLine(end, node.kind === "mapping" ? 1 : 4);
  }

  #commentsBesideLine(line: number, position: number): Comments {
    const [next] = this.textComments;
    if (this.aliasDepth > 0 || next === undefined || next.ownLine || next.line > line) return [];
    this.textComments.shift();
    return [this.#line([next], position)];
  }

  /** Takes the comments below the last entry of a mapping that are as far to the right as its entries. */
  #commentsBelow(node: YamlNode): Comments {
    if (this.aliasDepth > 0 || node.kind !== "mapping" || !this.#isBlock(node)) return [];
    const { textComments } = this;
    const isBelow = ({ ownLine, line, start }: TextComment): boolean =>
      ownLine &&
      start - this.source.lineStart(line) + 1 >= node.column &&
      this.#isWithin(lastLine(node), line, node.column);
    const end = textComments.findIndex((comment) => !isBelow(comment));
    const taken = textComments.splice(0, end < 0 ? textComments.length : end);
    return taken.length === 0 ? [] : [this.#foot(this.#lines(taken))];
  }

  /** Whether what lies between two lines is the rest of a text in a mapping that begins at a column. */
  #isWithin(from: number, to: number, column: number): boolean {
    const { source } = this;
    const between = source.text.slice(source.lineStart(from), source.lineStart(to)).split("\n");
    return between
      .slice(1)
      .every((line) => /^\s*(?:#.*)?$/.test(line) || line.search(/\S/) >= column);
  }

  /** The comments of a node as one group. */
  #head(comments: readonly TextComment[]): CommentGroup {
    const spacing = this.#startsSection(comments) ? Spacing.newSection : Spacing.newLine;
    const group = { isDoc: true, isLine: false, position: 0, spacing };
    return { ...NO_GROUP, ...group, list: this.#lines(comments) };
  }

  #line(comments: readonly TextComment[], position: number): CommentGroup {
    const group = { isDoc: false, isLine: true, position, spacing: Spacing.blank };
    return { ...NO_GROUP, ...group, list: this.#lines(comments) };
  }

  #foot(list: readonly Comment[]): CommentGroup {
    const group = {
      isDoc: false,
      isLine: false,
      position: LAST_POSITION,
      spacing: Spacing.newSection,
    };
    return { ...NO_GROUP, ...group, list };
  }

  #lines(comments: readonly TextComment[]): Comment[] {
    return comments.map(({ start, end }) => ({
      kind: "Comment",
      start: NEW_LINE,
      end: NO_POS,
      text: `//${this.source.text.slice(start + 1, end)}`,
    }));
  }

  /** Whether an empty line is between comments and what stands above them. */
  #startsSection(comments: readonly TextComment[]): boolean {
    const line = comments[0]?.line ?? 1;
    const above = this.source.text.slice(0, this.source.lineStart(line));
    return above.trim() !== "" && this.#isBlankLine(line - 1);
  }

  /** Whether a line, counted from 1, is empty. */
  #isBlankLine(line: number): boolean {
    if (line < 1) return false;
    const start = this.source.lineStart(line);
    return this.source.text.slice(start).split("\n", 1)[0]?.trim() === "";
  }
}

const NO_GROUP = {
  kind: "CommentGroup",
  start: NO_POS,
  end: NO_POS,
  comments: NO_COMMENTS,
} as const;

/** A value that is not written. */
function isEmpty(node: YamlNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && node.value === "";
}

/** Comments on adjacent lines. */
function runs(comments: readonly TextComment[]): TextComment[][] {
  const all: TextComment[][] = [];
  for (const comment of comments) {
    const run = all.at(-1);
    if (run !== undefined && run.at(-1)?.line === comment.line - 1) run.push(comment);
    else all.push([comment]);
  }
  return all;
}

function addDoc(comments: Comments, lines: readonly Comment[]): void {
  const index = comments.findIndex(({ position }) => position === 0);
  const doc = comments[index];
  if (doc !== undefined) comments[index] = { ...doc, list: [...doc.list, ...lines] };
  else {
    const group = { isDoc: true, isLine: false, position: 0, spacing: Spacing.newLine };
    comments.unshift({ ...NO_GROUP, ...group, list: lines });
  }
}

/** The last line on which something of a node begins. */
function lastLine(node: YamlNode): number {
  switch (node.kind) {
    case "sequence":
      return node.items.reduce((line, item) => Math.max(line, lastLine(item)), node.line);
    case "mapping":
      return node.entries.reduce((line, { value }) => Math.max(line, lastLine(value)), node.line);
    default:
      return node.line;
  }
}
