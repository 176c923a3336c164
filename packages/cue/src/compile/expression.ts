// Expressions.
import type {
  BinaryExpr as AstBinaryExpr,
  Expression,
  ListLit as AstListLit,
  PostfixExpr,
  UnaryExpr as AstUnaryExpr,
} from "../ast/ast.ts";
import { Bottom, LITERAL_ERROR } from "../adt/bottom.ts";
import {
  BinaryExpr,
  BoundExpr,
  CallExpr,
  type Disjunct,
  DisjunctionExpr,
  Ellipsis,
  type Elem,
  type Expr,
  FieldReference,
  IndexExpr,
  ListLit,
  OpenExpr,
  SelectorExpr,
  SliceExpr,
  StructLit,
  UnaryExpr,
} from "../adt/expr.ts";
import type { BoundOp, Op } from "../adt/op.ts";
import {
  BOTTOM,
  BOUND_EXPR,
  BOUND_VALUE,
  BYTES,
  FIELD_REFERENCE,
  IMPORT_REFERENCE,
  INDEX,
  LAST_VALUE,
  SELECTOR,
} from "../adt/tag.ts";
import { compileLabel, enterScope, leaveScope, resolveIdent } from "./bind.ts";
import type { CompilerContext } from "./context.ts";
import { compileComprehension, compileDeclarations } from "./declaration.ts";
import { compileInterpolation, compileLiteral } from "./literal.ts";
import { libraryFunction } from "./library.ts";
import { missingDefinition } from "./missing.ts";

/** Compiles an expression in the innermost scope. */
export function compileExpression(ctx: CompilerContext, node: Expression): Expr {
  switch (node.kind) {
    case "Ident":
      return resolveIdent(ctx, node);
    case "BasicLit":
      return compileLiteral(ctx, node);
    case "Interpolation":
      return compileInterpolation(ctx, node);
    case "BottomLit":
      return new Bottom(
        LITERAL_ERROR,
        "explicit error (_|_ literal) in source",
        [],
        ctx.place(node),
        undefined,
      );
    case "ParenExpr":
      return compileExpression(ctx, node.expr);
    case "StructLit": {
      enterScope(ctx, node, 1);
      const decls = compileDeclarations(ctx, node.elements);
      leaveScope(ctx);
      return new StructLit(decls, ctx.place(node), false, ctx.experiments.explicitopen);
    }
    case "ListLit":
      return compileList(ctx, node);
    case "SelectorExpr": {
      const expr = compileExpression(ctx, node.expr);
      const label = compileLabel(ctx, node.selector);
      const place = ctx.place(node);
      if (expr.tag === IMPORT_REFERENCE) {
        const value = libraryFunction(expr.instance, label);
        if (value !== undefined) return value.placed(place);
        const missing = missingDefinition(ctx, expr, node.selector);
        if (missing !== undefined) return missing;
      }
      return new SelectorExpr(expr, label, place, ctx.place(node.selector));
    }
    case "IndexExpr":
      return new IndexExpr(
        compileExpression(ctx, node.expr),
        compileExpression(ctx, node.index),
        ctx.place(node),
      );
    case "SliceExpr":
      return new SliceExpr(
        compileExpression(ctx, node.expr),
        node.low && compileExpression(ctx, node.low),
        node.high && compileExpression(ctx, node.high),
        ctx.place(node),
      );
    case "CallExpr":
      return new CallExpr(
        compileExpression(ctx, node.callee),
        node.arguments.map((argument) => compileExpression(ctx, argument)),
        ctx.place(node),
        ctx.experiments.explicitopen,
      );
    case "UnaryExpr":
      return compileUnary(ctx, node);
    case "BinaryExpr":
      return compileBinary(ctx, node);
    case "PostfixExpr":
      return compilePostfix(ctx, node);
    case "BadExpr":
      return ctx.error(node, "invalid expression");
    default:
      return ctx.error(node, `${node.kind} values not allowed in this position`);
  }
}

function compileList(ctx: CompilerContext, node: AstListLit): Expr {
  enterScope(ctx, node, 1);
  const elems: Elem[] = [];
  for (const element of node.elements) {
    switch (element.kind) {
      case "Ellipsis": {
        const type = element.type && compileExpression(ctx, element.type);
        elems.push(new Ellipsis(type, ctx.place(element)));
        break;
      }
      case "Comprehension":
        elems.push(compileComprehension(ctx, element));
        break;
      default:
        elems.push(compileExpression(ctx, element));
    }
  }
  leaveScope(ctx);
  return new ListLit(elems, ctx.place(node));
}

function compileUnary(ctx: CompilerContext, node: AstUnaryExpr): Expr {
  const place = ctx.place(node);
  switch (node.operator) {
    case "!":
    case "+":
    case "-":
      return new UnaryExpr(node.operator, compileExpression(ctx, node.expr), place);
    case "*":
      compileExpression(ctx, node.expr);
      return ctx.error(node, "preference mark not allowed at this position");
    default: {
      const op: BoundOp = node.operator;
      // Not a value even of a literal: a bound takes part only after the scalars that stand beside it.
      return new BoundExpr(op, compileExpression(ctx, node.expr), place);
    }
  }
}

function compileBinary(ctx: CompilerContext, node: AstBinaryExpr): Expr {
  const place = ctx.place(node);
  if (node.operator === "|") {
    const disjuncts: Disjunct[] = [];
    addDisjuncts(ctx, disjuncts, node.left, false);
    addDisjuncts(ctx, disjuncts, node.right, false);
    return new DisjunctionExpr(disjuncts, place);
  }
  const op: Op = node.operator;
  const left = compileExpression(ctx, node.left);
  const right = compileExpression(ctx, node.right);
  if (op !== "&") {
    checkOperand(ctx, node.left, op, left);
    checkOperand(ctx, node.right, op, right);
  }
  const { compatibility } = ctx.options;
  if (compatibility && (op === "+" || op === "*")) {
    if (node.left.kind === "ListLit" || node.right.kind === "ListLit") {
      ctx.warn(
        node,
        op === "+"
          ? "addition of lists is superseded by list.Concat"
          : "multiplication of lists is superseded by list.Repeat",
      );
    }
  }
  return new BinaryExpr(op, left, right, place, ctx.experiments.shortcircuit, compatibility);
}

/** Whether an operand may be concrete at all; `string + 1` cannot work. */
function checkOperand(ctx: CompilerContext, node: Expression, op: Op, operand: Expr): void {
  const { tag } = operand;
  const isHopeless =
    tag === BOUND_EXPR ||
    tag === BOUND_VALUE ||
    (tag <= LAST_VALUE && tag > BYTES && !isFunction(tag));
  if (tag === BOTTOM || !isHopeless) return;
  const text = ctx.source.text.slice(node.start, node.end);
  ctx.error(node, `invalid operand ${text} ('${op}' requires concrete value)`);
}

function isFunction(tag: number): boolean {
  return tag === 10;
}

function addDisjuncts(
  ctx: CompilerContext,
  disjuncts: Disjunct[],
  node: Expression,
  isDefault: boolean,
): void {
  // An enumeration of thousands is a chain of thousands.
  const chain: Expression[] = [];
  let first = node;
  for (; first.kind === "BinaryExpr" && first.operator === "|"; first = first.left) {
    chain.push(first.right);
  }
  if (chain.length > 0) {
    addDisjuncts(ctx, disjuncts, first, isDefault);
    for (const each of chain.reverse()) addDisjuncts(ctx, disjuncts, each, isDefault);
  } else if (node.kind === "UnaryExpr" && node.operator === "*") {
    addDisjuncts(ctx, disjuncts, node.expr, true);
  } else {
    disjuncts.push({ expr: compileExpression(ctx, node), isDefault });
  }
}

function compilePostfix(ctx: CompilerContext, node: PostfixExpr): Expr {
  const place = ctx.place(node);
  if (node.operator === "...") {
    if (!ctx.experiments.explicitopen) {
      return ctx.error(node, "postfix ... operator requires @experiment(explicitopen)");
    }
    return new OpenExpr(compileExpression(ctx, node.expr), place);
  }
  if (!ctx.experiments.try) {
    ctx.error(
      node,
      "optional marker (?) requires the try experiment (language version v0.16.0 or later)",
    );
  } else if (ctx.tryDepth === 0) {
    ctx.error(node, "optional marker (?) is only valid within a try clause");
  }
  const expr = compileExpression(ctx, node.expr);
  switch (expr.tag) {
    case FIELD_REFERENCE:
      return new FieldReference(expr.upCount, expr.label, expr.place, true);
    case SELECTOR:
      return new SelectorExpr(expr.expr, expr.label, expr.place, expr.labelPlace, true);
    case INDEX:
      return new IndexExpr(expr.expr, expr.index, expr.place, true);
    case BOTTOM:
      return expr;
    default:
      return ctx.error(node, "optional marker (?) can only be used on references");
  }
}
