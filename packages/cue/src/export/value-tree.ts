// Evaluated values as syntax trees. cue: internal/core/export/value.go.
import { MEMBER, OPTIONAL, REQUIRED } from "../adt/arc-type.ts";
import { type Bottom, errorLeaves } from "../adt/bottom.ts";
import { expressionOf } from "../adt/expr.ts";
import { isDefinition, isHidden, isIntLabel } from "../adt/feature.ts";
import { kindText } from "../adt/kind.ts";
import type { Place } from "../adt/position.ts";
import {
  BASIC_TYPE,
  BOOL,
  BOTTOM,
  BOUND_VALUE,
  BUILTIN,
  BUILTIN_VALIDATOR,
  BYTES,
  CONJUNCTION,
  DISJUNCTION,
  LIST_MARKER,
  NULL,
  NUM,
  STRING,
  STRUCT_MARKER,
  TOP,
  VERTEX,
} from "../adt/tag.ts";
import type { Builtin, Conjunction, Num, Value } from "../adt/value.ts";
import type { Conjunct, Vertex } from "../adt/vertex.ts";
import type { Attribute, BasicLit, Constraint, Declaration, Expression } from "../ast/ast.ts";
import {
  basicLit,
  binaryChain,
  binaryExpr,
  boolLit,
  bottomLit,
  bytesLit,
  callExpr,
  commentGroup,
  ellipsis,
  embedDecl,
  field,
  ident,
  listLit,
  nullLit,
  selectorExpr,
  stringLit,
  structLit,
  unaryExpr,
  withComments,
} from "../ast/build.ts";
import { defaultOf } from "../eval/default.ts";
import { errorPath } from "../eval/error-path.ts";
import { bottomText } from "../eval/text.ts";
import { BoundSimplifier } from "./bounds.ts";
import type { Exporter } from "./exporter.ts";
import { compareNodes } from "./leaf-order.ts";
import { dropUnusedLets, markLets } from "./lets.ts";
import { fieldsInOrder } from "../eval/field-order.ts";
import { rangeName } from "../eval/range-name.ts";

/** A vertex: its value, or where that is not known, the expressions that it is the unification of. */
export function vertexTree(e: Exporter, v: Vertex): Expression {
  if (e.stack.some(({ node }) => node === v)) return ident("_");
  const attributes = e.profile.showAttributes ? e.trees.declarationAttributes(structPlaces(v)) : [];
  const { scope } = e.push(v);
  for (const { node } of v.conjuncts) markLets(e, expressionOf(node));
  let result = valueOfVertex(e, v, attributes);
  const isStruct = result?.kind === "StructLit" && result.elements === scope;
  result ??= conjunctsOf(e, v);
  dropUnusedLets(scope);
  e.pop();
  // Lets that the value itself has no place for are expanded where they are used.
  if (!isStruct && scope.length > 0) return e.expr(undefined, v);
  return result;
}

function structPlaces(v: Vertex): readonly (Place | undefined)[] {
  return (v.structs ?? []).map((info) => {
    const literal =
      "literal" in info ? (info as { literal: { place?: Place } }).literal : info.source;
    return (literal as { readonly place: Place | undefined }).place;
  });
}

function valueOfVertex(
  e: Exporter,
  v: Vertex,
  attributes: readonly Attribute[],
): Expression | undefined {
  const { base } = v;
  switch (base?.tag) {
    case undefined:
      return undefined;
    case STRUCT_MARKER:
      return structTree(e, v, attributes);
    case LIST_MARKER:
      return showsArcs(e, v) || attributes.length > 0
        ? structTree(e, v, attributes)
        : listTree(e, v);
    case BOTTOM:
      return bottomOfVertex(e, v, base, attributes);
    default:
      return showsArcs(e, v) || attributes.length > 0
        ? structTree(e, v, attributes)
        : valueTree(e, base as Value, v.conjuncts);
  }
}

function bottomOfVertex(
  e: Exporter,
  v: Vertex,
  bottom: Bottom,
  attributes: readonly Attribute[],
): Expression | undefined {
  if (v.arcType === OPTIONAL) return undefined;
  if (e.profile.showErrors && bottom.isChildError) {
    const isList = v.arcs[0] !== undefined && isIntLabel(v.arcs[0].label);
    return isList && !showsArcs(e, v) && attributes.length === 0
      ? listTree(e, v)
      : structTree(e, v, attributes);
  }
  if (!bottom.isIncomplete || v.conjuncts.length === 0) return bottomTree(e, bottom);
  return undefined;
}

/** The expressions that a vertex is the unification of. */
function conjunctsOf(e: Exporter, v: Vertex): Expression {
  const sorted = [...v.conjuncts].sort((a, b) =>
    compareNodes(expressionOf(a.node), expressionOf(b.node)),
  );
  const seen = new Set<unknown>();
  const parts: Expression[] = [];
  for (const { env, node } of sorted) {
    const expr = expressionOf(node);
    if (seen.has(expr)) continue;
    seen.add(expr);
    parts.push(e.expr(env, expr));
  }
  return parts.length === 0 ? ident("_") : binaryChain("&", parts);
}

/** Whether there is anything to show beside a value that is no struct. */
function showsArcs(e: Exporter, v: Vertex): boolean {
  const { showDefinitions, showHidden } = e.profile;
  return v.arcs.some(
    ({ label }) => (showDefinitions && isDefinition(label)) || (showHidden && isHidden(label)),
  );
}

function listTree(e: Exporter, v: Vertex): Expression {
  const items: Expression[] = [];
  for (const arc of v.arcs) {
    if (!isIntLabel(arc.label)) continue;
    items.push(e.vertex(arc.deref()));
  }
  const { base } = v;
  if (!e.profile.takeDefaults && base?.tag === LIST_MARKER && base.isOpen) {
    const types = (base.ellipses ?? []).map((type) => e.expr(undefined, type));
    const isAnything = types.every((type) => type.kind === "Ident" && type.name === "_");
    items.push(ellipsis(isAnything ? undefined : binaryChain("&", types)));
  }
  return listLit(items);
}

function structTree(e: Exporter, v: Vertex, attributes: readonly Attribute[]): Expression {
  const scope = e.top?.scope ?? [];
  const { base } = v;
  const hasItems = v.arcs.some((arc) => isIntLabel(arc.label));
  let showsRegular = false;
  let list: Declaration | undefined;
  switch (base?.tag) {
    case STRUCT_MARKER:
      showsRegular = true;
      break;
    case LIST_MARKER:
      // Lists may be long: they come last.
      list = embedDecl(listTree(e, v));
      break;
    case BOTTOM:
      showsRegular = true;
      if (hasItems) list = embedDecl(listTree(e, v));
      break;
    case undefined:
      break;
    default:
      scope.push(embedDecl(valueTree(e, base as Value, [])));
  }
  scope.push(...attributes);
  for (const arc of fieldsInOrder(e.labels, v)) {
    if (arc.arcType > OPTIONAL || !e.isShown(arc.label, showsRegular)) continue;
    if (arc.arcType === OPTIONAL && !e.profile.showOptional) continue;
    scope.push(fieldTree(e, arc));
  }
  if (list !== undefined) scope.push(list);
  return structLit(scope);
}

export function constraintOf(arcType: number): Constraint {
  return arcType === MEMBER ? "" : arcType === REQUIRED ? "!" : arcType === OPTIONAL ? "?" : "";
}

function fieldTree(e: Exporter, arc: Vertex): Declaration {
  const isDef = isDefinition(arc.label);
  if (isDef) e.inDefinition++;
  const value = e.vertex(arc.deref());
  if (isDef) e.inDefinition--;
  const nodes = arc.conjuncts.map(({ node }) => node);
  const attributes = e.profile.showAttributes ? e.trees.fieldAttributes(nodes) : [];
  const made = field(e.label(arc.label), value, {
    constraint: constraintOf(arc.arcType),
    attributes,
  });
  return e.profile.showDocs ? withComments(made, e.trees.docs(nodes)) : made;
}

/** A value; scalars keep the form of a literal that they were given by. */
export function valueTree(e: Exporter, given: Value, conjuncts: readonly Conjunct[]): Expression {
  const value = e.profile.takeDefaults ? defaultOf(given) : given;
  switch (value.tag) {
    case BOTTOM:
      return bottomTree(e, value);
    case NULL:
      return nullLit();
    case BOOL:
      return boolLit(value.value);
    case NUM:
      return literalOf(conjuncts) ?? numberTree(value);
    case STRING:
      return literalOf(conjuncts) ?? stringLit(value.value, { multilineTabs: e.stack.length });
    case BYTES:
      return literalOf(conjuncts) ?? bytesLit(value.value, { multilineTabs: e.stack.length });
    case TOP:
      return ident("_");
    case BASIC_TYPE:
      return ident(kindText(value.kind));
    case BOUND_VALUE:
      return unaryExpr(value.op, valueTree(e, value.value, []));
    case BUILTIN:
      return builtinTree(e, value);
    case BUILTIN_VALIDATOR: {
      const args = value.args.map((arg) => valueTree(e, arg, []));
      return callExpr(builtinTree(e, value.builtin), args);
    }
    case CONJUNCTION:
      return conjunctionTree(e, value);
    case DISJUNCTION: {
      const parts = value.values.map((part, index) => {
        const tree = e.profile.simplify ? bareValue(e, part) : e.expr(undefined, part);
        return index < value.defaults ? unaryExpr("*", tree) : tree;
      });
      return binaryChain("|", parts);
    }
    case VERTEX:
      return e.vertex(value);
  }
}

function bareValue(e: Exporter, value: Value): Expression {
  if (value.tag === VERTEX) return e.vertex(value);
  e.push(undefined);
  const tree = valueTree(e, value, []);
  e.pop();
  return tree;
}

function conjunctionTree(e: Exporter, conjunction: Conjunction): Expression {
  const { values } = conjunction;
  const [first] = values;
  if (first === undefined) return ident("_");
  if (values.length === 1) return bareValue(e, first);
  let result: Expression | undefined;
  let rest: readonly Value[] = values;
  if (e.profile.simplify) {
    const name = rangeName(conjunction);
    if (name !== undefined) return ident(name);
    const bounds = new BoundSimplifier();
    const others = values.filter((value) => !bounds.add(value));
    result = bounds.result((bound) => valueTree(e, bound, []));
    if (result !== undefined) rest = others;
  }
  for (const value of [...rest].sort(compareNodes)) {
    const tree = bareValue(e, value);
    result = result === undefined ? tree : binaryExpr(result, "&", tree);
  }
  return result ?? ident("_");
}

/** The literal that a value was given by where that stands alone: an element, an embedding. */
function literalOf(conjuncts: readonly Conjunct[]): BasicLit | undefined {
  for (const { node } of conjuncts) {
    if ((node.tag !== NUM && node.tag !== STRING && node.tag !== BYTES) || node.place === undefined)
      continue;
    const { source, start, end } = node.place;
    if (start < 0 || end <= start) continue;
    const text = source.text.slice(start, end);
    if (node.tag === NUM ? /^[0-9.]/.test(text) : /^#*["']/.test(text)) {
      const kind = node.tag === NUM ? (typeof node.value === "object" ? "float" : "int") : "string";
      return basicLit(node.tag === BYTES ? "bytes" : kind, text);
    }
  }
  return undefined;
}

function numberTree(number: Num): Expression {
  const isFloat = typeof number.value === "object";
  const text = String(number.value);
  if (!isFloat || /[eE.]/.test(text)) return basicLit(isFloat ? "float" : "int", text);
  return basicLit("float", `${text}.`);
}

function bottomTree(e: Exporter, bottom: Bottom): Expression {
  const [first, ...others] = errorLeaves(bottom);
  const message = bottomText(e.labels, first ?? bottom);
  if (message === "") return bottomLit();
  const path = errorPath(e.labels, first ?? bottom).join(".");
  const more = others.length === 0 ? "" : ` (and ${others.length} more errors)`;
  const text = `${path === "" ? "" : `${path}: `}${message}${more}`;
  return withComments(bottomLit(), [commentGroup(text.split("\n"), { isDoc: false, position: 2 })]);
}

export function builtinTree(e: Exporter, builtin: Builtin): Expression {
  if (builtin.packagePath === "") return ident(builtin.name);
  const { packagePath } = builtin;
  const name = packagePath.slice(packagePath.lastIndexOf("/") + 1);
  return selectorExpr(ident(e.importName(packagePath, name)), builtin.name);
}
