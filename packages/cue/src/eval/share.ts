// Structure sharing: a field whose only conjunct is a reference holds what the reference resolves to, instead of a
// copy of it. As soon as something else comes in it is unshared, and the conjuncts are put in after all.
// cue: internal/core/adt/share.go.
import { type CloseInfo, IS_CYCLIC, NO_CYCLE } from "../adt/close-info.ts";
import { isLet } from "../adt/feature.ts";
import type { NodeState } from "../adt/node-state.ts";
import type { Conjunct, Vertex } from "../adt/vertex.ts";
import { noteGroup } from "./closedness.ts";
import type { OpContext } from "./context.ts";
import { vertexKind } from "./kind.ts";

export function unshare(ctx: OpContext, n: NodeState): void {
  n.noSharing = true;
  if (!n.isShared) return;
  n.isShared = false;
  const v = n.node;
  v.isShared = false;
  v.isOpenedShared = false;
  const shared = v.link;
  // An error may have taken the place of what was shared; it stays. (The reference panics here.)
  if (shared !== undefined) {
    v.setBase(n.sharedBase);
    for (const info of n.sharedInfos ?? []) {
      ctx.scheduleVertexConjuncts(n, n.shared as Conjunct, shared, info);
    }
  }
  countShared(n);
}

/** At the end: what is still shared stays so. */
export function finalizeSharing(ctx: OpContext, n: NodeState): void {
  countShared(n);
  if (!n.isShared) return;
  const { link } = n.node;
  if (link === undefined) return;
  if (n.shareCycleType === NO_CYCLE) ctx.finalize(link);
  if (link.state?.parent !== undefined) link.parent = link.state.parent;
}

export function addShared(n: NodeState, info: CloseInfo): void {
  if (n.sharedInfos === undefined || n.shareCycleType < info.cycleType) {
    n.shareCycleType = info.cycleType;
  }
  n.sharedInfos ??= [];
  n.sharedInfos.push(info);
}

function countShared(n: NodeState): void {
  if (n.isShareCounted) return;
  n.isShareCounted = true;
  for (const info of n.sharedInfos ?? []) noteGroup(n, vertexKind(n.node), info, 0);
}

/** Whether a vertex has no path from the root. */
function isDetached(vertex: Vertex): boolean {
  for (let v: Vertex | undefined = vertex; v !== undefined; v = v.state?.parent ?? v.parent) {
    if (!v.isUnrooted && !isLet(v.label) && !v.isDynamic) return false;
  }
  return true;
}

/** Whether following the links of a vertex leads to another: a link from there would make a circle. */
export function leadsTo(from: Vertex, to: Vertex): boolean {
  for (let at: Vertex | undefined = from; at !== undefined; at = at.link) if (at === to) return true;
  return false;
}

/** Shares `arc` if it is all that `n` has, and nothing would be lost. */
export function shareIfPossible(
  ctx: OpContext,
  n: NodeState,
  conjunct: Conjunct,
  arc: Vertex,
  info: CloseInfo,
): boolean {
  const v = n.node;
  if (v.arcs.length > 0 || arc.isUnrooted || arc.isDynamic) return false;
  if (info.cycleType === IS_CYCLIC && (v.isUnrooted || v.isDynamic)) return false;
  if (n.noSharing || n.isShared || ctx.errors !== undefined) return false;
  if (v.isClosedRecursive && !arc.isClosedRecursive) return false;
  if (isLet(arc.label) || leadsTo(arc, v)) return false;

  n.sharedBase = v.base;
  v.link = arc;
  v.base = undefined;
  v.isShared = true;
  n.isShared = true;
  n.shared = conjunct;
  addShared(n, info);
  v.isOpenedShared = info.isOpened || info.isConjunctOpened;
  if (isDetached(arc) && !isLet(arc.label) && !arc.isAnonymous) {
    const state = ctx.stateOf(arc);
    if (state !== undefined) state.parent = v;
  }
  return true;
}
