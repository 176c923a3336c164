// Making a part of a configuration stand alone: references that lead out of it are replaced by what they refer to, or
// by references to lets that are added at the end. cue: internal/core/export/self.go.
import { OPTIONAL } from "../adt/arc-type.ts";
import { FIELD_SET_KNOWN, FINALIZE } from "../adt/node-state.ts";
import { Environment } from "../adt/environment.ts";
import {
  type Comprehension,
  type Elem,
  type Expr,
  expressionOf,
  type Node,
  type Resolver,
} from "../adt/expr.ts";
import { type Feature, isIntLabel, isLet, labelIndex } from "../adt/feature.ts";
import {
  BINARY,
  BOUND_EXPR,
  CALL,
  COMPREHENSION,
  DISJUNCTION_EXPR,
  DYNAMIC_FIELD,
  ELLIPSIS,
  FIELD,
  FOR_CLAUSE,
  IF_CLAUSE,
  IMPORT_REFERENCE,
  INDEX,
  INTERPOLATION,
  LABEL_REFERENCE,
  LAST_RESOLVER,
  LAST_VALUE,
  LET_FIELD,
  LET_REFERENCE,
  LIST_LIT,
  OPEN,
  PATTERN_FIELD,
  SELECTOR,
  SLICE,
  STRUCT_LIT,
  UNARY,
} from "../adt/tag.ts";
import { EMPTY_VERTEX, UNPROCESSED, type Vertex } from "../adt/vertex.ts";
import type { Declaration, Expression } from "../ast/ast.ts";
import { NEW_SECTION, Spacing } from "../ast/ast.ts";
import {
  basicLit,
  commentGroup,
  field,
  ident,
  indexExpr,
  letClause,
  selectorExpr,
  structLit,
  withComments,
} from "../ast/build.ts";
import { bottomOf, CONCRETE, concreteness } from "../eval/kind.ts";
import { labelText } from "../eval/text.ts";
import type { Exporter } from "./exporter.ts";

/** A vertex that something refers to. */
interface Dependency {
  readonly node: Vertex;
  /** The package it is in, where it was imported. */
  readonly importPath: string | undefined;
  /** The outermost vertex around it that something refers to. */
  parent: Dependency | undefined;
  uses: number;
  isIncluded: boolean;
  isNeeded: boolean;
  isExported: boolean;
  /** The let, and `#x` in it if it must stay closed. */
  path: readonly string[];
}

export class Pivot {
  readonly #e: Exporter;
  readonly #dependencies = new Map<Vertex, Dependency>();
  readonly #references = new Map<Resolver, Dependency>();
  readonly #inlining = new Set<Vertex>();
  #visited = new Set<Vertex>();
  #exporting: Dependency | undefined;
  /** The dependency whose references are looked at. */
  #within: Vertex | undefined;

  readonly #root: Vertex;
  /** Whether what is looked at is in a field that need not be there. */
  #isOptional = false;

  constructor(e: Exporter, root: Vertex) {
    this.#e = e;
    this.#root = root;
    this.#visit(root);
    this.#include(root);
    for (const dependency of this.#dependencies.values()) {
      for (let n = dependency.node.parent; n !== undefined; n = n.parent) {
        dependency.parent = this.#dependencies.get(n) ?? dependency.parent;
      }
    }
    for (const dependency of this.#dependencies.values()) {
      if (dependency.parent === undefined) continue;
      dependency.parent = outermost(dependency);
      dependency.parent.uses++;
    }
    for (const dependency of this.#dependencies.values()) {
      if (dependency.parent === undefined && !dependency.isIncluded) this.#name(dependency);
    }
  }

  #include(vertex: Vertex): void {
    let dependency = this.#dependencies.get(vertex);
    if (dependency === undefined) {
      dependency = newDependency(vertex, undefined);
      this.#dependencies.set(vertex, dependency);
    }
    if (dependency.isIncluded) return;
    dependency.isIncluded = true;
    for (const arc of vertex.derefDisjunct().arcs) this.#include(arc);
  }

  #name(dependency: Dependency): void {
    const { node, importPath } = dependency;
    const { labels } = this.#e;
    let base: string;
    if (node.parent !== undefined) {
      base = isIntLabel(node.label)
        ? `Index${labelIndex(node.label)}`
        : labels
            .text(node.label)
            .replace(/^[_#]+/, "")
            .toUpperCase();
    } else if (importPath !== undefined) {
      base = importPath.slice(importPath.lastIndexOf("/") + 1).toUpperCase();
    } else return;
    const name = this.#e.uniqueName(base);
    dependency.path = node.isClosedRecursive ? [name, "#x"] : [name];
  }

  // Which references there are, and where they lead.

  #visit(vertex: Vertex): void {
    if (this.#visited.has(vertex)) return;
    this.#visited.add(vertex);
    for (const { env, node } of vertex.conjuncts) this.#node(env, node, vertex);
    for (const arc of vertex.derefDisjunct().arcs) {
      if (isLet(arc.label)) continue;
      const outer = this.#isOptional;
      if (arc.arcType === OPTIONAL) this.#isOptional = true;
      this.#visit(arc);
      this.#isOptional = outer;
    }
  }

  #node(env: Environment | undefined, node: Node, vertex: Vertex | undefined): void {
    this.#elem(env, expressionOf(node), vertex);
  }

  #elem(env: Environment | undefined, elem: Elem, vertex: Vertex | undefined): void {
    if (elem.tag === COMPREHENSION) this.#comprehension(env, elem);
    else if (elem.tag === ELLIPSIS) {
      if (elem.value !== undefined) this.#expr(env, elem.value, undefined);
    } else this.#expr(env, elem, vertex);
  }

  #comprehension(env: Environment | undefined, comprehension: Comprehension): void {
    for (const clause of comprehension.clauses) {
      if (clause.tag === FOR_CLAUSE) {
        this.#expr(env, clause.source, undefined);
        return;
      }
      if (clause.tag === IF_CLAUSE) this.#expr(env, clause.condition, undefined);
      else return;
    }
    this.#expr(env, comprehension.value, undefined);
  }

  #expr(env: Environment | undefined, expr: Expr, vertex: Vertex | undefined): void {
    if (expr.tag <= LAST_VALUE) return;
    if (expr.tag <= LAST_RESOLVER) {
      this.#reference(env, expr as Resolver);
      return;
    }
    switch (expr.tag) {
      case BINARY:
        this.#expr(env, expr.left, vertex);
        this.#expr(env, expr.right, vertex);
        return;
      case UNARY:
      case BOUND_EXPR:
      case OPEN:
        this.#expr(env, expr.expr, undefined);
        return;
      case SLICE:
        for (const part of [expr.expr, expr.low, expr.high]) {
          if (part !== undefined) this.#expr(env, part, undefined);
        }
        return;
      case INTERPOLATION:
        for (const part of expr.parts) this.#expr(env, part, undefined);
        return;
      case CALL:
        for (const part of [expr.fun, ...expr.args]) this.#expr(env, part, undefined);
        return;
      case DISJUNCTION_EXPR:
        for (const disjunct of expr.disjuncts) this.#expr(env, disjunct.expr, undefined);
        return;
      case LIST_LIT:
        for (const elem of expr.elems) this.#elem(env, elem, undefined);
        return;
      case STRUCT_LIT: {
        // The fields of a vertex are vertices of their own; others have nothing to look up their names in.
        const inner = new Environment(env, vertex ?? EMPTY_VERTEX);
        for (const decl of expr.decls) {
          if (decl.tag === FIELD || decl.tag === LET_FIELD || decl.tag === DYNAMIC_FIELD) {
            if (decl.tag === DYNAMIC_FIELD) this.#expr(inner, decl.key, undefined);
            if (vertex === undefined) this.#expr(inner, decl.value, undefined);
          } else if (decl.tag === PATTERN_FIELD) {
            this.#expr(inner, decl.filter, undefined);
            this.#expr(inner, decl.value, undefined);
          } else this.#elem(inner, decl as Elem, vertex);
        }
        return;
      }
      case LABEL_REFERENCE:
        return;
    }
  }

  #reference(env: Environment | undefined, ref: Resolver): void {
    if (this.#references.has(ref)) return;
    if (ref.tag === INDEX) this.#expr(env, ref.index, undefined);
    if ((ref.tag === SELECTOR || ref.tag === INDEX) && !isResolver(ref.expr)) {
      this.#expr(env, ref.expr, undefined);
      return;
    }
    const importPath = importOf(ref);
    if (importPath !== undefined) {
      const isLibrary = !(importPath.split("/")[0] ?? "").includes(".");
      if (!this.#e.profile.inlineImports || isLibrary) return;
    }
    const target = this.#resolve(env, ref);
    if (target === undefined || target.isDynamic) return;
    if (ref.tag === LET_REFERENCE) {
      for (const { env: own, node } of target.conjuncts) this.#node(own, node, undefined);
      return;
    }
    if (target.status === UNPROCESSED) this.#e.ctx.finalize(target);
    this.#e.ctx.takeErrors();
    // What refers to its own parts keeps doing so.
    if (this.#within !== undefined && isInside(target, this.#within)) return;
    if (this.#isOptional && isInside(target, this.#root)) return;
    let dependency = this.#dependencies.get(target);
    const isNew = dependency === undefined;
    if (dependency === undefined) {
      // What an imported package refers to in itself is imported with it.
      const around = this.#within && this.#dependencies.get(this.#within);
      dependency = newDependency(target, importPath ?? around?.importPath);
      this.#dependencies.set(target, dependency);
    }
    dependency.uses++;
    this.#references.set(ref, dependency);
    if (!isNew) return;
    const saved = { within: this.#within, visited: this.#visited };
    this.#within = target;
    this.#visited = new Set();
    this.#visit(target);
    this.#within = saved.within;
    this.#visited = saved.visited;
  }

  #resolve(env: Environment | undefined, ref: Resolver): Vertex | undefined {
    const { ctx } = this.#e;
    const frame = ctx.save();
    ctx.env = env;
    ctx.errors = undefined;
    let found: Vertex | undefined;
    try {
      found = ctx.resolve(ref, FIELD_SET_KNOWN, FINALIZE);
    } catch (err) {
      // Names that belong to no vertex cannot be looked up.
      if (!(err instanceof TypeError)) throw err;
    }
    ctx.takeErrors();
    ctx.restore(frame, true);
    return found === EMPTY_VERTEX ? undefined : found;
  }

  // What takes the place of a reference.

  /** What takes the place of a reference; undefined to leave it. */
  replacement(ref: Resolver): Expression | undefined {
    const dependency = this.#references.get(ref);
    if (dependency === undefined) return undefined;
    const e = this.#e;
    const { node } = dependency;
    const uses = outermost(dependency).uses;
    const isConcrete = isConcreteVertex(node);
    const mayInline =
      !dependency.isIncluded &&
      !(e.inDefinition === 0 && node.isClosedRecursive) &&
      uses > 0 &&
      bottomOf(node) === undefined &&
      !(!isConcrete && e.inExpression > 0) &&
      !this.#inlining.has(node);
    if (
      mayInline &&
      ((uses === 1 && e.inExpression === 0) || (isConcrete && node.arcs.length === 0))
    ) {
      this.#inlining.add(node);
      const tree = e.expr(undefined, node);
      this.#inlining.delete(node);
      return tree;
    }
    const tree = this.#alternative(dependency, ref);
    if (tree !== undefined) outermost(dependency).isNeeded = true;
    return tree;
  }

  #alternative(dependency: Dependency, ref: Resolver): Expression | undefined {
    const { parent, node } = dependency;
    if (dependency === this.#exporting && parent === undefined && dependency.path.length > 1) {
      // A let cannot refer to itself, a definition in it can.
      return ident(dependency.path.at(-1) as string);
    }
    let names: readonly (string | Feature)[] = dependency.path;
    if (parent !== undefined) {
      const steps: Feature[] = [];
      for (let n: Vertex | undefined = node; n !== undefined && n !== parent.node; n = n.parent) {
        steps.push(n.label);
      }
      const length = referenceLength(ref);
      const isImported = importOf(ref) !== undefined;
      if (dependency.isIncluded ? steps.length > length : !isImported && steps.length >= length) {
        return undefined;
      }
      names = [...parent.path, ...steps.reverse()];
    }
    if (dependency.isIncluded && parent === undefined) names = ["ROOT"];
    const [first, ...rest] = names.length === 0 ? ["ROOT"] : names;
    let tree: Expression =
      typeof first === "string" ? ident(first) : this.#e.label(first as Feature);
    for (const name of rest) {
      if (typeof name === "string") tree = selectorExpr(tree, ident(name));
      else if (isIntLabel(name)) tree = indexExpr(tree, basicLit("int", String(labelIndex(name))));
      else tree = selectorExpr(tree, this.#e.label(name));
    }
    return tree;
  }

  /** The lets that references need, and those that these need. */
  declarations(): readonly Declaration[] {
    const made: Declaration[] = [];
    for (let progress = true; progress; ) {
      progress = false;
      for (const dependency of this.#dependencies.values()) {
        if (dependency.isExported || !dependency.isNeeded || dependency.path.length === 0) continue;
        dependency.isExported = true;
        progress = true;
        made.push(this.#external(dependency));
      }
    }
    return made;
  }

  #external(dependency: Dependency): Declaration {
    const e = this.#e;
    const { node, importPath } = dependency;
    const [name, definition] = dependency.path as readonly [string, string | undefined];
    const saved = this.#exporting;
    this.#exporting = dependency;
    let tree = e.expr(undefined, node);
    this.#exporting = saved;
    if (definition !== undefined) tree = structLit([field(ident(definition), tree)]);
    const path = pathOf(e, node);
    const where =
      importPath === undefined
        ? path
        : `${JSON.stringify(importPath)}${path === "" ? "" : `.${path}`}`;
    const comment = {
      ...commentGroup([], { isDoc: true }),
      spacing: Spacing.newSection,
      list: [{ kind: "Comment" as const, start: -1, end: -1, text: `//cue:path: ${where}` }],
    };
    return withComments({ ...letClause(name, tree), start: NEW_SECTION }, [comment]);
  }
}

function newDependency(node: Vertex, importPath: string | undefined): Dependency {
  return {
    node,
    importPath,
    parent: undefined,
    uses: 0,
    isIncluded: false,
    isNeeded: false,
    isExported: false,
    path: [],
  };
}

function outermost(dependency: Dependency): Dependency {
  let outer = dependency;
  while (outer.parent !== undefined) outer = outer.parent;
  return outer;
}

function isInside(vertex: Vertex, outer: Vertex): boolean {
  for (let v: Vertex | undefined = vertex; v !== undefined; v = v.parent)
    if (v === outer) return true;
  return false;
}

function isResolver(expr: Expr): expr is Resolver {
  return expr.tag > LAST_VALUE && expr.tag <= LAST_RESOLVER;
}

/** The package that a reference begins at. */
function importOf(ref: Resolver): string | undefined {
  for (let at: Expr = ref; ; at = at.expr) {
    if (at.tag === IMPORT_REFERENCE) return at.path;
    if (at.tag !== SELECTOR && at.tag !== INDEX) return undefined;
  }
}

/** How many labels a reference names. */
function referenceLength(ref: Resolver): number {
  let length = 0;
  for (let at: Expr = ref; ; at = at.expr) {
    if (at.tag === IMPORT_REFERENCE || !isResolver(at)) return length;
    length++;
    if (at.tag !== SELECTOR && at.tag !== INDEX) return length;
  }
}

function isConcreteVertex(vertex: Vertex): boolean {
  const { base } = vertex.deref();
  return base !== undefined && concreteness(base) === CONCRETE;
}

function pathOf(e: Exporter, vertex: Vertex): string {
  const labels: string[] = [];
  for (let v: Vertex | undefined = vertex; v?.parent !== undefined; v = v.parent) {
    labels.push(labelText(e.labels, v.label));
  }
  return labels.reverse().join(".");
}
