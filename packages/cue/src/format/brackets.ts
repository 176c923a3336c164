// Structs, lists and calls: what they have in common is how the brackets break off their body, whether they
// hug a single element (`[{`), and who of two brackets that open on one line indents the body.
import {
  type CallExpr,
  type CommentGroup,
  type Expression,
  type ListLit,
  type Node,
  Spacing,
  type StructLit,
} from "../ast/ast.ts";
import { keepsLayout } from "./analyse.ts";
import {
  type CommentSlots,
  commentSlots,
  hasDoc,
  hasPostComment,
  interiorPrefix,
  isSameLine,
} from "./comment-slots.ts";
import { breakOr, withInterior } from "./comments.ts";
import { type Context, Flag, hasFlag } from "./context.ts";
import { firstCommentAt, leadingSpacing, spacing, spacingOf } from "./detach.ts";
import {
  bodyShape,
  BRACES,
  BRACKETS,
  cat,
  COMMA,
  type Doc,
  HARD,
  limited,
  type MaybeDoc,
  nest,
  PARENS,
  SOFT_EMPTY,
  SPACE,
  table,
  text,
  unlimited,
} from "./doc.ts";
import { elementRows } from "./elements.ts";
import { HIGHEST_PRECEDENCE, isBareOpener, isOpener, parenthesized } from "./expr-shape.ts";

interface Layout {
  readonly node: Expression;
  /** What is called, before the opening bracket. */
  readonly before: MaybeDoc;
  readonly brackets: readonly [Doc, Doc];
  readonly openSpacing: Spacing;
  readonly closeSpacing: Spacing;
  readonly elements: readonly Node[];
  /** Comments directly inside the brackets. */
  readonly hasInterior: boolean;
  /** A comment stands on the line of the opening bracket. */
  readonly hasHeader: boolean;
  /** A comma may stand before the closing bracket. */
  readonly allowsTrailingComma: boolean;
}

interface Policy {
  readonly hugsFirst: boolean;
  readonly hugsLast: boolean;
  /** The body is not indented, as an inner bracket on the opening line does that. */
  readonly sharesIndent: boolean;
  readonly trailingComma: boolean;
  readonly openBreak: MaybeDoc;
  readonly closeBreak: MaybeDoc;
}

/** `body` by the layout of its author, if it has one, or else by width. */
export function byLayout(ctx: Context, node: Node, body: MaybeDoc): MaybeDoc {
  return hasFlag(ctx, node, Flag.isAuthored) ? unlimited(body) : limited(body);
}

/** Runs with no subscript around: inside brackets, expressions begin anew. */
function atTopLevel<T>(ctx: Context, run: () => T): T {
  const saved = ctx.subscript;
  ctx.subscript = 0;
  const result = run();
  ctx.subscript = saved;
  return result;
}

export function structDoc(ctx: Context, node: StructLit): MaybeDoc {
  return atTopLevel(ctx, () => {
    const slots = interiorSlots(node);
    const { elements } = node;
    const [first] = elements;
    if (first === undefined && !hasInterior(slots)) return text("{}");
    if (elements.length === 1 && !hasInterior(slots) && first!.kind !== "Field") {
      if (canHug(ctx, first!)) return cat(BRACES[0], ctx.declaration(first!), BRACES[1]);
    }
    const layout: Layout = {
      node,
      before: undefined,
      brackets: BRACES,
      openSpacing: spacingOf(node.open),
      closeSpacing: spacingOf(node.close),
      elements,
      hasInterior: hasInterior(slots),
      hasHeader: hasHeader(slots.prefix, first),
      allowsTrailingComma: false,
    };
    const body = withInterior(ctx.declarations(elements), slots.prefix, slots.suffix);
    return bracketed(ctx, layout, policyOf(ctx, layout), body);
  });
}

export function listDoc(ctx: Context, node: ListLit): MaybeDoc {
  return atTopLevel(ctx, () => {
    const slots = interiorSlots(node);
    const { elements } = node;
    const [first] = elements;
    if (first === undefined && !hasInterior(slots)) return text("[]");
    if (elements.length === 1 && !hasInterior(slots) && canHug(ctx, first!)) {
      return cat(BRACKETS[0], ctx.expr(first!), BRACKETS[1]);
    }
    const omitsCommas = elements.length > 0 && !node.commas;
    const layout: Layout = {
      node,
      before: undefined,
      brackets: BRACKETS,
      openSpacing: spacingOf(node.open),
      closeSpacing: spacingOf(node.close),
      elements,
      hasInterior: hasInterior(slots),
      hasHeader: hasHeader(slots.prefix, first),
      allowsTrailingComma: !omitsCommas,
    };
    return elementList(ctx, layout, elements, { omitsCommas, slots });
  });
}

export function callDoc(ctx: Context, node: CallExpr): MaybeDoc {
  const callee = parenthesized(ctx.expr(node.callee), node.callee, HIGHEST_PRECEDENCE);
  const args = node.arguments;
  const [first] = args;
  if (first === undefined) return cat(callee, text("()"));
  if (args.length === 1 && canHug(ctx, first)) {
    return cat(callee, PARENS[0], ctx.expr(first), PARENS[1]);
  }
  const layout: Layout = {
    node,
    before: callee,
    brackets: PARENS,
    openSpacing: spacingOf(node.open),
    closeSpacing: spacingOf(node.close),
    elements: args,
    hasInterior: false,
    hasHeader: hasHeader([], first),
    allowsTrailingComma: true,
  };
  return elementList(ctx, layout, args, { omitsCommas: false, slots: NO_SLOTS });
}

const NO_SLOTS: CommentSlots = { doc: [], prefix: [], suffix: [], trailing: [] };

/** Elements in brackets, as rows of a table. */
function elementList(
  ctx: Context,
  layout: Layout,
  elements: readonly Expression[],
  options: { readonly omitsCommas: boolean; readonly slots: CommentSlots },
): MaybeDoc {
  const { omitsCommas, slots } = options;
  const policy = policyOf(ctx, layout);
  const isShaped =
    !layout.hasInterior &&
    !elements.some((element) => hasDoc(element) || hasPostComment(element)) &&
    elements.every(isBareOpener);
  const rows = elementRows(ctx, elements, {
    trailingComma: policy.trailingComma && !isShaped,
    isLinked: isShaped && elements.length > 0,
    omitsCommas,
  });
  const body = withInterior(table(rows), slots.prefix, slots.suffix);
  if (!isShaped || elements.length === 0) return bracketed(ctx, layout, policy, body);
  const comma = layout.allowsTrailingComma ? COMMA : undefined;
  const [open, close] = layout.brackets;
  return byLayout(ctx, layout.node, cat(layout.before, open, bodyShape(body, comma), close));
}

function bracketed(ctx: Context, layout: Layout, policy: Policy, body: MaybeDoc): MaybeDoc {
  const { openBreak, closeBreak } = policy;
  let inner: MaybeDoc;
  if (policy.hugsFirst) inner = body;
  else if (policy.sharesIndent) inner = cat(openBreak, body);
  else inner = nest(cat(openBreak, body));
  const [open, close] = layout.brackets;
  const end = policy.hugsLast ? undefined : closeBreak;
  return byLayout(ctx, layout.node, cat(layout.before, open, inner, end, close));
}

function policyOf(ctx: Context, layout: Layout): Policy {
  const { elements, closeSpacing } = layout;
  const [first] = elements;
  const hasDocs = elements.some(hasDoc);
  const isSole = elements.length === 1 && !layout.hasInterior && !hasDocs;
  const canHugSole = isSole && isOpener(first!) && !elements.some(hasPostComment);
  const hugsFirst = canHugSole && spacing(first!) < Spacing.newLine;
  const hugsLast = canHugSole && closeSpacing < Spacing.newLine;
  // A field whose value has several lines is not hugged: its label would stand between the braces.
  const mustOpen = first?.kind === "Field" && hasNewLine(ctx, first);
  const sharesIndent =
    hasFlag(ctx, layout.node, Flag.isAuthored) &&
    !layout.hasInterior &&
    !hasDocs &&
    !hugsFirst &&
    !mustOpen &&
    (opensOnSameLine(ctx, elements) || !elements.some(beginsLine));
  const wantsComma = layout.allowsTrailingComma && !hugsLast;
  const trailingComma =
    wantsComma && (!hasFlag(ctx, layout.node, Flag.hintBelow) || closeSpacing >= Spacing.newLine);
  const leading = first === undefined ? layout.openSpacing : leadingSpacing(first);
  const opens = layout.hasHeader || layout.hasInterior || leading >= Spacing.newLine || mustOpen;
  const closes = opens || closeSpacing >= Spacing.newLine;
  return {
    hugsFirst,
    hugsLast,
    sharesIndent,
    trailingComma,
    openBreak: openBreak(layout, leading, mustOpen),
    closeBreak: breakOr(closeSpacing, closes ? HARD : SOFT_EMPTY),
  };
}

function openBreak(layout: Layout, leading: Spacing, mustOpen: boolean): MaybeDoc {
  if (layout.hasHeader) return SPACE;
  if (layout.hasInterior) return HARD;
  return breakOr(leading, mustOpen ? HARD : SOFT_EMPTY);
}

/** The brackets of the parent may stand directly around its only element, which breaks by itself. */
function canHug(ctx: Context, node: Node): boolean {
  return spacing(node) < Spacing.newLine && node.comments.length === 0 && hasNewLine(ctx, node);
}

function hasNewLine(ctx: Context, node: Node): boolean {
  return spacing(node) >= Spacing.newLine || hasFlag(ctx, node, Flag.newLineBelow);
}

function beginsLine(node: Node): boolean {
  return leadingSpacing(node) >= Spacing.newLine;
}

/** Whether an element that breaks opens on the line of the parent's bracket. */
function opensOnSameLine(ctx: Context, elements: readonly Node[]): boolean {
  for (const element of elements) {
    if (beginsLine(element)) return false;
    if (isOpener(element) && hasNewLine(ctx, element)) return true;
  }
  return false;
}

function interiorSlots(node: StructLit | ListLit): CommentSlots {
  const slots = commentSlots(node);
  slots.prefix = interiorPrefix(node, slots.prefix);
  return slots;
}

function hasInterior(slots: CommentSlots): boolean {
  return slots.prefix.length > 0 || slots.suffix.length > 0;
}

/** A comment on the line of the opening bracket, of the node or of its first element. */
function hasHeader(prefix: readonly CommentGroup[], first: Node | undefined): boolean {
  const [comment] = prefix;
  if (comment !== undefined && isSameLine(comment)) return true;
  const doc = first === undefined ? undefined : firstCommentAt(first, 0);
  return doc !== undefined && isSameLine(doc);
}

/** A struct or list in source brackets with more comments at the beginning of its body. */
export function withInjected(
  ctx: Context,
  node: StructLit | ListLit,
  comments: readonly CommentGroup[],
): MaybeDoc {
  const closeSpacing = spacingOf(node.close);
  const [open, close] = node.kind === "StructLit" ? BRACES : BRACKETS;
  const body =
    node.kind === "StructLit"
      ? ctx.declarations(node.elements)
      : table(
          elementRows(ctx, node.elements, {
            trailingComma: false,
            isLinked: false,
            omitsCommas: !node.commas,
          }),
        );
  const [first] = comments;
  const isHeader = first !== undefined && isSameLine(first);
  return byLayout(
    ctx,
    node,
    cat(
      open,
      nest(cat(isHeader ? SPACE : HARD, withInterior(body, comments, []))),
      breakOr(closeSpacing, isHeader ? HARD : SOFT_EMPTY),
      close,
    ),
  );
}

/** Whether comments can be put into a node by {@link withInjected}. */
export function canInject(node: Expression): node is StructLit | ListLit {
  return (node.kind === "StructLit" || node.kind === "ListLit") && keepsLayout(node);
}
