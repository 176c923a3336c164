import type { CommentGroup, Expression } from "../ast/ast.ts";
import {
  type CommentSlots,
  commentSlots,
  isSameLine,
  liftedComments,
  managesInterior,
} from "./comment-slots.ts";
import { below, breakOr, commentDoc, docBlock } from "./comments.ts";
import type { Context } from "./context.ts";
import { leadingSpacing, spacing } from "./detach.ts";
import {
  cat,
  COMMA,
  COMMA_IF_BROKEN,
  COMMA_SPACE,
  ELLIPSIS,
  EMPTY_LINE,
  HARD,
  type MaybeDoc,
  noGroup,
  type Row,
  row,
  SOFT_COMMA,
  SOFT_SPACE,
  SPACE,
} from "./doc.ts";
import { isBareOpener } from "./expr-shape.ts";

export interface ElementOptions {
  /** A comma after the last element, where that is on a line of its own. */
  readonly trailingComma: boolean;
  /** The elements break together. */
  readonly isLinked: boolean;
  /** Line ends stand for commas. */
  readonly omitsCommas: boolean;
}

/** The break before an element of a list or chain. */
export function elementBreak(expr: Expression): MaybeDoc {
  return breakOr(leadingSpacing(expr), SOFT_SPACE);
}

/** A row for each element of a list or argument of a call, and for each comment that follows one. */
export function elementRows(
  ctx: Context,
  elements: readonly Expression[],
  options: ElementOptions,
): Row[] {
  const rows: Row[] = [];
  let previousIsBare = false;
  let previousHasComment = false;
  for (const [index, element] of elements.entries()) {
    const isLast = index === elements.length - 1;
    const { main, after } = elementRow(ctx, element, isLast, options);
    const isBare = isBareOpener(element);
    if (index > 0) {
      // `}, {` on one line, even if both are broken inside.
      const isChained =
        previousIsBare && isBare && !previousHasComment && main.docComment === undefined;
      if (isChained) main.separator = options.omitsCommas ? COMMA_SPACE : SPACE;
      else if (options.omitsCommas) main.separator = breakOr(leadingSpacing(element), SOFT_COMMA);
      else main.separator = elementBreak(element);
      // `cue fmt` lets the comment swallow the element.
      if (previousHasComment && main.separator !== EMPTY_LINE) main.separator = HARD;
    }
    previousIsBare = isBare;
    previousHasComment = main.hasComment || after.length > 0;
    rows.push(main);
    for (const comment of after) {
      rows.push(row({ separator: breakOr(comment.spacing, HARD), raw: commentDoc(comment) }));
    }
  }
  return rows;
}

interface ElementRow {
  readonly main: Row;
  /** Comments on lines of their own after the element. */
  readonly after: readonly CommentGroup[];
}

function elementRow(
  ctx: Context,
  element: Expression,
  isLast: boolean,
  options: ElementOptions,
): ElementRow {
  const { body, slots } = elementBody(ctx, element);
  let trailing: MaybeDoc;
  const after: CommentGroup[] = [];
  const inside = managesInterior(element) ? [] : [...slots.prefix, ...slots.suffix];
  const comments = [...inside, ...slots.trailing, ...liftedComments(element)];
  for (const comment of comments) {
    if (isSameLine(comment)) trailing = below(trailing, commentDoc(comment));
    else after.push(comment);
  }
  const value = cat(body, elementComma(isLast, options));
  const cell = options.isLinked ? noGroup(value) : value;
  const main = row({
    docComment: docBlock(slots.doc, spacing(element)),
    cells: trailing === undefined ? [cell] : [cell, trailing],
    hasComment: comments.length > 0,
  });
  return { main, after };
}

/** The comma after an element; without commas the separator of the next row has it where one is needed. */
function elementComma(isLast: boolean, options: ElementOptions): MaybeDoc {
  if (!isLast) return options.omitsCommas ? undefined : COMMA;
  return options.trailingComma ? COMMA_IF_BROKEN : undefined;
}

/** The element without its comments. Those of the type of an ellipsis, `...T // c`, are of the element. */
function elementBody(
  ctx: Context,
  element: Expression,
): { readonly body: MaybeDoc; readonly slots: CommentSlots } {
  const slots = commentSlots(element);
  const type = element.kind === "Ellipsis" ? element.type : undefined;
  if (type === undefined || type.comments.length === 0) return { body: ctx.bare(element), slots };
  const inner = commentSlots(type);
  return {
    body: cat(ELLIPSIS, ctx.bare(type)),
    slots: {
      doc: [...slots.doc, ...inner.doc],
      prefix: [...slots.prefix, ...inner.prefix],
      suffix: [...slots.suffix, ...inner.suffix],
      trailing: [...slots.trailing, ...inner.trailing],
    },
  };
}
