// What definitions say: the conjuncts of a vertex as one expression. Struct literals are merged, values unified;
// everything else is an operand of `&`. cue: internal/core/export/expr.go.
import { type ArcType, NOT_PRESENT } from "../adt/arc-type.ts";
import { ROOT_INFO } from "../adt/close-info.ts";
import { Environment } from "../adt/environment.ts";
import {
  type Decl,
  type Elem,
  type Expr,
  expressionOf,
  type Node,
  type StructLit,
} from "../adt/expr.ts";
import { type Feature, isDefinition, isLet, NO_LABEL } from "../adt/feature.ts";
import { TOP_KIND } from "../adt/kind.ts";
import {
  BASIC_TYPE,
  BINARY,
  BOTTOM,
  BOUND_EXPR,
  BUILTIN,
  COMPREHENSION,
  ELLIPSIS,
  FIELD,
  LAST_EXPR,
  LAST_VALUE,
  LET_FIELD,
  LIST_MARKER,
  STRUCT_LIT,
  STRUCT_MARKER,
  TOP,
  UNARY,
  VERTEX,
} from "../adt/tag.ts";
import type { Value } from "../adt/value.ts";
import { Conjunct, Vertex } from "../adt/vertex.ts";
import { MEMBER } from "../adt/arc-type.ts";
import type { Attribute, Declaration, Expression } from "../ast/ast.ts";
import {
  alias,
  binaryChain,
  callExpr,
  ellipsis,
  embedDecl,
  field as fieldNode,
  ident,
  structLit,
  withComments,
} from "../ast/build.ts";
import { bottomOf, isDataVertex } from "../eval/kind.ts";
import type { Exporter, Frame } from "./exporter.ts";
import { dropUnusedLets, markLets } from "./lets.ts";
import { declaredOrder } from "./declared-order.ts";
import { constraintOf } from "./value-tree.ts";

/** A field as its conjuncts say. */
interface MergedField {
  arcType: ArcType;
  readonly conjuncts: Conjunct[];
}

/** An expression, or the conjuncts of a vertex, as a syntax tree. */
export function exprTree(e: Exporter, env: Environment | undefined, node: Elem): Expression {
  if (node.tag === VERTEX) {
    return isDataVertex(node) ? e.value(node) : mergeTree(e, node, node.conjuncts);
  }
  if (node.tag === STRUCT_LIT) return mergeTree(e, undefined, [new Conjunct(env, node, ROOT_INFO)]);
  if (node.tag <= LAST_VALUE) return e.value(node as Value);
  return e.syntax(env, node);
}

/** The unification of conjuncts; `source` is the vertex that they are of. */
export function mergeTree(
  e: Exporter,
  source: Vertex | undefined,
  conjuncts: readonly Conjunct[],
): Expression {
  const frame = e.push(source);
  const written = valueAlias(e, conjuncts);
  const outer = written === undefined ? undefined : e.valueAliases.get(written);
  const name = written === undefined ? undefined : e.uniqueName(written);
  if (written !== undefined) e.valueAliases.set(written, name as string);
  for (const { node } of conjuncts) markLets(e, expressionOf(node));
  const merge = new Merge(e, frame, source);
  const seen = new Set<unknown>();
  for (const { env, node } of conjuncts) {
    const elem = expressionOf(node);
    if (seen.has(elem)) continue;
    seen.add(elem);
    merge.add(env, source, elem, false);
  }
  const result = merge.result();
  dropUnusedLets(frame.scope);
  e.pop();
  if (written !== undefined) {
    if (outer === undefined) e.valueAliases.delete(written);
    else e.valueAliases.set(written, outer);
  }
  return name === undefined || result.kind === "Alias" ? result : alias(name, result);
}

/** The name that a field gives to its own value: `a: X={…}`. */
function valueAlias(e: Exporter, conjuncts: readonly Conjunct[]): string | undefined {
  for (const { node } of conjuncts) {
    const value = e.trees.field(node)?.value;
    if (value?.kind === "Alias") return value.ident.name;
  }
  return undefined;
}

class Merge {
  readonly #e: Exporter;
  readonly #frame: Frame;
  readonly #source: Vertex | undefined;
  readonly #values: Vertex;
  readonly #embedded: Expression[] = [];
  readonly #operands: Expression[] = [];
  readonly #structs: StructLit[] = [];
  readonly #fields = new Map<Feature, MergedField>();
  readonly #attributes: Attribute[] = [];
  readonly #hasLets: boolean;
  #hasEllipsis = false;
  #isData = false;

  constructor(e: Exporter, frame: Frame, source: Vertex | undefined) {
    this.#e = e;
    this.#frame = frame;
    this.#source = source;
    this.#values = new Vertex(undefined, NO_LABEL, MEMBER, []);
    this.#hasLets = frame.scope.length > 0;
  }

  add(
    env: Environment | undefined,
    source: Vertex | undefined,
    node: Elem,
    isEmbedded: boolean,
  ): void {
    if (node.tag === STRUCT_LIT) this.#addStruct(env, source, node);
    else if (node.tag === VERTEX) this.#addVertex(env, node);
    else if (node.tag <= LAST_VALUE && !isLibraryFunction(node)) {
      this.#addValue(env, source, node as Value);
    } else if (node.tag === BINARY && node.op === "&" && !isEmbedded) {
      this.add(env, source, node.left, false);
      this.add(env, source, node.right, false);
    } else if (isSelfContained(node)) this.#addValue(env, source, node as Expr);
    else {
      const tree = this.#e.expr(env, node);
      if (isEmbedded) this.#embedded.push(tree);
      else if (tree.kind !== "Ident" || tree.name !== "_") this.#operands.push(tree);
    }
  }

  #addStruct(env: Environment | undefined, source: Vertex | undefined, literal: StructLit): void {
    const e = this.#e;
    if (e.profile.showAttributes) {
      for (const attribute of e.trees.declarationAttributes([literal.place])) {
        if (!this.#attributes.some(({ text }) => text === attribute.text))
          this.#attributes.push(attribute);
      }
    }
    if (isComplex(e, literal)) {
      e.push(source);
      this.#embedded.push(e.syntax(env, literal));
      e.pop();
      return;
    }
    this.#structs.push(literal);
    const inner = new Environment(env, e.top?.node ?? NOWHERE);
    for (const decl of literal.decls) {
      switch (decl.tag) {
        case FIELD:
          this.#addField(decl.label, decl.arcType, inner, decl);
          break;
        case LET_FIELD:
          break;
        case ELLIPSIS:
          this.#hasEllipsis = true;
          break;
        default:
          this.add(inner, undefined, decl as Elem, true);
      }
    }
  }

  #addField(label: Feature, arcType: ArcType, env: Environment | undefined, node: Node): void {
    let field = this.#fields.get(label);
    if (field === undefined) {
      field = { arcType: NOT_PRESENT, conjuncts: [] };
      this.#fields.set(label, field);
    }
    if (arcType < field.arcType) field.arcType = arcType;
    field.conjuncts.push(new Conjunct(env, node, ROOT_INFO));
  }

  #addVertex(env: Environment | undefined, vertex: Vertex): void {
    const bottom = bottomOf(vertex);
    if (bottom !== undefined && !bottom.isIncomplete && !bottom.isChildError) {
      this.#addValue(env, vertex, bottom);
      return;
    }
    if (!isDataVertex(vertex)) {
      for (const { env: own, node } of vertex.conjuncts) {
        this.add(own, vertex, expressionOf(node), false);
      }
      return;
    }
    this.#isData = true;
    const { base } = vertex;
    if (base !== undefined && base.tag !== STRUCT_MARKER && base.tag !== LIST_MARKER) {
      this.#addValue(env, vertex, base);
    }
    for (const arc of vertex.arcs) this.#addField(arc.label, arc.arcType, env, arc);
  }

  #addValue(env: Environment | undefined, source: Vertex | undefined, value: Expr): void {
    if (source !== undefined && isTop(value) && (source.base === undefined || !isTop(source.base)))
      return;
    this.#values.conjuncts.push(new Conjunct(env, value, ROOT_INFO));
  }

  result(): Expression {
    const e = this.#e;
    const { scope } = this.#frame;
    scope.push(...this.#attributes);
    if (this.#values.conjuncts.length > 0) {
      e.ctx.finalize(this.#values);
      e.ctx.takeErrors();
      const values = this.#values.deref();
      this.#embedded.push(
        e.value((values.base as Value | undefined) ?? values, this.#values.conjuncts),
      );
    }
    if (this.#fields.size === 0 && !this.#hasEllipsis) {
      const single = this.#single();
      if (single !== undefined) return single;
    }
    for (const tree of this.#embedded) scope.push(embedDecl(tree));
    for (const label of declaredOrder(this.#structs, [...this.#fields.keys()])) {
      if (!isLet(label)) scope.push(this.#fieldTree(label));
    }
    if (this.#hasEllipsis) scope.push(ellipsis());
    const struct = this.#closed(structLit(scope));
    if (this.#operands.length === 0) return struct;
    if (this.#structs.length > 0 || scope.length > 0) this.#operands.push(struct);
    return binaryChain("&", this.#operands);
  }

  /** What is no struct, or nothing but one. */
  #single(): Expression | undefined {
    const { scope } = this.#frame;
    const count = this.#embedded.length + this.#operands.length;
    if (count === 0) {
      if (this.#attributes.length > 0) return undefined;
      return this.#structs.length > 0 || this.#isData ? this.#closed(structLit(scope)) : ident("_");
    }
    if (count > 1) return undefined;
    const only = (this.#operands[0] ?? this.#embedded[0]) as Expression;
    if (this.#attributes.length === 0 && !this.#hasLets) return only;
    if (only.kind !== "StructLit") return undefined;
    scope.push(...only.elements);
    return this.#closed(structLit(scope));
  }

  #fieldTree(label: Feature): Declaration {
    const e = this.#e;
    const { arcType, conjuncts } = this.#fields.get(label) as MergedField;
    const arc = this.#source?.lookup(label);
    const isDef = isDefinition(label);
    if (isDef) e.inDefinition++;
    const value = mergeTree(e, arc, conjuncts);
    if (isDef) e.inDefinition--;
    const nodes = conjuncts.map(({ node }) => node);
    const made = fieldNode(e.labelOf(label, nodes), value, {
      constraint: constraintOf(arc?.arcType ?? arcType),
      attributes: e.profile.showAttributes ? e.trees.fieldAttributes(nodes) : [],
    });
    return e.profile.showDocs ? withComments(made, e.trees.docs(nodes)) : made;
  }

  /** `close({…})` around a struct that is closed by itself. */
  #closed(struct: Expression): Expression {
    const isClosed = !this.#hasEllipsis && this.#source?.isClosedOnce === true;
    return isClosed ? callExpr(ident("close"), [struct]) : struct;
  }
}

const NOWHERE = new Vertex(undefined, NO_LABEL, MEMBER, []);

function isTop(value: { readonly tag: number }): boolean {
  return (
    value.tag === TOP ||
    (value.tag === BASIC_TYPE && (value as { kind?: number }).kind === TOP_KIND)
  );
}

/** Whether a struct cannot be merged with others: it has patterns, computed labels, comprehensions, aliases. */
function isComplex(e: Exporter, literal: StructLit): boolean {
  return literal.decls.some((decl: Decl) => {
    switch (decl.tag) {
      case FIELD:
        return e.trees.field(decl)?.label.kind === "Alias";
      case LET_FIELD:
        return false;
      case ELLIPSIS:
        return decl.value !== undefined;
      case COMPREHENSION:
        return true;
      default:
        return decl.tag > LAST_EXPR;
    }
  });
}

/** A function as a value refers to its package. */
function isLibraryFunction(node: Elem): boolean {
  return node.tag === BUILTIN && node.packagePath !== "";
}

/** Whether an expression refers to nothing. */
function isSelfContained(node: Elem): boolean {
  switch (node.tag) {
    case BINARY:
      return isSelfContained(node.left) && isSelfContained(node.right);
    case UNARY:
    case BOUND_EXPR:
      return isSelfContained(node.expr);
    default:
      return node.tag <= LAST_VALUE && node.tag !== BOTTOM && !isLibraryFunction(node);
  }
}
