// Where an evaluation is.
import type { Bottom } from "../adt/bottom.ts";
import type { CloseInfo } from "../adt/close-info.ts";
import type { Environment } from "../adt/environment.ts";
import type { Place } from "../adt/position.ts";
import type { Vertex } from "../adt/vertex.ts";

/** What `save` keeps. */
export interface Frame {
  readonly env: Environment | undefined;
  readonly errors: Bottom | undefined;
  readonly place: Place | undefined;
  readonly info: CloseInfo;
  readonly vertex: Vertex | undefined;
  readonly depth: number;
  readonly atomic: number;
  readonly evalDepth: number;
  readonly detachedDepth: number;
  readonly validatorDepth: number;
  readonly isValidator: boolean;
  readonly isInsertingComprehension: boolean;
}
