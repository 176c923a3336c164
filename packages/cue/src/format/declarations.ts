import {
  type CommentGroup,
  type Declaration,
  type File,
  type ImportDecl,
  type ImportSpec,
  NO_POS,
  Spacing,
} from "../ast/ast.ts";
import { byLayout } from "./brackets.ts";
import { commentSlots, hasDoc } from "./comment-slots.ts";
import {
  below,
  breakOr,
  commentDoc,
  docBlock,
  separatedComment,
  withComments,
} from "./comments.ts";
import { type Context, Flag, hasFlag } from "./context.ts";
import { leadingSpacing, spacing, spacingOf } from "./detach.ts";
import {
  cat,
  EMPTY_LINE,
  FORCE_BROKEN,
  group,
  HARD,
  type MaybeDoc,
  nest,
  PARENS,
  type Row,
  row,
  SOFT_COMMA,
  SOFT_EMPTY,
  table,
  text,
} from "./doc.ts";
import { alignedChain, fieldRows } from "./fields.ts";
import { isDefinitionLabel } from "./style.ts";

/** A file, with a line end after it. */
export function fileDoc(ctx: Context, file: File): MaybeDoc {
  const { declarations } = file;
  const headLength = preambleLength(declarations);
  const head = headDoc(ctx, declarations.slice(0, headLength));
  const body = declarationsDoc(ctx, declarations.slice(headLength));
  const parts: MaybeDoc[] = [];
  const leading = file.comments.filter((comment) => comment.position === 0);
  for (const [index, comment] of leading.entries()) {
    const next = leading[index + 1];
    parts.push(commentDoc(comment));
    if (next !== undefined) parts.push(breakOr(next.spacing, HARD));
    else if (declarations[0] !== undefined) {
      parts.push(breakOr(leadingSpacing(declarations[0]), HARD));
    }
  }
  parts.push(head);
  if (head !== undefined && body !== undefined) {
    const first = declarations[headLength]!;
    parts.push(separator(ctx, first, declarations[headLength - 1]));
  }
  parts.push(body);
  for (const comment of file.comments) {
    if (comment.position !== 0) parts.push(separatedComment(comment), FORCE_BROKEN);
  }
  return cat(byLayout(ctx, file, cat(...parts)), HARD);
}

/** How many declarations make up the head of a file: all through the last import. */
function preambleLength(declarations: readonly Declaration[]): number {
  let length = 0;
  for (const [index, { kind }] of declarations.entries()) {
    if (kind === "PackageClause" || kind === "ImportDecl") length = index + 1;
    else if (kind !== "CommentGroup" && kind !== "Attribute") break;
  }
  return length;
}

function headDoc(ctx: Context, declarations: readonly Declaration[]): MaybeDoc {
  return cat(
    ...declarations.flatMap((declaration, index) => {
      const before = index === 0 ? undefined : separator(ctx, declaration, declarations[index - 1]);
      return [before, standalone(ctx, declaration)];
    }),
  );
}

function standalone(ctx: Context, declaration: Declaration): MaybeDoc {
  const doc = ctx.declaration(declaration);
  switch (declaration.kind) {
    case "CommentGroup":
    case "Field":
      return doc;
    default:
      return withComments(declaration, doc);
  }
}

/** What separates a declaration from the one before it. */
function separator(ctx: Context, next: Declaration, previous: Declaration | undefined): MaybeDoc {
  let hint = leadingSpacing(next);
  if (previous === undefined) return breakOr(hint, SOFT_COMMA);
  const hasOwnLine =
    hasFlag(ctx, previous, Flag.hintBelow) && hasFlag(ctx, previous, Flag.endsWithOwnLineComment);
  if (hasOwnLine && hint < Spacing.newSection && isSection(previous)) hint = Spacing.newSection;
  // A comment at the end of the declaration before would swallow what follows on its line.
  if (hint < Spacing.newLine && hasFlag(ctx, previous, Flag.endsWithComment)) {
    hint = Spacing.newLine;
  }
  return breakOr(hint, SOFT_COMMA);
}

function isSection(declaration: Declaration): boolean {
  switch (declaration.kind) {
    case "Field":
      return isDefinitionLabel(declaration.label);
    case "CommentGroup":
      return false;
    default:
      return true;
  }
}

/** Declarations of a struct or file: fields in tables, so that their values align. */
export function declarationsDoc(ctx: Context, declarations: readonly Declaration[]): MaybeDoc {
  const body = new Body();
  const isBroken = declarations.some(
    (declaration, index) => index > 0 && leadingSpacing(declaration) >= Spacing.newLine,
  );
  let previous: Declaration | undefined;
  for (const declaration of declarations) {
    let before = previous && separator(ctx, declaration, previous);
    if (isBroken && before === SOFT_COMMA) before = HARD;
    previous = declaration;
    if (before === EMPTY_LINE) body.endTable();
    const chain = declaration.kind === "Field" ? alignedChain(declaration) : undefined;
    if (chain === undefined) {
      body.endTable();
      body.add(before, standalone(ctx, declaration));
      continue;
    }
    const { rows, after } = fieldRows(ctx, chain);
    rows[0].separator = before;
    body.addRows(rows, chain.length);
    if (after.length > 0) body.endTable();
    for (const comment of after) body.add(breakOr(comment.spacing, HARD), commentDoc(comment));
  }
  return body.finish();
}

/** Documents one after the other, with tables among them. */
class Body {
  readonly #docs: MaybeDoc[] = [];
  #rows: Row[] = [];
  #chainLength = 0;

  add(separatorDoc: MaybeDoc, doc: MaybeDoc): void {
    this.#docs.push(separatorDoc, doc);
  }

  /** Adds a field's rows; a comment above it or another number of labels begins a new table. */
  addRows(rows: readonly [Row, ...Row[]], chainLength: number): void {
    const isOther = this.#chainLength !== 0 && this.#chainLength !== chainLength;
    if (rows[0].docComment !== undefined || isOther) this.endTable();
    this.#rows.push(...rows);
    this.#chainLength = chainLength;
  }

  endTable(): void {
    const [first] = this.#rows;
    if (first !== undefined) this.#docs.push(first.separator, table(this.#rows));
    this.#rows = [];
    this.#chainLength = 0;
  }

  finish(): MaybeDoc {
    this.endTable();
    return cat(...this.#docs);
  }
}

/** `import "a"` or `import (…)`; the comments after the specs align. */
export function importDoc(node: ImportDecl): MaybeDoc {
  const { specs } = node;
  const [only] = specs;
  if (only === undefined) return undefined;
  if (node.open === NO_POS && specs.length === 1 && !hasDoc(only)) {
    return withComments(only, cat(text("import "), specDoc(only)));
  }
  const docs: MaybeDoc[] = [];
  let rows: Row[] = [];
  const endTable = (): void => {
    if (rows[0] !== undefined) docs.push(rows[0].separator, table(rows));
    rows = [];
  };
  for (const [index, spec] of specs.entries()) {
    const specRow = importRow(spec);
    specRow.separator = breakOr(leadingSpacing(spec), index === 0 ? SOFT_EMPTY : SOFT_COMMA);
    if (specRow.separator === EMPTY_LINE || specRow.docComment !== undefined) endTable();
    rows.push(specRow);
  }
  endTable();
  const closeBreak = breakOr(spacingOf(node.close), SOFT_EMPTY);
  return group(cat(text("import ("), nest(cat(...docs)), closeBreak, PARENS[1]));
}

function specDoc(spec: ImportSpec): MaybeDoc {
  const { name, path } = spec;
  return text(name === undefined ? path.text : `${name.name} ${path.text}`);
}

function importRow(spec: ImportSpec): Row {
  const slots = commentSlots(spec);
  const doc = specDoc(spec);
  const comments = [...slots.suffix, ...slots.trailing];
  if (slots.prefix.length > 0 || comments.some(standsBelow)) {
    return row({ raw: withComments(spec, doc) });
  }
  let trailing: MaybeDoc;
  for (const comment of comments) trailing = below(trailing, commentDoc(comment));
  return row({
    cells: trailing === undefined ? [doc] : [doc, trailing],
    docComment: docBlock(slots.doc, spacing(spec)),
    hasComment: trailing !== undefined,
  });
}

function standsBelow(comment: CommentGroup): boolean {
  return !comment.isLine && comment.spacing >= Spacing.newLine;
}
