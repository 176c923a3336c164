// The part of a vertex's state that most vertices do not need. It is made when something of it is first set.
import type { Bottom } from "./bottom.ts";
import type {
  CyclicConjunct,
  NodeState,
  PendingDisjunction,
  PostCheck,
  Receiver,
  Replacement,
} from "./node-state.ts";
import type { Vertex } from "./vertex.ts";

/** What is rare in a state. */
export class RareState {
  deferred: NodeState[] | undefined = undefined;
  cyclicConjuncts: CyclicConjunct[] | undefined = undefined;
  receivers: Receiver[] | undefined = undefined;
  postChecks: PostCheck[] | undefined = undefined;
  trySkip: { skip: boolean } | undefined = undefined;
  embedClosedness: number = 0;
  allReplacements: Replacement[] | undefined = undefined;
  parent: Vertex | undefined = undefined;
  disjunctions: PendingDisjunction[] | undefined = undefined;
  disjuncts: NodeState[] | undefined = undefined;
  disjunctErrors: Bottom[] | undefined = undefined;
  userErrors: Bottom[] | undefined = undefined;
  overlay: ReadonlyMap<Vertex, Vertex> | undefined = undefined;
  defaultAttemptInCycle: Vertex | undefined = undefined;
  fingerprint: number = -1;
  runMode: number = 0;
  defaultMode: number = 0;
  ownDefaultMode: number = 0;
}
