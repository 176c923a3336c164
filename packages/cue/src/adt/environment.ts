// Where the names of an expression are looked up.
import type { Feature } from "./feature.ts";
import type { Vertex } from "./vertex.ts";

/**
 * A chain of vertices, the innermost scope first. A compiled reference says how many steps up its scope is. Struct
 * literals get their environment when they are put into a vertex: so the same literal, put into another vertex,
 * sees that one's fields.
 */
export class Environment {
  readonly up: Environment | undefined;
  readonly vertex: Vertex;
  /** The label that a pattern matched, for `[X=string]` and the like; 0 if none. */
  label: Feature = 0;
  /** Which run of a comprehension it is in; 0 if none. */
  comprehension: number;
  /** Values of lets that differ between environments. */
  lets: Map<unknown, Vertex> | undefined = undefined;

  constructor(up: Environment | undefined, vertex: Vertex) {
    this.up = up;
    this.vertex = vertex;
    this.comprehension = up === undefined ? 0 : up.comprehension;
  }

  /** The same scope with another label. */
  withLabel(label: Feature): Environment {
    const copy = new Environment(this.up, this.vertex);
    copy.label = label;
    copy.comprehension = this.comprehension;
    return copy;
  }
}
