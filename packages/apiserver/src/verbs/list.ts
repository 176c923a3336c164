import type { Entry } from "@lateen/store";
import type { ServerContext, Target } from "../context.ts";
import { badRequest, continueExpired, tooLargeRevision, tooOldRevision } from "../errors.ts";
import { decodeAs } from "../objects/codec.ts";
import { continueToken, parseContinueToken } from "../objects/continue-token.ts";
import { collectionPrefix, objectKey } from "../objects/key.ts";
import type { Selection } from "../objects/selection.ts";

/** How a list is asked for. */
export interface ListQuery {
  readonly selection: Selection;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
}

/** A page of a list. */
export interface ListPage {
  readonly entries: readonly Entry[];
  readonly revision: number;
  /** Where the next page begins. */
  readonly continue?: string;
}

/** Rows that one step of a list reads when a selector may drop some of them. */
const STEP = 500;

/** Lists a collection. */
export function list(ctx: ServerContext, target: Target, query: ListQuery): ListPage {
  const { resource, version } = target.served;
  const { selection, limit = 0 } = query;
  const prefix = collectionPrefix(resource, target.namespace);
  const start = startOf(ctx, prefix, query);
  if (selection.name !== undefined && (target.namespace !== undefined || !resource.namespaced)) {
    return single(ctx, target, selection, start.revision);
  }
  const matches = filterOf(selection);
  const entries: Entry[] = [];
  let { after } = start;
  for (;;) {
    const rest = limit > 0 ? limit - entries.length : 0;
    const step = matches === undefined ? rest : limit > 0 ? Math.max(rest, STEP) : 0;
    const page = ctx.store.range({
      prefix,
      revision: start.revision,
      ...(after === undefined ? {} : { after }),
      ...(step > 0 ? { limit: step } : {}),
    });
    if (!page.ok) throw continueExpired();
    for (const [index, entry] of page.entries.entries()) {
      after = entry.key;
      if (matches?.(decodeAs(entry, resource, version)) === false) continue;
      entries.push(entry);
      if (entries.length !== limit) continue;
      const more = page.more || index < page.entries.length - 1;
      return {
        entries,
        revision: start.revision,
        ...(more ? { continue: continueToken({ revision: start.revision, after }) } : {}),
      };
    }
    if (!page.more) return { entries, revision: start.revision };
  }
}

function single(
  ctx: ServerContext,
  target: Target,
  selection: Selection,
  revision: number,
): ListPage {
  const { resource, version } = target.served;
  const entry = ctx.store.get(objectKey(resource, target.namespace, selection.name as string));
  const isShown =
    entry !== undefined && selection.matches?.(decodeAs(entry, resource, version)) !== false;
  return { entries: isShown ? [entry] : [], revision };
}

function filterOf(selection: Selection): Selection["matches"] {
  const { name, matches } = selection;
  if (name === undefined) return matches;
  return (object) => object.metadata.name === name && matches?.(object) !== false;
}

function startOf(
  ctx: ServerContext,
  prefix: string,
  query: ListQuery,
): { readonly revision: number; readonly after?: string } {
  const newest = ctx.store.revision;
  if (query.continue !== undefined && query.continue !== "") {
    const position = parseContinueToken(query.continue, prefix);
    if (position.revision > newest) throw tooLargeRevision(position.revision, newest);
    if (position.revision < ctx.store.compactRevision) throw continueExpired();
    return position;
  }
  const given = parseRevision(query.resourceVersion);
  if (given === undefined || given === 0) return { revision: newest };
  if (given > newest) throw tooLargeRevision(given, newest);
  if (query.resourceVersionMatch !== "Exact") return { revision: newest };
  if (given < ctx.store.compactRevision) throw tooOldRevision(given, ctx.store.compactRevision);
  return { revision: given };
}

/** A resourceVersion of a query; absent when it does not matter. */
export function parseRevision(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (!/^\d+$/.test(text)) {
    throw badRequest(
      `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}
