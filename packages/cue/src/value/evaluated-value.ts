// The values that look into an evaluation.
import { MEMBER, NOT_PRESENT, OPTIONAL, PENDING, REQUIRED } from "../adt/arc-type.ts";
import { Bottom, EVAL_ERROR } from "../adt/bottom.ts";
import { isDefinition, isHidden, isIntLabel, isLet } from "../adt/feature.ts";
import { FLOAT_KIND, kindText, TOP_KIND } from "../adt/kind.ts";
import { positionOf } from "../adt/position.ts";
import {
  BASIC_TYPE,
  BOOL,
  BOTTOM,
  BUILTIN,
  BYTES,
  DYNAMIC_FIELD,
  FIELD,
  LIST_MARKER,
  NULL,
  NUM,
  STRING,
  STRUCT_MARKER,
  TOP,
} from "../adt/tag.ts";
import { Vertex } from "../adt/vertex.ts";
import type { File } from "../ast/ast.ts";
import { CueError } from "../errors/cue-error.ts";
import { sortErrors } from "../errors/print.ts";
import { callLibrary } from "../eval/library-call.ts";
import { standardPackage } from "../stdlib/packages.ts";
import { defaultOfVertex } from "../eval/default.ts";
import { bottomOf, concreteness, CONCRETE, kindOf } from "../eval/kind.ts";
import { labelText } from "../eval/text.ts";
import { vertexToCue } from "../export/cue.ts";
import { vertexToData } from "../export/data.ts";
import { NotExportable, vertexToJson } from "../export/json.ts";
import { fieldsInOrder } from "../eval/field-order.ts";
import { type SyntaxOptions } from "../export/syntax-file.ts";
import { toCueErrors } from "./errors.ts";
import { commentsBefore } from "./comments-before.ts";
import { parsePath } from "./path.ts";
import { fillsRead, fillsReadByIdleGuards } from "./reads.ts";
import type { Data, Field, FieldsOptions, PathElement, Value, ValueKind } from "./value.ts";
import { attributesOf, contains, isFilled } from "./fields.ts";
import type { Evaluation } from "./evaluation.ts";

/** The value of a vertex, as a root of paths. */
export function valueOf(evaluation: Evaluation, vertex: Vertex): Value {
  return new EvaluatedValue(evaluation, vertex, [], undefined);
}

/** The vertex behind a value of this package; for `inspect`. */
export function vertexOf(value: Value): {
  readonly evaluation: Evaluation;
  readonly vertex: Vertex | undefined;
} {
  const { evaluation, vertex } = value as EvaluatedValue;
  return { evaluation, vertex };
}

/** A value that looks into an evaluation, which goes on as far as it is asked. */
class EvaluatedValue implements Value {
  readonly evaluation: Evaluation;
  readonly vertex: Vertex | undefined;
  readonly path: readonly PathElement[];
  #missing: CueError | (() => CueError | undefined) | undefined;

  constructor(
    evaluation: Evaluation,
    vertex: Vertex | undefined,
    path: readonly PathElement[],
    missing: CueError | (() => CueError | undefined) | undefined,
  ) {
    this.evaluation = evaluation;
    this.vertex = vertex;
    this.path = path;
    this.#missing = missing;
  }

  /** The vertex with its own value known, not looking below it unless a validator has to; defaults taken. */
  #own(): Vertex | undefined {
    const { vertex, evaluation } = this;
    if (vertex === undefined) return undefined;
    evaluation.ctx.completeArcs(vertex);
    if ((vertex.deref().state?.checks.length ?? 0) > 0) evaluation.ctx.finalizeUnchecked(vertex);
    evaluation.ctx.takeErrors();
    return defaultOfVertex(vertex);
  }

  kind(): ValueKind {
    return this.evaluation.guard(
      () => {
        const own = this.#own();
        const base = own?.base;
        switch (base?.tag) {
          case BOTTOM:
            // What is wrong below does not change what a struct or list is.
            if (own === undefined || !base.isChildError) return "bottom";
            return own.arcs.some((arc) => isIntLabel(arc.label)) ? "list" : "struct";
          case NULL:
            return "null";
          case BOOL:
            return "bool";
          case NUM:
            return base.kind === FLOAT_KIND ? "float" : "int";
          case STRING:
            return "string";
          case BYTES:
            return "bytes";
          case BUILTIN:
            return "func";
          case STRUCT_MARKER:
            return "struct";
          case LIST_MARKER:
            return "list";
          case TOP:
            return "top";
          case BASIC_TYPE:
            return base.kind === TOP_KIND ? "top" : "bottom";
          default:
            return "bottom";
        }
      },
      () => "bottom",
    );
  }

  incompleteKind(): string {
    return this.evaluation.guard(
      () => {
        const own = this.#own();
        return kindText(own === undefined ? 0 : kindOf(own));
      },
      () => kindText(0),
    );
  }

  exists(): boolean {
    const { vertex } = this;
    return vertex !== undefined && vertex.arcType !== OPTIONAL && vertex.arcType !== REQUIRED;
  }

  isConcrete(): boolean {
    return this.evaluation.guard(
      () => {
        const base = this.#own()?.base;
        return base !== undefined && base.tag !== BOTTOM && concreteness(base) === CONCRETE;
      },
      () => false,
    );
  }

  error(): CueError | undefined {
    if (this.vertex === undefined) return this.#missingError();
    return this.evaluation.guard(
      () => {
        const own = this.#own() as Vertex;
        const bottom = bottomOf(own);
        if (bottom === undefined || bottom.isChildError) return undefined;
        return toCueErrors(this.evaluation.ctx.labels, bottom, this.vertex)[0];
      },
      (error) => error,
    );
  }

  lookup(path: readonly PathElement[]): Value {
    return this.evaluation.guard(
      () => this.#lookup(path),
      (error) => new EvaluatedValue(this.evaluation, undefined, [...this.path, ...path], error),
    );
  }

  #lookup(path: readonly PathElement[]): Value {
    const { evaluation } = this;
    let vertex = this.vertex;
    const full = [...this.path, ...path];
    for (const element of path) {
      if (vertex === undefined) break;
      evaluation.ctx.completeArcs(vertex);
      evaluation.ctx.takeErrors();
      const own: Vertex = defaultOfVertex(vertex);
      const label = evaluation.label(element);
      let arc: Vertex | undefined = own.lookup(label);
      // A regular field may look like a definition or hidden field.
      if (arc === undefined && typeof element === "string")
        arc = own.lookup(evaluation.ctx.labels.string(element));
      if (arc !== undefined && arc.arcType === PENDING && !evaluation.ctx.isDefined(arc))
        arc = undefined;
      if (arc === undefined || arc.arcType === NOT_PRESENT) {
        const bottom = bottomOf(own);
        // Most of those who ask only want to know whether it is there: an error costs more than the look-up.
        const missing = (): CueError | undefined =>
          bottom !== undefined && !bottom.isChildError
            ? toCueErrors(evaluation.ctx.labels, bottom, own)[0]
            : new CueError({
                code: "incomplete",
                message:
                  typeof element === "number"
                    ? `index out of range [${element}]`
                    : `undefined field: ${labelText(evaluation.ctx.labels, label)}`,
                path: full.map(String),
              });
        return new EvaluatedValue(evaluation, undefined, full, missing);
      }
      vertex = arc;
    }
    return new EvaluatedValue(evaluation, vertex, full, this.#missing);
  }

  #missingError(): CueError | undefined {
    if (typeof this.#missing === "function") this.#missing = this.#missing();
    return this.#missing;
  }

  lookupPath(path: string): Value {
    return this.lookup(parsePath(path));
  }

  expression(source: string, filename = ""): Value {
    const { evaluation, vertex } = this;
    if (vertex === undefined) return this;
    return evaluation.guard(
      () => {
        const own = this.#own() as Vertex;
        const found = evaluation.expression(own, source, filename);
        return found instanceof Vertex
          ? new EvaluatedValue(evaluation, found, this.path, undefined)
          : new EvaluatedValue(evaluation, undefined, this.path, found);
      },
      (error) => new EvaluatedValue(evaluation, undefined, this.path, error),
    );
  }

  fields(options: FieldsOptions = {}): readonly Field[] {
    return this.evaluation.guard(
      () => {
        const own = this.#own();
        if (own === undefined) return [];
        return fieldsInOrder(this.evaluation.ctx.labels, own).flatMap((arc): Field[] => {
          const field = this.#field(arc, options);
          return field === undefined ? [] : [field];
        });
      },
      () => [],
    );
  }

  #field(arc: Vertex, options: FieldsOptions): Field | undefined {
    const { ctx } = this.evaluation;
    if (isLet(arc.label) || isIntLabel(arc.label)) return undefined;
    if (arc.arcType === PENDING) ctx.isDefined(arc);
    if (arc.arcType > OPTIONAL || (arc.arcType !== MEMBER && options.optional !== true))
      return undefined;
    const kind = isDefinition(arc.label)
      ? "definition"
      : isHidden(arc.label)
        ? "hidden"
        : "regular";
    if (isHidden(arc.label) && options.hidden !== true) return undefined;
    if (kind === "definition" && options.definitions !== true) return undefined;
    const label = ctx.labels.text(arc.label);
    return {
      label,
      value: new EvaluatedValue(this.evaluation, arc, [...this.path, label], undefined),
      kind,
      constraint:
        arc.arcType === MEMBER ? "none" : arc.arcType === REQUIRED ? "required" : "optional",
      origin: arc.isFromComprehension ? "comprehension" : isFilled(arc) ? "filled" : "declared",
      attributes: attributesOf(arc),
    };
  }

  contains(label: string): boolean {
    const { vertex, evaluation } = this;
    if (vertex === undefined) return false;
    return evaluation.guard(
      () => {
        const found = contains(evaluation.ctx, vertex, evaluation.label(label));
        evaluation.ctx.takeErrors();
        return found;
      },
      () => false,
    );
  }

  elements(): readonly Value[] {
    return this.evaluation.guard(
      () => {
        const own = this.#own();
        if (own === undefined) return [];
        return own.arcs
          .filter((arc) => isIntLabel(arc.label))
          .map(
            (arc, index) =>
              new EvaluatedValue(this.evaluation, arc, [...this.path, index], undefined),
          );
      },
      () => [],
    );
  }

  /** The vertex with everything below it evaluated. Throws what prevents that. */
  #finalized(): Vertex {
    const { vertex } = this;
    if (vertex === undefined) throw this.#missingError();
    this.evaluation.ctx.finalize(vertex);
    this.evaluation.ctx.takeErrors();
    return vertex;
  }

  #export<T>(write: (vertex: Vertex) => T): T {
    return this.evaluation.guard(
      () => {
        const vertex = this.#finalized();
        for (let isSettled = false; ; isSettled = true) {
          try {
            return write(vertex);
          } catch (err) {
            if (!(err instanceof NotExportable)) throw err;
            if (isSettled || !this.evaluation.settle(vertex)) throw this.#firstError(vertex, err);
          }
        }
      },
      (error) => {
        throw error;
      },
    );
  }

  #firstError(vertex: Vertex, failure: NotExportable): CueError {
    const [first] = this.#errors(vertex, true);
    return (
      first ?? (toCueErrors(this.evaluation.ctx.labels, failure.bottom, vertex)[0] as CueError)
    );
  }

  #errors(vertex: Vertex, concrete: boolean, final = concrete): readonly CueError[] {
    const { ctx } = this.evaluation;
    const config = { concrete, final: concrete || final, allErrors: true, settle: true };
    const bottom = ctx.validateVertex(vertex, config);
    return bottom === undefined ? [] : sortErrors(toCueErrors(ctx.labels, bottom, vertex));
  }

  decode(): Data {
    const { labels } = this.evaluation.ctx;
    return this.#export((vertex) => vertexToData(labels, vertex));
  }

  validate(
    options: { readonly concrete?: boolean; readonly final?: boolean } = {},
  ): readonly CueError[] {
    if (this.vertex === undefined) {
      const missing = this.#missingError();
      return missing === undefined ? [] : [missing];
    }
    return this.evaluation.guard(
      () => this.#errors(this.#finalized(), options.concrete === true, options.final === true),
      (error) => [error],
    );
  }

  exportJson(options: { readonly indent?: number } = {}): string {
    const { labels } = this.evaluation.ctx;
    return this.#export((vertex) => vertexToJson(labels, vertex, options.indent ?? 0));
  }

  exportText(): string {
    return this.#export((vertex) => {
      const value = defaultOfVertex(vertex);
      const { base } = value;
      if (base?.tag === STRING) return base.value;
      const isScalar = base !== undefined && base.tag !== STRUCT_MARKER && base.tag !== LIST_MARKER;
      const args = [isScalar ? base : value, { kind: kindOf(value) }];
      const bottom = new Bottom(
        EVAL_ERROR,
        "cannot use value % (type %) as string",
        args,
        undefined,
        vertex,
      );
      throw toCueErrors(this.evaluation.ctx.labels, bottom, vertex)[0];
    });
  }

  exportYaml(): string {
    return this.#marshal("encoding/yaml");
  }

  exportToml(): string {
    return this.#marshal("encoding/toml");
  }

  /** The text that a package's `Marshal` makes. */
  #marshal(packagePath: string): string {
    const row = standardPackage(packagePath)?.rows.get("Marshal");
    if (row?.kind !== "function") throw new TypeError(`${packagePath} has no Marshal`);
    const { ctx } = this.evaluation;
    return this.#export((vertex) => {
      const call = { args: [vertex], place: undefined, expr: undefined, isValidator: false };
      const result = callLibrary(ctx, row, call);
      ctx.takeErrors();
      if (result?.tag === STRING) return result.value;
      if (result?.tag === BOTTOM) throw new NotExportable(result);
      throw new TypeError(`${packagePath}.Marshal gives no text`);
    });
  }

  syntax(options: { readonly final?: boolean; readonly defaults?: boolean } = {}): string {
    const { labels } = this.evaluation.ctx;
    const isData = options.final === true;
    const style = { takesDefaults: isData || options.defaults === true, isData };
    return this.#export((vertex) => vertexToCue(labels, vertex, style).trimEnd());
  }

  syntaxTree(options: SyntaxOptions = {}): File {
    return this.#export((vertex) => this.evaluation.syntaxTree(vertex, options));
  }

  comments(): readonly string[] {
    return (this.vertex?.conjuncts ?? []).flatMap(({ node }) =>
      node.tag === FIELD || node.tag === DYNAMIC_FIELD ? commentsBefore(node.place) : [],
    );
  }

  reads(): readonly number[] {
    const { vertex, evaluation } = this;
    if (vertex === undefined) return [];
    return evaluation.guard(
      () => fillsRead(evaluation.ctx, vertex),
      () => [],
    );
  }

  idleReads(): readonly number[] {
    const { vertex, evaluation } = this;
    if (vertex === undefined) return [];
    return evaluation.guard(
      () => fillsReadByIdleGuards(evaluation.ctx, vertex),
      () => [],
    );
  }

  position(): ReturnType<Value["position"]> {
    for (const { node } of this.vertex?.conjuncts ?? []) {
      const position = positionOf(node.place);
      if (position !== undefined) return position;
    }
    return undefined;
  }
}
