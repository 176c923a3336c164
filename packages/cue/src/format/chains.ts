// Chains of one operator (`a | b | c`) and of selectors (`a.b.c`). With comments at their links they are
// tables, so that the comments align.
import {
  type BinaryExpr,
  type CommentGroup,
  type Expression,
  type SelectorExpr,
  Spacing,
} from "../ast/ast.ts";
import { byLayout, canInject, withInjected } from "./brackets.ts";
import {
  commentSlots,
  DOC,
  interiorPrefix,
  isSameLine,
  liftedComments,
  PREFIX,
  TRAILING,
} from "./comment-slots.ts";
import { below, breakOr, commentDoc } from "./comments.ts";
import { type Context, Flag, hasFlag } from "./context.ts";
import { leadingSpacing, spacing } from "./detach.ts";
import {
  cat,
  group,
  HARD,
  type MaybeDoc,
  nest,
  PERIOD,
  row,
  SPACE,
  switchMode,
  table,
  text,
} from "./doc.ts";
import { elementBreak } from "./elements.ts";
import {
  HIGHEST_PRECEDENCE,
  isOpener,
  mergesWithRight,
  parenthesized,
  precedenceOf,
  spacingCutoff,
  mergesWithPeriod,
} from "./expr-shape.ts";

/** One operand of a chain. */
interface Arm {
  readonly expr: Expression;
  /** Comments after the operator that follows. */
  readonly trailing: CommentGroup[];
  /** Comments before the operand, inside its brackets if it has any. */
  readonly interior: readonly CommentGroup[];
}

/** `left operator right` */
export function binaryDoc(ctx: Context, node: BinaryExpr): MaybeDoc {
  const arms = flatten(node);
  if (hasTrailing(arms) && aligns(ctx, node, arms)) return chainTable(ctx, node, arms, undefined);
  const isLoose = isLattice(node) && !arms.slice(1).every((arm) => isOpener(arm.expr));
  if (isLoose) return looseChain(ctx, node, arms);
  const depth = 1 + ctx.subscript;
  return tightBinary(ctx, node, spacingCutoff(node, depth), depth);
}

/**
 * The chain as a table, if the comments in it ask for one; then `trailing`, which follows all of it, aligns
 * with them.
 */
export function binaryTable(ctx: Context, node: BinaryExpr, trailing: MaybeDoc): MaybeDoc {
  const arms = flatten(node);
  if (!hasTrailing(arms) || !aligns(ctx, node, arms)) return undefined;
  return chainTable(ctx, node, arms, trailing);
}

function isLattice(node: BinaryExpr): boolean {
  return node.operator === "|" || node.operator === "&";
}

function hasTrailing(arms: readonly Arm[]): boolean {
  return arms.some((arm) => arm.trailing.length > 0);
}

function aligns(ctx: Context, node: BinaryExpr, arms: readonly Arm[]): boolean {
  if (isLattice(node)) return true;
  return ctx.subscript === 0 && arms.every((arm) => arm.trailing.every((each) => each.isLine));
}

/** The operands of a chain, with the comments of the expressions that connect them. */
function flatten(root: BinaryExpr): readonly Arm[] {
  const { operator } = root;
  const lifted = liftedComments(root);
  const arms: Arm[] = [];
  let interior: CommentGroup[] = [];
  const visit = (top: Expression): void => {
    const links: BinaryExpr[] = [];
    let first = top;
    while (first.kind === "BinaryExpr" && first.operator === operator) {
      links.push(first);
      first = first.left;
    }
    arms.push({ expr: first, trailing: [], interior });
    interior = [];
    for (const link of links.reverse()) {
      for (const comment of link.comments) {
        if (comment.position === PREFIX) {
          if (link !== root || !lifted.includes(comment)) interior.push(comment);
          continue;
        }
        // The comments around all of the chain are not the chain's to print.
        const isOuter = comment.position === DOC || comment.position >= TRAILING;
        if (link !== root || !isOuter) arms.at(-1)!.trailing.push(comment);
      }
      visit(link.right);
    }
  };
  visit(root);
  return arms;
}

/** Arms on one line if they fit there, else each on a line of its own, indented below the first. */
function looseChain(ctx: Context, node: BinaryExpr, arms: readonly Arm[]): MaybeDoc {
  const level = precedenceOf(node.operator);
  const operator = text(` ${node.operator}`);
  const parts = arms.map((arm, index) => {
    const body = armDoc(ctx, arm, level);
    return index < arms.length - 1 ? cat(body, operator) : body;
  });
  const rest = cat(
    ...arms.slice(1).flatMap((arm, index) => [elementBreak(arm.expr), parts[index + 1]]),
  );
  const isBroken = arms.slice(1).some((arm) => leadingSpacing(arm.expr) >= Spacing.newLine);
  // An author's chain on one line stays there even if an operand has several lines, and does not indent them.
  const staysFlat = hasFlag(ctx, node, Flag.hintBelow) && !isBroken;
  const wrapped = staysFlat ? rest : switchMode(nest(rest), rest);
  return byLayout(ctx, node, cat(parts[0], wrapped));
}

function armDoc(ctx: Context, arm: Arm, level: number): MaybeDoc {
  const { expr, interior } = arm;
  if (interior.length > 0 && canInject(expr)) return withInjected(ctx, expr, interior);
  return cat(...commentLines(interior), parenthesized(ctx.expr(expr), expr, level));
}

function commentLines(comments: readonly CommentGroup[]): readonly MaybeDoc[] {
  return comments.flatMap((comment) => [commentDoc(comment), HARD]);
}

interface Link {
  readonly doc: MaybeDoc;
  readonly comments: readonly CommentGroup[];
}

function chainTable(
  ctx: Context,
  node: BinaryExpr,
  arms: readonly Arm[],
  trailing: MaybeDoc,
): MaybeDoc {
  const level = precedenceOf(node.operator);
  if (isLattice(node)) {
    const links = arms.map((arm) => ({ doc: armDoc(ctx, arm, level), comments: arm.trailing }));
    return byLayout(ctx, node, linkTable(links, text(` ${node.operator}`), trailing));
  }
  const depth = 1 + ctx.subscript;
  const isSpaced = level < spacingCutoff(node, depth);
  const links = arms.map((arm, index) => {
    const operand =
      index === 0
        ? binaryOperand(ctx, arm.expr, level, depth + extraDepth(arm.expr, level))
        : binaryOperand(ctx, arm.expr, level + 1, depth + 1);
    return { doc: cat(...commentLines(arm.interior), operand), comments: arm.trailing };
  });
  const connector = cat(isSpaced ? SPACE : undefined, text(node.operator));
  return byLayout(ctx, node, linkTable(links, connector, trailing));
}

/** Links below each other, the connector at the end of each but the last, their comments in a column. */
function linkTable(links: readonly Link[], connector: MaybeDoc, trailing: MaybeDoc): MaybeDoc {
  const rows = links.map((link, index) => {
    const isLast = index === links.length - 1;
    let comment: MaybeDoc;
    for (const each of link.comments) comment = below(comment, commentDoc(each));
    if (isLast && trailing !== undefined) comment = below(comment, trailing);
    const cell = isLast ? link.doc : cat(link.doc, connector);
    const hasComment = comment !== undefined;
    if (index === 0) return row({ raw: hasComment ? cat(cell, SPACE, comment) : cell, hasComment });
    return row({ separator: HARD, cells: hasComment ? [cell, comment] : [cell], hasComment });
  });
  return nest(table(rows));
}

/** Spaces around the operator by how much it binds; the right operand may be on a line of its own. */
function tightBinary(ctx: Context, node: BinaryExpr, cutoff: number, depth: number): MaybeDoc {
  const { left, operator, right } = node;
  const level = precedenceOf(operator);
  const leftDoc = binaryOperand(ctx, left, level, depth + extraDepth(left, level));
  const rightDoc = binaryOperand(ctx, right, level + 1, depth + 1);
  const isSpaced = level < cutoff || mergesWithRight(operator, right);
  const space = isSpaced ? SPACE : undefined;
  const slots = commentSlots(node);
  const interior = interiorPrefix(node, slots.prefix);
  const inline = slots.suffix.filter(isSameLine).flatMap((comment) => [SPACE, commentDoc(comment)]);
  let above = slots.suffix.filter((comment) => !isSameLine(comment));
  const head = cat(leftDoc, space, text(operator));
  const broken = (body: MaybeDoc): MaybeDoc =>
    cat(head, ...inline, nest(cat(HARD, ...commentLines(above), body)));
  const mustBreak = leadingSpacing(right) >= Spacing.newLine || inline.length > 0;
  if (interior.length > 0) {
    if (canInject(right)) {
      const injected = withInjected(ctx, right, interior);
      return mustBreak || above.length > 0 ? broken(injected) : cat(head, space, injected);
    }
    above = [...above, ...interior];
  }
  return mustBreak || above.length > 0 ? broken(rightDoc) : cat(head, space, rightDoc);
}

function extraDepth(operand: Expression, level: number): number {
  return operand.kind === "BinaryExpr" && precedenceOf(operand.operator) === level ? 0 : 1;
}

function binaryOperand(ctx: Context, expr: Expression, level: number, depth: number): MaybeDoc {
  if (expr.kind === "BinaryExpr" && precedenceOf(expr.operator) >= level) {
    return tightBinary(ctx, expr, spacingCutoff(expr, depth), depth);
  }
  return parenthesized(ctx.expr(expr), expr, level);
}

/** One part of `a.b.c`. */
interface Segment {
  readonly doc: MaybeDoc;
  readonly spacing: Spacing;
  readonly trailing: CommentGroup[];
}

/** `a.b.c`, a part on a line of its own where the author put it there. */
export function selectorDoc(ctx: Context, node: SelectorExpr): MaybeDoc {
  const segments = selectorSegments(ctx, node);
  if (segments.some((segment) => segment.trailing.length > 0)) {
    return segmentTable(segments, undefined);
  }
  const rest = segments.slice(1).flatMap((segment, index, all) => {
    const period = index < all.length - 1 ? PERIOD : undefined;
    return [breakOr(segment.spacing, undefined), cat(segment.doc, period)];
  });
  return cat(segments[0]!.doc, PERIOD, nest(cat(...rest)));
}

/** As {@link binaryTable}, for selectors. */
export function selectorTable(ctx: Context, node: SelectorExpr, trailing: MaybeDoc): MaybeDoc {
  const segments = selectorSegments(ctx, node);
  const hasComments = segments.some((segment) => segment.trailing.length > 0);
  return hasComments ? segmentTable(segments, trailing) : undefined;
}

function segmentTable(segments: readonly Segment[], trailing: MaybeDoc): MaybeDoc {
  const links = segments.map((segment) => ({ doc: segment.doc, comments: segment.trailing }));
  return group(linkTable(links, PERIOD, trailing));
}

function selectorSegments(ctx: Context, root: SelectorExpr): readonly Segment[] {
  const links: SelectorExpr[] = [];
  let head: Expression = root;
  while (head.kind === "SelectorExpr") {
    links.push(head);
    head = head.expr;
  }
  const first = parenthesized(ctx.expr(head), head, HIGHEST_PRECEDENCE);
  const space: MaybeDoc = mergesWithPeriod(head) ? SPACE : undefined;
  const segments: Segment[] = [{ doc: cat(first, space), spacing: Spacing.none, trailing: [] }];
  for (const link of links.reverse()) {
    for (const comment of link.comments) {
      const isOuter = comment.position === DOC || comment.position >= TRAILING;
      if (link !== root || !isOuter) segments.at(-1)!.trailing.push(comment);
    }
    const { selector } = link;
    segments.push({ doc: ctx.label(selector), spacing: spacing(selector), trailing: [] });
  }
  return segments;
}
