// Values and expressions as syntax trees. Evaluated values are printed as such ("value"); what is not concrete yet,
// and everything in definitions, is printed as the expressions that it was made of ("expression").
// cue: internal/core/export.
import type { Environment } from "../adt/environment.ts";
import type { Elem, Expr, Node } from "../adt/expr.ts";
import type { Feature } from "../adt/feature.ts";
import { isDefinition, isHidden, isIntLabel, isStringLabel, type Labels } from "../adt/feature.ts";
import type { Value } from "../adt/value.ts";
import type { Conjunct, Vertex } from "../adt/vertex.ts";
import type {
  BasicLit,
  CommentGroup,
  Declaration,
  Expression,
  Ident,
  Label,
  LetClause,
} from "../ast/ast.ts";
import { ident, stringLabel, stringLit } from "../ast/build.ts";
import type { OpContext } from "../eval/context.ts";
import type { Pivot } from "./pivot.ts";
import type { SourceTrees } from "./trees.ts";
import { UniqueNames } from "./unique-name.ts";
import { usedNames, usedNamesOf } from "./used-names.ts";

/** What of a value to print, and how. */
export interface Profile {
  /** Bounds become names of types where they can: `uint8`. */
  readonly simplify: boolean;
  readonly takeDefaults: boolean;
  readonly showOptional: boolean;
  readonly showDefinitions: boolean;
  readonly showHidden: boolean;
  readonly showDocs: boolean;
  readonly showAttributes: boolean;
  /** Errors stand where they are. */
  readonly showErrors: boolean;
  /** References to other packages become what they refer to. */
  readonly inlineImports: boolean;
  /** References that lead out of the value are left as they are. */
  readonly isFragment: boolean;
}

/** A vertex that is being printed, with the declarations made for it so far. */
export interface Frame {
  readonly node: Vertex | undefined;
  readonly scope: Declaration[];
}

/** A let clause that is printed if something refers to it. */
export interface PendingLet {
  name: string;
  readonly value: Expr;
  clause: LetClause | undefined;
}

/** Where the functions of export find each other and what they know. */
export interface ExportFunctions {
  vertex(e: Exporter, vertex: Vertex): Expression;
  value(e: Exporter, value: Value, conjuncts: readonly Conjunct[]): Expression;
  expr(e: Exporter, env: Environment | undefined, node: Elem): Expression;
  syntax(e: Exporter, env: Environment | undefined, node: Elem): Expression;
  merge(e: Exporter, source: Vertex | undefined, conjuncts: readonly Conjunct[]): Expression;
}

export class Exporter {
  readonly ctx: OpContext;
  readonly labels: Labels;
  readonly profile: Profile;
  readonly trees: SourceTrees;
  /** The package whose hidden fields are shown. */
  readonly packagePath: string;
  stack: Frame[] = [];
  /** Definitions that the node is in. */
  inDefinition = 0;
  /** Expressions that the node is an operand of. */
  inExpression = 0;
  /** Paths of the packages that are referred to, by the name used for them. */
  readonly imports: Map<string, string> = new Map();
  readonly lets: Map<Feature, PendingLet> = new Map();
  pivot: Pivot | undefined = undefined;
  readonly #functions: ExportFunctions;
  /** Names given to values by their fields, and what they are called in the output. */
  readonly valueAliases: Map<string, string> = new Map();
  /** Fields with computed labels that references may need a name for. */
  readonly dynamicFields: { readonly name: string; readonly field: { label: Label } }[] = [];
  readonly #root: Vertex | undefined;
  #names: UniqueNames | undefined;

  constructor(
    ctx: OpContext,
    profile: Profile,
    trees: SourceTrees,
    packagePath: string,
    functions: ExportFunctions,
    root?: Vertex,
  ) {
    this.#root = root;
    this.ctx = ctx;
    this.labels = ctx.labels;
    this.profile = profile;
    this.trees = trees;
    this.packagePath = packagePath;
    this.#functions = functions;
  }

  get top(): Frame | undefined {
    return this.stack.at(-1);
  }

  push(node: Vertex | undefined): Frame {
    const frame: Frame = { node, scope: [] };
    this.stack.push(frame);
    return frame;
  }

  pop(): void {
    this.stack.pop();
  }

  vertex(vertex: Vertex): Expression {
    return this.#functions.vertex(this, vertex);
  }

  value(value: Value, conjuncts: readonly Conjunct[] = []): Expression {
    return this.#functions.value(this, value, conjuncts);
  }

  expr(env: Environment | undefined, node: Elem): Expression {
    return this.#functions.expr(this, env, node);
  }

  /** As {@link expr}, for an operand: there, less is put in place of references. */
  innerExpr(env: Environment | undefined, node: Elem): Expression {
    this.inExpression++;
    const result = this.#functions.expr(this, env, node);
    this.inExpression--;
    return result;
  }

  /** An expression as it was written. */
  syntax(env: Environment | undefined, node: Elem): Expression {
    return this.#functions.syntax(this, env, node);
  }

  merge(source: Vertex | undefined, conjuncts: readonly Conjunct[]): Expression {
    return this.#functions.merge(this, source, conjuncts);
  }

  /** The label of a field. */
  label(feature: Feature): Ident | BasicLit {
    const text = this.labels.text(feature);
    return isStringLabel(feature) ? stringLabel(text) : ident(text);
  }

  /** The label of a field as its sources have it: with quotes, it is no name that references may mean. */
  labelOf(feature: Feature, nodes: readonly Node[]): Ident | BasicLit {
    // What is evaluated is to be read, not to be evaluated again.
    if (this.profile.takeDefaults) return this.label(feature);
    const isQuoted = nodes.some((node) => this.trees.field(node)?.label.kind === "BasicLit");
    return isQuoted && isStringLabel(feature)
      ? stringLit(this.labels.text(feature))
      : this.label(feature);
  }

  /** Whether a label is of a kind that is shown. */
  isShown(feature: Feature, showRegular: boolean): boolean {
    if (isHidden(feature)) {
      return this.profile.showHidden && this.labels.packageOf(feature) === this.packagePath;
    }
    if (isDefinition(feature)) return this.profile.showDefinitions;
    return isStringLabel(feature) && !isIntLabel(feature) && showRegular;
  }

  /** The name by which a package is referred to. */
  importName(path: string, wanted: string): string {
    for (const [name, existing] of this.imports) if (existing === path) return name;
    let name = wanted;
    for (let count = 1; this.imports.has(name); count++)
      name = `${wanted}_${count.toString(16).toUpperCase()}`;
    this.imports.set(name, path);
    return name;
  }

  #unique(): UniqueNames {
    this.#names ??= new UniqueNames(
      this.#root === undefined ? [] : usedNames(this.labels, this.#root),
    );
    return this.#names;
  }

  /** A name that nothing else has: `base`, or `base_1` and so on. */
  uniqueName(base: string): string {
    return this.#unique().unique(base);
  }

  /** Makes the names in an expression known, so that none of them is given out. */
  addNames(node: Elem): void {
    this.#unique().add(usedNamesOf(this.labels, node));
  }

  /** Comments of a declaration that stay with it. */
  leadingDocs(comments: readonly CommentGroup[]): readonly CommentGroup[] {
    return comments.filter(({ isDoc }) => isDoc);
  }
}
