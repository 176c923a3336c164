import {
  type Attribute,
  type CommentGroup,
  type Expression,
  type Field,
  type PostfixAlias,
  Spacing,
} from "../ast/ast.ts";
import { binaryTable, selectorTable } from "./chains.ts";
import {
  type CommentSlots,
  commentSlots,
  hasCommentAt,
  hasDoc,
  isSameLine,
  PREFIX,
  SUFFIX,
} from "./comment-slots.ts";
import { below, commentDoc, docBlock, separatedComment, withSlots } from "./comments.ts";
import type { Context } from "./context.ts";
import { isBraced, spacing } from "./detach.ts";
import {
  cat,
  COLON,
  FORCE_BROKEN,
  group,
  HARD,
  type MaybeDoc,
  nest,
  type Row,
  row,
  SOFT_SPACE,
  SPACE,
  text,
} from "./doc.ts";

/** Label, alias, marker and colon. */
function keyDoc(ctx: Context, field: Field): MaybeDoc {
  const alias = field.alias === undefined ? undefined : text(aliasText(field.alias));
  return cat(ctx.label(field.label), alias, text(field.constraint), COLON);
}

/** Always with parentheses, which the language does not ask for. */
function aliasText(alias: PostfixAlias): string {
  const { label, field } = alias;
  return label === undefined ? `~(${field.name})` : `~(${label.name},${field.name})`;
}

/** The fields that share one line: `a: b: c: value`. */
interface Chain {
  readonly fields: readonly Field[];
  /** The head's comments and attributes allow all the others on its line. */
  readonly isTight: boolean;
}

function chainOf(head: Field): Chain {
  const fields = [head];
  for (let last = head; ; ) {
    const { value } = last;
    if (value.kind !== "StructLit" || isBraced(value) || value.comments.length > 0) break;
    const [inner] = value.elements;
    if (value.elements.length !== 1 || inner?.kind !== "Field") break;
    fields.push(inner);
    last = inner;
  }
  const isTight =
    fields.length > 1 &&
    !hasCommentAt(head, PREFIX) &&
    !hasCommentAt(head, SUFFIX) &&
    fields.every((field, index) => {
      if (index > 0 && (field.comments.length > 0 || isOnNewLine(field))) return false;
      return index === fields.length - 1 || field.attributes.length === 0;
    });
  return { fields, isTight };
}

function isOnNewLine(node: Field | Expression): boolean {
  return spacing(node) >= Spacing.newLine;
}

/** The chain of a field that can be a row of a table; undefined for one that stands by itself. */
export function alignedChain(field: Field): readonly Field[] | undefined {
  const chain = chainOf(field);
  const fields = chain.isTight ? chain.fields : [field];
  const { value } = fields.at(-1)!;
  const standsAlone = isOnNewLine(value) || hasDoc(value) || hasCommentAt(fields.at(-1)!, SUFFIX);
  return standsAlone ? undefined : fields;
}

/** A field that is no row of a table, with its comments. */
export function fieldDoc(ctx: Context, field: Field): MaybeDoc {
  const slots = commentSlots(field);
  let key = keyDoc(ctx, field);
  let lead: MaybeDoc;
  const { value } = field;
  if (hasDoc(value) || needsOwnLine(value) || slots.suffix.length > 0) lead = HARD;
  for (const comment of slots.suffix) {
    if (isSameLine(comment)) key = cat(key, separatedComment(comment));
    else lead = cat(lead, commentDoc(comment), HARD);
  }
  const body = valueDoc(ctx, field, lead);
  return cat(
    ...slots.doc.flatMap((comment) => [commentDoc(comment), HARD]),
    key,
    lead === undefined ? SPACE : undefined,
    body,
    ...slots.trailing.flatMap((comment) => [separatedComment(comment), FORCE_BROKEN]),
  );
}

/** The value with the attributes, after `lead` if it begins on another line than its key. */
function valueDoc(ctx: Context, field: Field, lead: MaybeDoc): MaybeDoc {
  const { value, attributes } = field;
  // With attributes the braces stay: `a: {b: 1} @x` is not `a: b: 1 @x`.
  const doc = withAttributes(
    attributes.length > 0 ? ctx.expr(value) : chainValueDoc(ctx, value),
    attributes,
  );
  if (lead === undefined) return doc;
  const continues = isChainValue(value) && !hasDoc(value) && !needsOwnLine(value);
  return continues ? cat(lead, doc) : nest(cat(lead, doc));
}

function chainValueDoc(ctx: Context, value: Expression): MaybeDoc {
  return value.kind === "StructLit" && isChainValue(value)
    ? ctx.declarations(value.elements)
    : ctx.expr(value);
}

/** A struct without braces that can be printed without. */
function isChainValue(value: Expression): boolean {
  if (value.kind !== "StructLit" || isBraced(value) || value.comments.length > 0) return false;
  const [inner] = value.elements;
  return (
    value.elements.length === 1 &&
    inner?.kind === "Field" &&
    inner.attributes.length === 0 &&
    inner.comments.length === 0
  );
}

function needsOwnLine(value: Expression): boolean {
  if (value.kind === "StructLit" && !isBraced(value)) {
    return isChainValue(value) && spacing(value.elements[0]!) >= Spacing.newLine;
  }
  return isOnNewLine(value);
}

function withAttributes(doc: MaybeDoc, attributes: readonly Attribute[]): MaybeDoc {
  return cat(doc, ...attributes.flatMap((attribute) => [SPACE, text(attribute.text)]));
}

/** What {@link fieldRows} returns. */
export interface FieldRows {
  /** The field, then rows with nothing but a comment. */
  readonly rows: readonly [Row, ...Row[]];
  /** Comments below the field that do not belong to its line. */
  readonly after: readonly CommentGroup[];
}

/** The rows of a field in a table: key, value, attributes, comment. */
export function fieldRows(ctx: Context, chain: readonly Field[]): FieldRows {
  const head = chain[0]!;
  const last = chain.at(-1)!;
  const slots = commentSlots(head);
  const trailing = sortTrailing(slots.trailing);
  const value = rowValue(ctx, last, trailing.cells);
  const valueWithLead = cat(...slots.suffix.toReversed().map(separatedComment), value.doc);
  const { key, merged } = chainKey(ctx, chain, valueWithLead);
  const [firstComment, ...moreComments] = value.comments;
  const cells = [key, valueWithLead];
  if (value.attributes !== undefined || firstComment !== undefined) cells.push(value.attributes);
  if (firstComment !== undefined) cells.push(firstComment);
  const hasComment = slots.suffix.length > 0 || slots.trailing.length > 0 || value.hasLifted;
  const main = row({
    docComment: docBlock(slots.doc, spacing(head)),
    cells,
    hasComment,
    mayBreak: true,
    merged,
  });
  const more = moreComments.map((comment) => {
    const own = cells.map(() => undefined as MaybeDoc);
    own[own.length - 1] = comment;
    return row({ separator: HARD, cells: own, hasComment: true, mayBreak: true });
  });
  return { rows: [main, ...more], after: trailing.after };
}

interface TrailingCells {
  /** Comments on the field's line, and those that go on below it. */
  readonly lines: MaybeDoc[];
  /** Comments of which nothing says that they have a line of their own. */
  other: MaybeDoc;
}

function sortTrailing(comments: readonly CommentGroup[]): {
  readonly cells: TrailingCells;
  readonly after: readonly CommentGroup[];
} {
  const cells: TrailingCells = { lines: [], other: undefined };
  const after: CommentGroup[] = [];
  for (const comment of comments) {
    const doc = commentDoc(comment);
    const goesOn = comment.spacing === Spacing.newLine && cells.lines.length > 0;
    if (comment.isLine || goesOn) cells.lines.push(doc);
    else if (comment.spacing >= Spacing.newLine) after.push(comment);
    else cells.other = below(cells.other, doc);
  }
  return { cells, after };
}

/** One cell for each comment if there are several lines of them, else all in one. */
function commentCells(cells: TrailingCells): MaybeDoc[] {
  const { lines, other } = cells;
  if (lines.length < 2 && other === undefined) return lines;
  if (lines.length < 2) return [below(lines[0], other)];
  if (other === undefined) return lines;
  return [...lines.slice(0, -1), below(lines.at(-1), other)];
}

interface RowValue {
  readonly doc: MaybeDoc;
  readonly attributes: MaybeDoc;
  readonly comments: readonly MaybeDoc[];
  /** Comments of the value were moved to the field. */
  readonly hasLifted: boolean;
}

function rowValue(ctx: Context, field: Field, cells: TrailingCells): RowValue {
  const { value, attributes } = field;
  const lifted = liftLineComments(value);
  for (const comment of lifted.lines) cells.lines.push(commentDoc(comment));
  const comments = commentCells(cells);
  const hasLifted = lifted.lines.length > 0;
  if (comments.length > 0) {
    const all = comments.reduce((above, comment) => below(above, comment));
    const chain = chainWithTrailing(ctx, value, all);
    if (chain !== undefined) {
      // The table of the chain has the field's comments in its own column.
      const doc = withAttributes(chain, attributes);
      return { doc, attributes: undefined, comments: [], hasLifted };
    }
  }
  const doc = hasLifted ? withSlots(value, ctx.bare(value), lifted.rest) : ctx.expr(value);
  const attributesDoc = cat(
    ...attributes.flatMap((attribute, index) =>
      index === 0 ? [text(attribute.text)] : [SPACE, text(attribute.text)],
    ),
  );
  return { doc, attributes: attributesDoc, comments, hasLifted };
}

function chainWithTrailing(ctx: Context, value: Expression, trailing: MaybeDoc): MaybeDoc {
  if (value.kind === "BinaryExpr") return binaryTable(ctx, value, trailing);
  return value.kind === "SelectorExpr" ? selectorTable(ctx, value, trailing) : undefined;
}

interface LiftedLines {
  readonly lines: readonly CommentGroup[];
  readonly rest: CommentSlots;
}

/** Comments on the line of a value that is a single token are comments of the field. */
function liftLineComments(value: Expression): LiftedLines {
  switch (value.kind) {
    case "Ident":
    case "BasicLit":
    case "BottomLit":
    case "BadExpr":
      break;
    default:
      return NOTHING_LIFTED;
  }
  if (!value.comments.some((comment) => comment.isLine)) return NOTHING_LIFTED;
  const slots = commentSlots(value);
  const all = [slots.doc, slots.prefix, slots.suffix, slots.trailing];
  const [doc = [], prefix = [], suffix = [], trailing = []] = all.map((comments) =>
    comments.filter((comment) => !comment.isLine),
  );
  const lines = all.flat().filter((comment) => comment.isLine);
  return { lines, rest: { doc, prefix, suffix, trailing } };
}

const NOTHING_LIFTED: LiftedLines = {
  lines: [],
  rest: { doc: [], prefix: [], suffix: [], trailing: [] },
};

/**
 * The key `a: b: c:`, which may break after each colon. For a value that cannot break, `merged` is key and
 * value in one, so that the breaks take the value into account.
 */
function chainKey(
  ctx: Context,
  chain: readonly Field[],
  value: MaybeDoc,
): { readonly key: MaybeDoc; readonly merged: MaybeDoc } {
  let key: MaybeDoc;
  let merged: MaybeDoc = chain.length > 1 && value?.breaks !== true ? value : undefined;
  for (const field of chain.toReversed()) {
    const own = keyDoc(ctx, field);
    key = key === undefined ? own : group(cat(own, nest(cat(SOFT_SPACE, key))));
    if (merged !== undefined) merged = group(cat(own, nest(cat(SOFT_SPACE, merged))));
  }
  return { key, merged };
}
