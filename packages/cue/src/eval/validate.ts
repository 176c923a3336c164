// Whether a value and all below it are free of errors, concrete, complete. cue: internal/core/adt/validate.go.
import { PENDING, REQUIRED } from "../adt/arc-type.ts";
import { Bottom, combineErrors, CYCLE_ERROR, INCOMPLETE_ERROR, newBottom } from "../adt/bottom.ts";
import { expressionOf, type Node } from "../adt/expr.ts";
import { type Feature, isLet, isRegular, NO_LABEL } from "../adt/feature.ts";
import { COMPOSITE_KIND } from "../adt/kind.ts";
import type { Place } from "../adt/position.ts";
import { FIELD, VERTEX } from "../adt/tag.ts";
import type { Value } from "../adt/value.ts";
import { FINALIZED, type Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";
import { defaultOfVertex } from "./default.ts";
import { bottomOf, CONCRETE, concreteness, isConcrete, kindOf, unwrap } from "./kind.ts";

/** What to look for; without any, only errors that nothing can mend. */
export interface ValidateConfig {
  /** Everything must be concrete. */
  readonly concrete?: boolean;
  /** No required field may be missing, and there may be no cycle. */
  readonly final?: boolean;
  readonly reportIncomplete?: boolean;
  /** Goes on after the first error. */
  readonly allErrors?: boolean;
  /** Evaluates fields that came after their struct had been settled. */
  readonly settle?: boolean;
}

/** The first error of a vertex, or all of them together. */
export function validateVertex(ctx: OpContext, v: Vertex, config: ValidateConfig): Bottom | undefined {
  const validator = new Validator(ctx, config, v);
  validator.visit(v);
  return validator.error;
}

/** As {@link validateVertex}, for any value. */
export function concreteError(ctx: OpContext, value: Value): Bottom | undefined {
  if (concreteness(value) > CONCRETE) {
    return new Bottom(INCOMPLETE_ERROR, "non-concrete value '%'", [value], ctx.place, ctx.vertex);
  }
  if (value.tag !== VERTEX) return undefined;
  if ((kindOf(value) & COMPOSITE_KIND) !== 0) ctx.finalize(value);
  return validateVertex(ctx, value, { concrete: true, final: true });
}

class Validator {
  readonly ctx: OpContext;
  readonly config: ValidateConfig;
  error: Bottom | undefined = undefined;
  #definitions = 0;
  readonly #visited = new Set<Vertex>();
  /** Where the vertex is that is visited. */
  readonly #path: Feature[] = [];
  /** The references by which shared vertices around it were met. */
  readonly #shared: Node[] = [];

  constructor(ctx: OpContext, config: ValidateConfig, root: Vertex) {
    this.ctx = ctx;
    this.config = config;
    for (let v: Vertex | undefined = root; v?.parent !== undefined; v = v.parent) {
      if (v.label !== NO_LABEL) this.#path.unshift(v.label);
    }
  }

  #add(bottom: Bottom): void {
    if (this.config.allErrors !== true || !bottom.isChildError) {
      this.error = combineErrors(this.error, bottom);
    }
  }

  get #isConcreteWanted(): boolean {
    return this.config.concrete === true && this.#definitions === 0;
  }

  get #isFinalWanted(): boolean {
    return (this.config.concrete === true || this.config.final === true) && this.#definitions === 0;
  }

  /** Visits a vertex and all below it; `#path` is where it is met, which is another place if it is shared. */
  visit(vertex: Vertex): void {
    const depth = this.#shared.length;
    const [conjunct] = vertex.conjuncts;
    if (vertex.isShared && conjunct !== undefined) this.#shared.push(expressionOf(conjunct.node));
    this.#visit(vertex);
    this.#shared.length = depth;
  }

  #visitArc(arc: Vertex): void {
    this.#path.push(arc.label);
    this.visit(arc);
    this.#path.pop();
  }

  #visit(vertex: Vertex): void {
    let x = vertex.deref();
    if (this.config.settle === true && x.status !== FINALIZED) {
      this.ctx.finalize(x);
      this.ctx.takeErrors();
    }
    // What several fields share is looked at once, and not for the sake of a definition.
    if (x !== vertex && vertex.isShared) {
      if (this.#definitions > 0 || this.#visited.has(x)) return;
      this.#visited.add(x);
    }
    const bottom = bottomOf(x);
    if (bottom !== undefined) {
      if (bottom.code === CYCLE_ERROR) {
        if (this.#isFinalWanted) this.#add(bottom);
      } else if (bottom.code === INCOMPLETE_ERROR) {
        if (this.config.reportIncomplete === true || this.#isConcreteWanted) this.#add(bottom);
      } else this.#add(bottom);
      if (!bottom.hasChildErrors) return;
    } else if (this.#isConcreteWanted) {
      x = defaultOfVertex(x);
      if (!isConcrete(x)) {
        const error = new Bottom(INCOMPLETE_ERROR, "incomplete value %", [unwrap(x) ?? x], undefined, vertex);
        const nodes = [...x.conjuncts.map(({ node }) => expressionOf(node)), ...this.#shared];
        error.places = placesOf(nodes);
        error.path = [...this.#path];
        this.#add(error);
      }
    }
    for (const arc of x.arcs) {
      if (arc.arcType === REQUIRED && this.config.final === true && this.#definitions === 0) {
        const error = newBottom(INCOMPLETE_ERROR, "field is required but not present", undefined, arc);
        const required = arc.conjuncts
          .map(({ node }) => node)
          .filter((node) => node.tag === FIELD && node.arcType === REQUIRED);
        error.places = placesOf([...required, ...this.#shared]);
        error.path = [...this.#path, arc.label];
        this.#add(error);
        continue;
      }
      if (isLet(arc.label) || arc.arcType === PENDING || !this.ctx.isDefined(arc)) continue;
      if (this.config.allErrors !== true && this.error !== undefined) break;
      if (isRegular(arc.label)) this.#visitArc(arc);
      else {
        this.#definitions++;
        this.#visitArc(arc);
        this.#definitions--;
      }
    }
  }
}

function placesOf(nodes: readonly Node[]): Place[] {
  return nodes.flatMap(({ place }) => (place === undefined ? [] : [place]));
}
