// Closedness: which fields a definition, or a closed struct, does not allow.
//
// Whenever a vertex is unified with a definition or a closed struct, that unification gets an identifier, and all
// conjuncts that it brings in, also of the fields below, carry it. When the vertex is complete, each of its fields
// must have evidence for each such requirement: a conjunct that carries the identifier. Embeddings get identifiers of
// their own; what they bring in is evidence for the struct around them, and they in turn need not allow what stands
// beside them. Identifiers are nested (`containments`): evidence for the inner one is evidence for the outer. Where a
// vertex is brought in twice, a replacement says that evidence for one is evidence for the other.
// cue: internal/core/adt/typocheck.go.
import type { CloseInfo } from "../adt/close-info.ts";
import type { Kind } from "../adt/kind.ts";
import {
  type ConjunctGroup,
  EMBEDDING,
  HAS_ELLIPSIS,
  HAS_OPEN_VALIDATOR,
  HAS_STRUCT,
  HAS_TOP,
  NO_GROUPS,
  NO_REPLACEMENTS,
  NO_REQUIREMENTS,
  type NodeState,
  REFERENCE,
  type Replacement,
  type RequiredSet,
  type Requirement,
  STRUCT_SCOPE,
} from "../adt/node-state.ts";
import { isAllowedInClosed } from "../adt/feature.ts";
import { combineErrors, EVAL_ERROR, newBottom } from "../adt/bottom.ts";
import { PENDING, REQUIRED } from "../adt/arc-type.ts";
import type { Place } from "../adt/position.ts";
import { BOTTOM } from "../adt/tag.ts";
import type { Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";
import { addChildError } from "./child-error.ts";

/** Notes what the conjuncts of a group say of a vertex. */
export function noteGroup(n: NodeState, kind: Kind, info: CloseInfo, flags: number): void {
  for (const group of n.groups) {
    if (group.id !== info.id) continue;
    group.kind &= kind;
    group.flags |= flags;
    return;
  }
  const group: ConjunctGroup = { id: info.id, embedding: info.embedding, kind, flags };
  if (n.groups === NO_GROUPS) n.groups = [group];
  else n.groups.push(group);
}

function addReplacement(ctx: OpContext, n: NodeState, from: number, to: number): void {
  if (from === 0 || from === to) return;
  if (from < to && ctx.containments[to] === 0) {
    ctx.containments[to] = from;
    return;
  }
  n.requiredSets = undefined;
  if (n.replacements === NO_REPLACEMENTS) n.replacements = [{ from, to }];
  else n.replacements.push({ from, to });
}

export { addReplacement };

function addRequirement(n: NodeState, requirement: Requirement): void {
  if (n.requirements === NO_REQUIREMENTS) n.requirements = [requirement];
  else n.requirements.push(requirement);
}

/**
 * Gives the conjuncts that a vertex `v` brings into `n` an identifier, and makes it a requirement unless it is
 * embedded or not closed. `isOwn`: nobody else has the info, so that it may be changed.
 */
export function addResolver(
  ctx: OpContext,
  n: NodeState,
  place: Place | undefined,
  v: Vertex,
  info: CloseInfo,
  forceIgnore: boolean,
  isOwn = false,
): CloseInfo {
  const closesOuter =
    info.fromDefinition && info.fromEmbedding && !info.isOpened && !info.isConjunctOpened;
  if (closesOuter && !forceIgnore) {
    let { outer } = info;
    for (let i = n.requirements.length - 1; i >= 0; i--) {
      const requirement = n.requirements[i] as Requirement;
      if (requirement.id !== outer || outer === 0) continue;
      requirement.isIgnored = false;
      if (v.isClosedRecursive) requirement.isRecursive = true;
      outer = requirement.parent;
    }
  }
  let isIgnored: boolean;
  if (forceIgnore || info.isOpened) isIgnored = true;
  else if (info.embedding !== 0 || info.outer === 0) {
    isIgnored = !(info.fromDefinition || v.isClosedOnce || v.isClosedRecursive);
  } else isIgnored = info.fromEmbedding;

  let id = 0;
  for (const requirement of n.requirements) {
    if (requirement.vertex !== v) continue;
    id = requirement.id;
    if (requirement.isIgnored && !isIgnored) {
      requirement.isIgnored = false;
      requirement.parent = info.outer;
      requirement.embedding = info.embedding;
      requirement.isConjunctOpened = info.isConjunctOpened;
    }
    break;
  }
  if (id === 0 || info.embedding !== 0) {
    const next = ctx.newGroupId(place);
    if (id !== 0) addReplacement(ctx, n, next, id);
    id = next;
    addRequirement(n, {
      vertex: v,
      id,
      parent: info.outer,
      embedding: info.embedding,
      isIgnored,
      kind: REFERENCE,
      isRecursive: v.isClosedRecursive,
      isConjunctOpened: info.isConjunctOpened,
    });
  }
  addReplacement(ctx, n, info.id, id);
  const own = isOwn ? info : info.copy();
  own.id = id;
  return own;
}

/** Gives an embedding, or a struct that is to be closed after unification, an identifier. */
function newScope(
  ctx: OpContext,
  n: NodeState,
  place: Place | undefined,
  info: CloseInfo,
  kind: number,
): CloseInfo {
  const id = ctx.newGroupId(place);
  const parent = info.id;
  addReplacement(ctx, n, parent, id);
  const copy = info.copy();
  copy.id = id;
  if (kind === EMBEDDING) copy.embedding = id;
  else copy.outer = id;
  addRequirement(n, {
    vertex: undefined,
    id,
    parent,
    embedding: copy.embedding,
    isIgnored: true,
    kind,
    isRecursive: info.fromDefinition,
    isConjunctOpened: false,
  });
  return copy;
}

export function embeddingScope(
  ctx: OpContext,
  n: NodeState,
  place: Place | undefined,
  info: CloseInfo,
): CloseInfo {
  return newScope(ctx, n, place, info, EMBEDDING);
}

export function structScope(
  ctx: OpContext,
  n: NodeState,
  place: Place | undefined,
  info: CloseInfo,
): CloseInfo {
  return newScope(ctx, n, place, info, STRUCT_SCOPE);
}

/** Whether evidence for `child` is evidence for `id`. */
function contains(ctx: OpContext, n: NodeState, id: number, child: number): boolean {
  if (id === child) return true;
  if (child === 0) return id === 0;
  let all = n.allReplacements;
  if (all === undefined) {
    all = [];
    for (let p: NodeState | undefined = n; p !== undefined; p = p.node.parent?.state) {
      if (p.replacements.length > 0) all.push(...p.replacements);
    }
    all.sort((a, b) => b.to - a.to);
    n.allReplacements = all;
  }
  return containsIn(ctx, all, id, child, child, undefined);
}

/** `seen` are the groups that have been looked at on other ways: there may be exponentially many ways. */
function containsIn(
  ctx: OpContext,
  replacements: readonly Replacement[],
  id: number,
  child: number,
  start: number,
  seen: Set<number> | undefined,
): boolean {
  let known = seen;
  let cursor = 0;
  for (let p = child; p !== 0; ) {
    if (p === id) return true;
    while (cursor < replacements.length && (replacements[cursor] as Replacement).to > p) cursor++;
    for (; cursor < replacements.length; cursor++) {
      const { from, to } = replacements[cursor] as Replacement;
      if (to !== p) break;
      if (from === child || known?.has(from) === true) continue;
      known ??= new Set();
      known.add(from);
      if (containsIn(ctx, replacements, id, from, start, known)) return true;
    }
    p = ctx.containments[p] as number;
    if (p === start) return false;
  }
  return child === id;
}

const NO_SETS: RequiredSet[] = [];

/** The requirements in force at a vertex: its own, and those of its ancestors that go down to it. */
function requiredSets(ctx: OpContext, n: NodeState): RequiredSet[] {
  if (n.requiredSets !== undefined) return n.requiredSets;
  const v = n.node;
  const parent = v.parent?.state;
  const inherited = parent === undefined || n.dropParentRequirements ? NO_SETS : requiredSets(ctx, parent);
  if (inherited.length === 0 && n.requirements.length === 0) {
    n.requiredSets = NO_SETS;
    return NO_SETS;
  }
  let sets: RequiredSet[] = [];
  for (const set of inherited) {
    sets.push({
      id: set.id,
      parent: set.parent,
      embedding: set.embedding,
      kind: set.kind,
      isOnce: set.isOnce,
      isIgnored: set.isIgnored || set.isOnce,
      isRemoved: set.isRemoved,
      isConjunctOpened: set.isConjunctOpened,
    });
  }
  const last = sets.length - 1;
  for (const requirement of n.requirements) {
    if (requirement.isIgnored && requirement.kind === REFERENCE) continue;
    if (sets.some((set) => set.id === requirement.id)) continue;
    let isOnce = false;
    if (requirement.kind !== EMBEDDING) {
      isOnce = requirement.vertex?.isClosedOnce ?? false;
      if (!requirement.isIgnored && !requirement.isRecursive) isOnce = true;
    }
    sets.push({
      id: requirement.id,
      parent: requirement.parent,
      embedding: requirement.embedding,
      kind: requirement.kind,
      isOnce,
      isIgnored: requirement.isIgnored,
      isRemoved: false,
      isConjunctOpened: requirement.isConjunctOpened,
    });
    if (requirement.parent !== 0 && !requirement.isIgnored) {
      let outer = requirement.parent;
      for (let i = last; i >= 0 && outer !== 0; i--) {
        const set = sets[i] as RequiredSet;
        if (set.id !== outer) continue;
        set.isOnce = set.isIgnored ? !requirement.isRecursive : set.isOnce && !requirement.isRecursive;
        set.isIgnored = false;
        outer = set.parent;
      }
    }
  }
  if (sets.length > 0) {
    if (isAllowedInClosed(v.label)) {
      sets = sets.filter((set) => n.groups.some((group) => contains(ctx, n, set.id, group.id)));
    }
    sets = sets.filter((set) => isStillRequired(ctx, n, set, parent?.groups ?? NO_GROUPS));
  }
  n.requiredSets = sets;
  return sets;
}

/** Drops requirements that the vertex's conjuncts leave open: by a bare `_`, or an ellipsis above. */
function isStillRequired(
  ctx: OpContext,
  n: NodeState,
  set: RequiredSet,
  parentGroups: readonly ConjunctGroup[],
): boolean {
  let flags = 0;
  let hasAny = false;
  for (const group of n.groups) {
    if (!contains(ctx, n, set.id, group.id)) continue;
    hasAny = true;
    flags |= group.id < set.id ? group.flags & ~HAS_STRUCT : group.flags;
  }
  if (((flags & HAS_TOP) !== 0 && (flags & HAS_STRUCT) === 0) || (flags & HAS_OPEN_VALIDATOR) !== 0) {
    return false;
  }
  if (hasAny && set.kind !== STRUCT_SCOPE) return true;
  const ellipsis = ellipsisGroup(ctx, n, set, parentGroups);
  if (ellipsis === 0) return true;
  if (!hasAny) set.isRemoved = true;
  else if (set.kind === STRUCT_SCOPE) {
    if (!n.groups.some((group) => contains(ctx, n, ellipsis, group.id))) set.isRemoved = true;
  }
  return true;
}

function ellipsisGroup(
  ctx: OpContext,
  n: NodeState,
  set: RequiredSet,
  groups: readonly ConjunctGroup[],
): number {
  for (const group of groups) {
    if ((group.flags & HAS_ELLIPSIS) !== 0 && contains(ctx, n, set.id, group.id)) return group.id;
  }
  return 0;
}

/** Checks that the requirements of a vertex allow each of its fields. */
export function checkFieldsAllowed(ctx: OpContext, n: NodeState): void {
  const v = n.node.deref();
  if (v.arcs.length === 0 || n.isChecked) return;
  n.isChecked = true;
  const { base } = v;
  if (base?.tag === BOTTOM && !base.isCloseCheck) return;
  const sets = requiredSets(ctx, n);
  if (sets.length === 0) return;
  for (const set of sets) {
    if (ellipsisGroup(ctx, n, set, n.groups) !== 0) set.isRemoved = true;
  }
  if (sets.every((set) => set.isIgnored || set.isRemoved)) return;
  let errors = undefined as ReturnType<typeof combineErrors>;
  for (const field of v.arcs) {
    if (isAllowedInClosed(field.label)) continue;
    const arc = field.derefDisjunct();
    const { state } = arc;
    if (state === undefined && arc.conjuncts.length === 0) continue;
    if (arc.base?.tag === BOTTOM && !arc.base.isCloseCheck) continue;
    if (hasEvidence(ctx, state ?? n, sets, state?.groups ?? groupsOf(arc))) continue;
    if (arc.arcType === PENDING) continue;
    const error = newBottom(EVAL_ERROR, "field not allowed", undefined, arc);
    error.isCloseCheck = true;
    for (const conjunct of arc.conjuncts) {
      const { place } = conjunct.node;
      if (place !== undefined) (error.places ??= []).push(place);
    }
    arc.setBase(error);
    arc.status = 2;
    if (state !== undefined) state.kind = 0;
    if (arc.arcType <= REQUIRED) errors = combineErrors(errors, error);
  }
  if (errors !== undefined) addChildError(n, errors);
}

/** The groups of a vertex that never needed a state. */
function groupsOf(arc: Vertex): readonly ConjunctGroup[] {
  return arc.conjuncts.map(({ info }) => ({
    id: info.id,
    embedding: info.embedding,
    kind: 0,
    flags: 0,
  }));
}

function hasEvidence(
  ctx: OpContext,
  n: NodeState,
  sets: readonly RequiredSet[],
  groups: readonly ConjunctGroup[],
): boolean {
  for (const set of sets) {
    if (set.isIgnored || set.isRemoved) continue;
    if (!hasEvidenceFor(ctx, n, sets, set, groups)) return false;
  }
  return true;
}

function findSet(sets: readonly RequiredSet[], id: number): RequiredSet | undefined {
  return id === 0 ? undefined : sets.find((set) => set.id === id);
}

function hasEvidenceFor(
  ctx: OpContext,
  n: NodeState,
  sets: readonly RequiredSet[],
  set: RequiredSet,
  groups: readonly ConjunctGroup[],
): boolean {
  for (const group of groups) if (contains(ctx, n, set.id, group.id)) return true;
  const embedding = findSet(sets, set.embedding);
  if (embedding === undefined) return false;
  if (set.isConjunctOpened && set.parent === 0) {
    return !groups.some((group) => contains(ctx, n, embedding.id, group.embedding));
  }
  const outer = findSet(sets, set.parent);
  for (const group of groups) {
    // What stands in the embedding has to be allowed by it; what stands beside it has not.
    if (contains(ctx, n, embedding.id, group.embedding)) continue;
    if (set.parent === 0) {
      if (embedding.parent !== 0 && findSet(sets, embedding.parent) === undefined) continue;
      return true;
    }
    if (outer === undefined || outer.isRemoved) return true;
    if (contains(ctx, n, outer.id, group.id)) return true;
  }
  return false;
}

/** Adds the groups of a disjunct that turned out equal to another. */
export function mergeGroups(into: NodeState, from: NodeState): void {
  for (const group of from.groups) {
    if (into.groups.some((other) => other.id === group.id)) continue;
    if (into.groups === NO_GROUPS) into.groups = [group];
    else into.groups.push(group);
  }
  for (const replacement of from.replacements) {
    const isKnown = into.replacements.some(
      (other) => other.from === replacement.from && other.to === replacement.to,
    );
    if (isKnown) continue;
    if (into.replacements === NO_REPLACEMENTS) into.replacements = [replacement];
    else into.replacements.push(replacement);
  }
  for (const arc of from.node.arcs) {
    const other = into.node.lookup(arc.label);
    if (other?.state !== undefined && arc.state !== undefined) mergeGroups(other.state, arc.state);
  }
}
