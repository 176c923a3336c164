import {
  type BinaryExpr,
  type BinaryOperator,
  type Expression,
  type Node,
  type Offset,
  Spacing,
  type UnaryOperator,
} from "../ast/ast.ts";
import { spacingOf } from "./detach.ts";
import { cat, type MaybeDoc, PARENS } from "./doc.ts";

const PRECEDENCES: Readonly<Record<BinaryOperator, number>> = {
  "|": 1,
  "&": 2,
  "||": 3,
  "&&": 4,
  "==": 5,
  "!=": 5,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  "=~": 5,
  "!~": 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "/": 7,
};

export const UNARY_PRECEDENCE = 8;
export const HIGHEST_PRECEDENCE = 9;

export function precedenceOf(operator: BinaryOperator): number {
  return PRECEDENCES[operator];
}

/** A document in parentheses if its expression binds less than its place asks for. */
export function parenthesized(doc: MaybeDoc, expr: Expression, precedence: number): MaybeDoc {
  return bindsLess(expr, precedence) ? cat(PARENS[0], doc, PARENS[1]) : doc;
}

function bindsLess(expr: Expression, precedence: number): boolean {
  if (expr.kind === "BinaryExpr") return precedenceOf(expr.operator) < precedence;
  return (
    precedence === HIGHEST_PRECEDENCE && (expr.kind === "UnaryExpr" || signOf(expr) !== undefined)
  );
}

/** Broken, it indents what is between its brackets, which open on its first line. */
export function isOpener(node: Node): boolean {
  switch (node.kind) {
    case "EmbedDecl":
      return isOpener(node.expr);
    case "StructLit":
    case "ListLit":
    case "ParenExpr":
    case "CallExpr":
    case "IndexExpr":
      return true;
    default:
      return false;
  }
}

/** An opener whose brackets have no layout hint. */
export function isBareOpener(node: Expression): boolean {
  switch (node.kind) {
    case "StructLit":
    case "ListLit":
    case "CallExpr":
    case "IndexExpr":
      return isBare(node.open) && isBare(node.close);
    case "ParenExpr":
      return isBare(node.start) && isBare(node.close);
    default:
      return false;
  }
}

function isBare(offset: Offset): boolean {
  return spacingOf(offset) === Spacing.none;
}

/** The operator that an expression begins with, if it does. */
function leadingOperator(expr: Expression): UnaryOperator | undefined {
  let first = expr;
  while (first.kind === "BinaryExpr") first = first.left;
  return first.kind === "UnaryExpr" ? first.operator : signOf(first);
}

/** The sign of a number that an evaluation gave: such a literal has one. */
function signOf(expr: Expression): "-" | "+" | undefined {
  if (expr.kind !== "BasicLit" || (expr.literal !== "int" && expr.literal !== "float"))
    return undefined;
  const [first] = expr.text;
  return first === "-" || first === "+" ? first : undefined;
}

/** `15 .e`: without a space the period would be part of the number. */
export function mergesWithPeriod(expr: Expression): boolean {
  return (
    expr.kind === "BasicLit" &&
    (expr.literal === "int" || expr.literal === "float") &&
    /^[\d_.]+$/.test(expr.text)
  );
}

/** `+ +b`, `- -b`: without a space the two would be one token. */
export function mergesWithRight(operator: BinaryOperator, right: Expression): boolean {
  const leading = leadingOperator(right);
  if (operator === "+" || operator === "-") return leading === operator;
  return operator === "/" && leading === "*";
}

/** `< -5`, `! =~"a"`: without a space the two would be one token. */
export function mergesWithOperand(operator: UnaryOperator, operand: Expression): boolean {
  const first = operand.kind === "UnaryExpr" ? operand.operator[0] : signOf(operand);
  if (operator === "<") return first === "-" || first === "=";
  return (operator === ">" || operator === "!") && first === "=";
}

/** `x= =~"a"`: without a space the `=` of an alias would be part of the operator. */
export function mergesWithAlias(expr: Expression): boolean {
  const leading = leadingOperator(expr);
  return leading === "==" || leading === "=~";
}

/**
 * Operators of at least this precedence are set without spaces. At the top of a value `a*b + c` shows what
 * binds more; deeper down all arithmetic is set close.
 */
export function spacingCutoff(expr: BinaryExpr, depth: number): number {
  if (depth !== 1) return 6;
  const { hasSum, hasProduct } = arithmetic(expr);
  return hasSum && hasProduct ? 7 : 8;
}

interface Arithmetic {
  hasSum: boolean;
  hasProduct: boolean;
}

/** What has been found out of the links of a chain, each of which is asked for. */
const known = new WeakMap<BinaryExpr, Arithmetic>();

function arithmetic(root: BinaryExpr): Arithmetic {
  const chain: BinaryExpr[] = [];
  let expr = root;
  while (!known.has(expr)) {
    chain.push(expr);
    const { left, operator } = expr;
    if (left.kind !== "BinaryExpr" || precedenceOf(left.operator) < precedenceOf(operator)) break;
    expr = left;
  }
  for (const link of chain.reverse()) known.set(link, arithmeticOfLink(link));
  return known.get(root) as Arithmetic;
}

function arithmeticOfLink({ left, operator, right }: BinaryExpr): Arithmetic {
  const level = precedenceOf(operator);
  const found: Arithmetic = { hasSum: level === 6, hasProduct: level === 7 };
  const parts: BinaryExpr[] = [];
  if (left.kind === "BinaryExpr" && precedenceOf(left.operator) >= level) parts.push(left);
  if (right.kind === "BinaryExpr" && precedenceOf(right.operator) > level) parts.push(right);
  for (const part of parts) {
    const { hasSum, hasProduct } = arithmetic(part);
    found.hasSum ||= hasSum;
    found.hasProduct ||= hasProduct;
  }
  return found;
}
