import type { Clause, Comprehension, Declaration, Expression, Label, Node } from "../ast/ast.ts";
import { Spacing } from "../ast/ast.ts";
import { quoteString } from "../literal/quote.ts";
import { unquote } from "../literal/unquote.ts";
import { isValidIdent } from "../token/chars.ts";
import { analyse } from "./analyse.ts";
import { byLayout, callDoc, listDoc, structDoc } from "./brackets.ts";
import { binaryDoc, selectorDoc } from "./chains.ts";
import { hasDoc } from "./comment-slots.ts";
import { breakOr, commentDoc, withComments } from "./comments.ts";
import { type Context, Flag, hasFlag } from "./context.ts";
import { declarationsDoc, fileDoc, importDoc } from "./declarations.ts";
import { leadingSpacing, spacing } from "./detach.ts";
import {
  BOTTOM,
  BRACKETS,
  cat,
  COLON,
  COMMA_SPACE,
  type Doc,
  ELLIPSIS,
  EQUAL,
  HARD,
  type MaybeDoc,
  nest,
  PARENS,
  SOFT_EMPTY,
  SPACE,
  SPACED_EQUAL,
  text,
} from "./doc.ts";
import {
  HIGHEST_PRECEDENCE,
  mergesWithAlias,
  mergesWithOperand,
  parenthesized,
  UNARY_PRECEDENCE,
} from "./expr-shape.ts";
import { fieldDoc } from "./fields.ts";
import { interpolationDoc, literalDoc } from "./literals.ts";

/** The document of a detached tree. */
export function convert(root: Node): MaybeDoc {
  const ctx: Context = {
    flags: analyse(root),
    subscript: 0,
    expr: (expr) => withComments(expr, bareDoc(ctx, expr)),
    bare: (expr) => bareDoc(ctx, expr),
    label: (label) => labelDoc(ctx, label),
    declaration: (declaration) => declarationDoc(ctx, declaration),
    declarations: (list) => declarationsDoc(ctx, list),
  };
  switch (root.kind) {
    case "File":
      return fileDoc(ctx, root);
    case "PackageClause":
    case "ImportDecl":
    case "Attribute":
    case "BadDecl":
    case "CommentGroup":
    case "EmbedDecl":
    case "Field":
    case "LetClause":
      return declarationDoc(ctx, root);
    case "ForClause":
    case "IfClause":
    case "TryClause":
      return clauseDoc(ctx, root);
    case "FallbackClause":
      return ctx.expr(root.body);
    case "ImportSpec":
      return ctx.expr(root.path);
    case "PostfixAlias":
      return text(root.field.name);
    default:
      return ctx.expr(root);
  }
}

function bareDoc(ctx: Context, expr: Expression): MaybeDoc {
  switch (expr.kind) {
    case "Ident":
      return text(expr.name);
    case "BasicLit":
      return literalDoc(expr);
    case "BottomLit":
    case "BadExpr":
      return BOTTOM;
    case "StructLit":
      return structDoc(ctx, expr);
    case "ListLit":
      return listDoc(ctx, expr);
    case "Ellipsis":
      return cat(ELLIPSIS, expr.type && ctx.expr(expr.type));
    case "Comprehension":
      return comprehensionDoc(ctx, expr);
    case "UnaryExpr": {
      const operand = parenthesized(ctx.bare(expr.expr), expr.expr, UNARY_PRECEDENCE);
      const space = mergesWithOperand(expr.operator, expr.expr) ? SPACE : undefined;
      return withComments(expr.expr, cat(text(expr.operator), space, operand));
    }
    case "BinaryExpr":
      return binaryDoc(ctx, expr);
    case "PostfixExpr": {
      const operand = parenthesized(ctx.bare(expr.expr), expr.expr, HIGHEST_PRECEDENCE);
      return withComments(expr.expr, cat(operand, text(expr.operator)));
    }
    case "SelectorExpr":
      return selectorDoc(ctx, expr);
    case "IndexExpr": {
      const operand = operandDoc(ctx, expr.expr);
      const index = subscripted(ctx, () => ctx.expr(expr.index));
      const open = breakOr(spacing(expr.index), SOFT_EMPTY);
      return byLayout(ctx, expr, cat(operand, BRACKETS[0], nest(cat(open, index)), BRACKETS[1]));
    }
    case "SliceExpr": {
      const { low, high } = expr;
      const isSpaced =
        ctx.subscript === 0 &&
        low !== undefined &&
        high !== undefined &&
        (low.kind === "BinaryExpr" || high.kind === "BinaryExpr");
      const space: Doc | undefined = isSpaced ? SPACE : undefined;
      const operand = operandDoc(ctx, expr.expr);
      const bounds = subscripted(ctx, () =>
        cat(low && ctx.expr(low), space, COLON, space, high && ctx.expr(high)),
      );
      return cat(operand, BRACKETS[0], bounds, BRACKETS[1]);
    }
    case "CallExpr":
      return callDoc(ctx, expr);
    case "ParenExpr":
      return parenDoc(ctx, expr.expr);
    case "Interpolation":
      return interpolationDoc(ctx, expr);
    case "Alias":
      return aliasDoc(ctx, expr.ident.name, expr.expr);
  }
}

/** What a selector, index or call follows. */
function operandDoc(ctx: Context, expr: Expression): MaybeDoc {
  return parenthesized(ctx.expr(expr), expr, HIGHEST_PRECEDENCE);
}

function subscripted(ctx: Context, run: () => MaybeDoc): MaybeDoc {
  ctx.subscript++;
  const doc = run();
  ctx.subscript--;
  return doc;
}

/** `(expr)`; of several parentheses around one expression one is printed. */
function parenDoc(ctx: Context, expr: Expression): MaybeDoc {
  let inner = expr;
  while (inner.kind === "ParenExpr") inner = inner.expr;
  const doc = ctx.expr(inner);
  const breaks = leadingSpacing(inner) >= Spacing.newLine;
  return cat(PARENS[0], breaks ? nest(cat(HARD, doc)) : doc, PARENS[1]);
}

function aliasDoc(ctx: Context, name: string, expr: Expression): MaybeDoc {
  const space = mergesWithAlias(expr) ? SPACE : undefined;
  return cat(text(name), EQUAL, space, ctx.expr(expr));
}

function labelDoc(ctx: Context, label: Label): MaybeDoc {
  switch (label.kind) {
    case "Ident":
      return text(isValidIdent(label.name) ? label.name : quoteString(label.name));
    case "BasicLit": {
      // A label is on one line, and written plainly.
      const isPlain = !label.text.startsWith('"""') && !label.text.startsWith("#");
      const value = isPlain ? undefined : unquote(label.text);
      if (value?.ok !== true || typeof value.value !== "string") return literalDoc(label);
      return text(quoteString(value.value));
    }
    case "ListLit":
      if (label.elements.length !== 1) return listDoc(ctx, label);
      return cat(BRACKETS[0], ctx.expr(label.elements[0]!), BRACKETS[1]);
    case "ParenExpr":
      return cat(PARENS[0], ctx.expr(label.expr), PARENS[1]);
    case "Interpolation":
      return interpolationDoc(ctx, label);
    case "Alias":
      return aliasDoc(ctx, label.ident.name, label.expr);
  }
}

function declarationDoc(ctx: Context, declaration: Declaration): MaybeDoc {
  switch (declaration.kind) {
    case "Field":
      return fieldDoc(ctx, declaration);
    case "EmbedDecl":
      return ctx.expr(declaration.expr);
    case "LetClause":
      return clauseDoc(ctx, declaration);
    case "Ellipsis":
    case "Comprehension":
      return ctx.bare(declaration);
    case "PackageClause":
      return text(`package ${declaration.name.name}`);
    case "ImportDecl":
      return importDoc(declaration);
    case "Attribute":
      return text(declaration.text);
    case "CommentGroup":
      return commentDoc(declaration);
    case "BadDecl":
      return BOTTOM;
  }
}

function comprehensionDoc(ctx: Context, node: Comprehension): MaybeDoc {
  const parts: MaybeDoc[] = [];
  let previous: Node | undefined;
  const add = (next: Node, doc: MaybeDoc, breaks: boolean): void => {
    // A comment at the end of what came before would swallow what follows.
    const mustBreak = previous !== undefined && hasFlag(ctx, previous, Flag.endsWithComment);
    if (previous !== undefined) parts.push(breaks || mustBreak ? HARD : SPACE);
    parts.push(doc);
    previous = next;
  };
  for (const clause of node.clauses) {
    const breaks = hasDoc(clause) || leadingSpacing(clause) >= Spacing.newLine;
    add(clause, withComments(clause, clauseDoc(ctx, clause)), breaks);
  }
  add(node.value, ctx.expr(node.value), leadingSpacing(node.value) >= Spacing.newLine);
  const { fallback } = node;
  if (fallback === undefined) return cat(...parts);
  const [first] = node.clauses;
  const isGuard =
    node.clauses.length === 1 && (first!.kind === "IfClause" || first!.kind === "TryClause");
  const keyword = text(isGuard ? "else" : "otherwise");
  add(fallback, cat(keyword, SPACE, ctx.expr(fallback.body)), false);
  return cat(...parts);
}

function clauseDoc(ctx: Context, clause: Clause): MaybeDoc {
  switch (clause.kind) {
    case "ForClause": {
      const key = clause.key && cat(text(clause.key.name), COMMA_SPACE);
      const source = ctx.expr(clause.source);
      return cat(text("for "), key, text(clause.value.name), text(" in "), source);
    }
    case "IfClause":
      return cat(text("if "), ctx.expr(clause.condition));
    case "LetClause":
      return cat(text("let "), text(clause.ident.name), SPACED_EQUAL, ctx.expr(clause.expr));
    case "TryClause":
      if (clause.ident === undefined || clause.expr === undefined) return text("try");
      return cat(text("try "), text(clause.ident.name), SPACED_EQUAL, ctx.expr(clause.expr));
  }
}
