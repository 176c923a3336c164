// Compiled expressions as syntax trees again, close to what they were compiled from. cue: internal/core/export/adt.go.
import { MEMBER } from "../adt/arc-type.ts";
import { ROOT_INFO } from "../adt/close-info.ts";
import { Environment } from "../adt/environment.ts";
import type {
  BinaryExpr,
  CallExpr,
  Comprehension,
  Decl,
  DynamicField,
  Elem,
  Expr,
  Field as AdtField,
  ForClause,
  Interpolation,
  LabelReference,
  LetReference,
  PatternField,
  Resolver,
  StructLit,
} from "../adt/expr.ts";
import { type Feature, isIntLabel, NO_LABEL } from "../adt/feature.ts";
import { BYTES_KIND } from "../adt/kind.ts";
import { FINALIZE, SCALAR_KNOWN } from "../adt/node-state.ts";
import type { Place } from "../adt/position.ts";
import {
  BASIC_TYPE,
  BINARY,
  BOUND_EXPR,
  BUILTIN,
  BYTES,
  CALL,
  COMPREHENSION,
  DISJUNCTION_EXPR,
  DYNAMIC_FIELD,
  DYNAMIC_REFERENCE,
  ELLIPSIS,
  FIELD,
  FIELD_REFERENCE,
  FOR_CLAUSE,
  IF_CLAUSE,
  IMPORT_REFERENCE,
  INDEX,
  INTERPOLATION,
  LABEL_REFERENCE,
  LAST_RESOLVER,
  LET_CLAUSE,
  LET_FIELD,
  LET_REFERENCE,
  LIST_LIT,
  OPEN,
  PATTERN_FIELD,
  SELECTOR,
  SLICE,
  STRING,
  STRUCT_LIT,
  TOP,
  TRY_CLAUSE,
  UNARY,
  VALUE_REFERENCE,
} from "../adt/tag.ts";
import { Conjunct, Vertex } from "../adt/vertex.ts";
import { type CommentGroup, NO_COMMENTS, NO_POS, type Offset } from "../ast/ast.ts";
import type {
  Clause,
  Comprehension as ComprehensionTree,
  Declaration,
  Expression,
  Field,
  Label,
  StructLit as StructTree,
} from "../ast/ast.ts";
import {
  alias,
  basicLit,
  binaryChain,
  binaryExpr,
  callExpr,
  comprehension,
  ellipsis,
  embedDecl,
  field,
  ident,
  ifClause,
  indexExpr,
  interpolation,
  letClause,
  listLit,
  parenExpr,
  postfixExpr,
  selectorExpr,
  sliceExpr,
  stringLit,
  structLit,
  unaryExpr,
  withComments,
} from "../ast/build.ts";
import { escapeString, quoteBytes } from "../literal/quote.ts";
import type { Mutable } from "../format/detach.ts";
import { isValidIdent } from "../token/chars.ts";
import type { Exporter } from "./exporter.ts";
import { compareNodes } from "./leaf-order.ts";
import { useLet } from "./lets.ts";
import { sourceText } from "./source-text.ts";
import { layoutHint } from "./trees.ts";
import { constraintOf } from "./value-tree.ts";

/** An expression or element that is no value. */
export function syntaxTree(e: Exporter, env: Environment | undefined, node: Elem): Expression {
  switch (node.tag) {
    case COMPREHENSION:
      return comprehensionTree(e, env, node);
    case ELLIPSIS:
      return ellipsis(node.value === undefined ? undefined : e.expr(env, node.value));
    case LIST_LIT: {
      const inner = scopeOf(e, env);
      return listLit(node.elems.map((elem) => elemTree(e, inner, elem)));
    }
    case STRUCT_LIT:
      return structTree(e, env, node);
    case LABEL_REFERENCE:
      return labelReferenceTree(e, env, node);
    case FIELD_REFERENCE:
    case VALUE_REFERENCE:
    case DYNAMIC_REFERENCE:
    case IMPORT_REFERENCE:
    case LET_REFERENCE:
    case SELECTOR:
    case INDEX:
      return e.pivot?.replacement(node) ?? referenceTree(e, env, node);
    case SLICE: {
      const low = node.low && e.innerExpr(env, node.low);
      const high = node.high && e.innerExpr(env, node.high);
      return sliceExpr(e.innerExpr(env, node.expr), low, high);
    }
    case INTERPOLATION:
      return interpolationTree(e, env, node);
    case BOUND_EXPR:
      return unaryExpr(node.op, e.innerExpr(env, node.expr));
    case UNARY:
      return unaryExpr(node.op, e.innerExpr(env, node.expr));
    case OPEN:
      return postfixExpr(e.innerExpr(env, node.expr), "...");
    case BINARY:
      return binaryTree(e, env, node);
    case CALL:
      return callTree(e, env, node);
    case DISJUNCTION_EXPR:
      return binaryChain(
        "|",
        node.disjuncts.map(({ expr, isDefault }) => {
          const tree = e.expr(env, expr);
          return isDefault ? unaryExpr("*", tree) : tree;
        }),
      );
    default:
      return e.expr(env, node);
  }
}

function elemTree(e: Exporter, env: Environment | undefined, elem: Elem): Expression {
  return elem.tag === COMPREHENSION || elem.tag === ELLIPSIS
    ? syntaxTree(e, env, elem)
    : e.expr(env, elem);
}

/** The environment of what stands in a struct or list that belongs to the vertex being printed. */
export function scopeOf(e: Exporter, env: Environment | undefined): Environment {
  return new Environment(env, e.top?.node ?? NOWHERE);
}

/** The scope of what belongs to no vertex. */
const NOWHERE = new Vertex(undefined, NO_LABEL, MEMBER, []);

function structTree(e: Exporter, env: Environment | undefined, literal: StructLit): StructTree {
  const inner = scopeOf(e, env);
  const elements: Declaration[] = [];
  for (const decl of literal.decls) {
    const tree = declarationTree(e, inner, decl);
    if (tree === undefined) continue;
    const source = e.trees.declaration(decl);
    const docs = e.profile.showDocs ? e.leadingDocs(source?.comments ?? []) : [];
    elements.push(docs.length > 0 ? withComments(tree, docs) : tree);
  }
  return structLit(elements);
}

function declarationTree(e: Exporter, env: Environment, decl: Decl): Declaration | undefined {
  switch (decl.tag) {
    case FIELD:
      return fieldTree(e, env, decl);
    case LET_FIELD:
      return undefined;
    case PATTERN_FIELD:
      return patternTree(e, env, decl);
    case DYNAMIC_FIELD:
      return dynamicTree(e, env, decl);
    case ELLIPSIS:
      return ellipsis(decl.value === undefined ? undefined : e.expr(env, decl.value));
    case COMPREHENSION:
      return comprehensionTree(e, env, decl);
    default:
      return embedDecl(e.expr(env, decl));
  }
}

/** The value of a field behind the alias that its source gives it: `a: X={…}`. */
export function withValueAlias(e: Exporter, decl: Decl, value: Expression): Expression {
  const source = e.trees.field(decl);
  if (source?.value.kind !== "Alias" || value.kind === "Alias") return value;
  return alias(source.value.ident.name, value);
}

/** The label of a field with the alias that its source gives it. */
function aliasedLabel(e: Exporter, decl: Decl, label: Label): Label {
  const source = e.trees.field(decl);
  if (source?.label.kind !== "Alias" || label.kind === "Alias") return label;
  return alias(source.label.ident.name, label as Expression);
}

function fieldTree(e: Exporter, env: Environment, decl: AdtField): Field {
  const source = e.trees.field(decl);
  const own = source?.label.kind === "Alias" ? source.label.expr : undefined;
  const label = aliasedLabel(e, decl, bareLabel(own) ?? e.labelOf(decl.label, [decl]));
  const node = e.top?.node;
  const value =
    decl.value.tag === STRUCT_LIT
      ? e.merge(node?.lookup(decl.label), [new Conjunct(env, decl.value, ROOT_INFO)])
      : e.expr(env, decl.value);
  return field(label, withValueAlias(e, decl, value), {
    constraint: constraintOf(decl.arcType),
    attributes: source?.attributes ?? [],
  });
}

/** A label taken over from a source, without its place. */
function bareLabel(label: Expression | undefined): Label | undefined {
  if (label?.kind === "Ident") return ident(label.name);
  return label?.kind === "BasicLit" ? basicLit(label.literal, label.text) : undefined;
}

function patternTree(e: Exporter, env: Environment, decl: PatternField): Field {
  const source = e.trees.field(decl);
  let filter = e.innerExpr(env, decl.filter);
  const list = source?.label.kind === "Alias" ? source.label.expr : source?.label;
  const element = list?.kind === "ListLit" ? list.elements[0] : undefined;
  const written = element?.kind === "Alias" ? element.ident.name : undefined;
  const outer = written === undefined ? undefined : e.valueAliases.get(written);
  if (written !== undefined) {
    e.addNames(decl.value);
    const name = e.uniqueName(written);
    e.valueAliases.set(written, name);
    filter = alias(name, filter);
  }
  const made: Mutable<Field> = { ...field(listLit([filter]), ident("_")) };
  noteDynamic(e, source, made);
  made.value = withValueAlias(e, decl, e.expr(env, decl.value));
  made.attributes = e.trees.fieldAttributes([decl]);
  if (written !== undefined) restoreAlias(e, written, outer);
  return made;
}

/** Keeps a field that has a name, so that it is printed if something refers to it. */
function noteDynamic(e: Exporter, source: Field | undefined, made: { label: Label }): void {
  if (source?.label.kind === "Alias")
    e.dynamicFields.push({ name: source.label.ident.name, field: made });
}

function restoreAlias(e: Exporter, name: string, outer: string | undefined): void {
  if (outer === undefined) e.valueAliases.delete(name);
  else e.valueAliases.set(name, outer);
}

function dynamicTree(e: Exporter, env: Environment, decl: DynamicField): Field {
  const known = concreteString(e, env, decl.key);
  const key = known === undefined ? e.innerExpr(env, decl.key) : stringLit(known);
  const isLabel =
    key.kind === "Interpolation" || (key.kind === "BasicLit" && key.literal === "string");
  const label = isLabel ? key : parenExpr(key);
  const made: Mutable<Field> = {
    ...field(label, ident("_"), { constraint: constraintOf(decl.arcType) }),
  };
  noteDynamic(e, e.trees.field(decl), made);
  made.value = withValueAlias(e, decl, e.expr(env, decl.value));
  made.attributes = e.trees.fieldAttributes([decl]);
  return made;
}

/** The text that a computed label is already; a reference stays one. */
function concreteString(e: Exporter, env: Environment, expr: Expr): string | undefined {
  if (expr.tag === STRING) return expr.value;
  if (expr.tag <= LAST_RESOLVER) return undefined;
  const { ctx } = e;
  const frame = ctx.save();
  ctx.env = env;
  ctx.errors = undefined;
  const value = ctx.value(expr, SCALAR_KNOWN, FINALIZE);
  const errors = ctx.takeErrors();
  ctx.restore(frame, true);
  return errors === undefined && value?.tag === STRING ? value.value : undefined;
}

function labelReferenceTree(
  e: Exporter,
  env: Environment | undefined,
  ref: LabelReference,
): Expression {
  let scope = env;
  for (let count = ref.upCount; count > 0 && scope !== undefined; count--) scope = scope.up;
  if (scope !== undefined && scope.label !== NO_LABEL) return labelValue(e, scope.label);
  const name = sourceText(ref);
  return ident(e.valueAliases.get(name) ?? (isValidIdent(name) ? name : "string"));
}

function labelValue(e: Exporter, label: Feature): Expression {
  return isIntLabel(label)
    ? basicLit("int", e.labels.text(label))
    : stringLit(e.labels.text(label));
}

function referenceTree(e: Exporter, env: Environment | undefined, ref: Resolver): Expression {
  switch (ref.tag) {
    case FIELD_REFERENCE: {
      const label = e.labels.text(ref.label);
      const written = sourceText(ref);
      // A name other than the label's is an alias.
      const name = isValidIdent(written) && written !== label ? written : label;
      const tree = ident(isValidIdent(name) ? name : "X");
      return ref.isOptional ? postfixExpr(tree, "?") : tree;
    }
    case VALUE_REFERENCE:
    case DYNAMIC_REFERENCE: {
      const written = sourceText(ref);
      const name = isValidIdent(written) ? written : "X";
      if (ref.tag === DYNAMIC_REFERENCE) nameDynamic(e, name);
      return ident(e.valueAliases.get(name) ?? name);
    }
    case IMPORT_REFERENCE: {
      const written = sourceText(ref);
      const last = ref.path.slice(ref.path.lastIndexOf("/") + 1);
      const implied = last.slice(last.lastIndexOf(":") + 1);
      return ident(e.importName(ref.path, isValidIdent(written) ? written : implied));
    }
    case LET_REFERENCE:
      return letTree(e, env, ref);
    case SELECTOR: {
      const tree = selectorExpr(e.innerExpr(env, ref.expr), e.label(ref.label));
      return ref.isOptional ? postfixExpr(tree, "?") : tree;
    }
    case INDEX: {
      const tree = indexExpr(e.innerExpr(env, ref.expr), e.innerExpr(env, ref.index));
      return ref.isOptional ? postfixExpr(tree, "?") : tree;
    }
  }
}

/** Prints the name of a field with a computed label, as something refers to it. */
function nameDynamic(e: Exporter, name: string): void {
  const found = e.dynamicFields.findLast((entry) => entry.name === name);
  if (found === undefined || found.field.label.kind === "Alias") return;
  found.field.label = alias(name, found.field.label as Expression);
}

/** A reference to a let that is printed, or what the let stands for. */
function letTree(e: Exporter, env: Environment | undefined, ref: LetReference): Expression {
  let scope = env;
  for (let count = ref.upCount; count > 0 && scope !== undefined; count--) scope = scope.up;
  const pending = e.lets.get(ref.label);
  if (pending !== undefined) {
    useLet(e, pending, () => e.expr(scope, pending.value));
    return ident(pending.name);
  }
  const conjunct = scope?.vertex.lookup(ref.label)?.conjuncts[0];
  if (conjunct?.node.tag !== LET_FIELD) return ident(e.labels.text(ref.label));
  return e.expr(conjunct.env, conjunct.node.value);
}

function interpolationTree(
  e: Exporter,
  env: Environment | undefined,
  node: Interpolation,
): Expression {
  const isBytes = (node.kind & BYTES_KIND) !== 0;
  const mark = isBytes ? "'" : '"';
  const isMultiline = node.parts.some((part, index) => {
    if (index % 2 === 1) return false;
    return part.tag === STRING
      ? part.value.includes("\n")
      : part.tag === BYTES && part.value.includes(10);
  });
  const tabs = e.stack.length;
  const indent = "\t".repeat(tabs);
  const open = isMultiline ? `${mark.repeat(3)}\n${indent}` : mark;
  const close = isMultiline ? `\n${indent}${mark.repeat(3)}` : mark;
  const last = node.parts.length - 1;
  return interpolation(
    node.parts.map((part, index) => {
      if (index % 2 === 1) return e.innerExpr(env, part);
      const form = isMultiline ? { multilineTabs: tabs, alwaysMultiline: true } : {};
      let escaped = "";
      if (part.tag === STRING) escaped = escapeString(part.value, form);
      // The quotes of the literal are taken off again.
      else if (part.tag === BYTES && part.value.length > 0) {
        const literal = quoteBytes(part.value, form);
        escaped = isMultiline
          ? literal.slice(4, -4 - tabs).replace(/^\t*/, "")
          : literal.slice(1, -1);
      }
      const body =
        index < last && isMultiline && escaped.endsWith("\n") ? escaped + indent : escaped;
      const literal = `${index === 0 ? open : ")"}${body}${index === last ? close : "\\("}`;
      return basicLit(isBytes ? "bytes" : "string", literal);
    }),
  );
}

function binaryTree(e: Exporter, env: Environment | undefined, node: BinaryExpr): Expression {
  if (node.op !== "&") {
    const operator = node.op as Exclude<BinaryExpr["op"], "!">;
    return binaryExpr(e.innerExpr(env, node.left), operator as "+", e.innerExpr(env, node.right));
  }
  const operands: Expr[] = [];
  const flatten = (expr: Expr): void => {
    if (expr.tag === BINARY && expr.op === "&") {
      flatten(expr.left);
      flatten(expr.right);
    } else operands.push(expr);
  };
  flatten(node);
  operands.sort(compareNodes);
  const parts: Expression[] = [];
  for (const operand of operands) {
    if (operand.tag === TOP) continue;
    parts.push(operand.tag === BASIC_TYPE ? e.expr(env, operand) : e.innerExpr(env, operand));
  }
  return parts.length === 0 ? ident("_") : binaryChain("&", parts);
}

function callTree(e: Exporter, env: Environment | undefined, node: CallExpr): Expression {
  const args = node.args.map((arg) => e.innerExpr(env, arg));
  const { fun } = node;
  if (fun.tag !== BUILTIN || fun.packagePath === "") return callExpr(e.innerExpr(env, fun), args);
  // The package goes by the name that the source gave it.
  const name = /^([\p{L}\p{N}_$]+)\s*\./u.exec(sourceText(node))?.[1];
  if (name !== undefined && isValidIdent(name)) e.importName(fun.packagePath, name);
  return callExpr(e.innerExpr(env, fun), args);
}

function comprehensionTree(
  e: Exporter,
  outer: Environment | undefined,
  node: Comprehension,
): ComprehensionTree {
  const clauses: Clause[] = [];
  let env = outer;
  let frames = 0;
  const enter = (): void => {
    env = new Environment(env, NOWHERE);
  };
  for (const clause of node.clauses) {
    switch (clause.tag) {
      case FOR_CLAUSE: {
        enter();
        clauses.push({
          kind: "ForClause",
          ...metaOf(e, clause),
          end: NO_POS,
          key: hasKey(clause) ? ident(e.labels.text(clause.key)) : undefined,
          comma: NO_POS,
          value: ident(e.labels.text(clause.value)),
          inStart: NO_POS,
          source: e.innerExpr(outerOf(env), clause.source),
        });
        e.push(undefined);
        frames++;
        break;
      }
      case IF_CLAUSE:
        clauses.push({
          ...ifClause(e.innerExpr(env, clause.condition)),
          ...metaOf(e, clause),
        });
        break;
      case LET_CLAUSE: {
        const value = e.innerExpr(env, clause.expr);
        enter();
        clauses.push({
          ...letClause(e.labels.text(clause.label), value),
          ...metaOf(e, clause),
        });
        e.push(undefined);
        frames++;
        break;
      }
      case TRY_CLAUSE: {
        const expr = clause.expr === undefined ? undefined : e.innerExpr(env, clause.expr);
        if (expr !== undefined) enter();
        clauses.push({
          kind: "TryClause",
          ...metaOf(e, clause),
          end: NO_POS,
          ident: expr === undefined ? undefined : ident(e.labels.text(clause.label)),
          equal: NO_POS,
          expr,
        });
      }
    }
  }
  const value = e.expr(env, node.value);
  const body = value.kind === "StructLit" ? value : structLit([embedDecl(value)]);
  while (frames-- > 0) e.pop();
  const fallback = node.fallback === undefined ? undefined : e.expr(outer, node.fallback);
  return comprehension(clauses, body, fallback?.kind === "StructLit" ? fallback : undefined);
}

/** Layout and comments of a clause as its source has them. */
function metaOf(
  e: Exporter,
  clause: { readonly place: Place | undefined },
): {
  readonly start: Offset;
  readonly comments: readonly CommentGroup[];
} {
  const { place } = clause;
  return {
    start: place === undefined ? NO_POS : layoutHint(place.source, place.start),
    comments: e.profile.showDocs ? e.trees.clauseDocs(clause) : NO_COMMENTS,
  };
}

/** Whether a clause names its key, or says `_` there. */
function hasKey(clause: ForClause): boolean {
  return clause.key !== NO_LABEL || /^for\s+_\s*,/.test(sourceText(clause));
}

function outerOf(env: Environment | undefined): Environment | undefined {
  return env?.up;
}
