// Functions that answer from a list instead of acting: a step type runs against them as against the real ones.
import type { ActionNature, ProviderFunction, ProviderRegistry } from "@lateen/engine";
import type { Json } from "@lateen/kube";

/** What an action answers: a result, or an error. */
export type CannedResult = { readonly returns: Json } | { readonly error: string };

/** A call that a step made. */
export interface ActionCall {
  /** Path of the action. */
  readonly at: string;
  /** `provider.function`. */
  readonly do: string;
  readonly params: Json;
}

/** A registry whose calls are on record. */
export interface CannedRegistry extends ProviderRegistry {
  /** What may be repeated, and is with the same input, is listed once. */
  readonly calls: readonly ActionCall[];
}

/** Providers whose functions depend on nothing outside. */
const REAL = new Set(["builtin", "time", "util"]);
/** Functions of `op` that do not either. */
const REAL_LEGACY = new Set(["timestamp", "date"]);

/**
 * Functions of `real` that steer a step or only compute are called; all others answer with the results of their path,
 * one a call, the last one again and again. A call that no result is given for fails.
 */
export function cannedRegistry(
  real: ProviderRegistry,
  results: ReadonlyMap<string, readonly CannedResult[]>,
): CannedRegistry {
  const calls: ActionCall[] = [];
  const seen = new Set<string>();
  const counts = new Map<string, number>();

  const canned = (name: string, fn: ProviderFunction): ProviderFunction => ({
    nature: fn.nature,
    ...(fn.repeatable === undefined ? {} : { repeatable: fn.repeatable }),
    ...(fn.native === undefined ? {} : { native: fn.native }),
    async call(input) {
      const { path } = input;
      const nature: ActionNature = typeof fn.nature === "function" ? fn.nature(input) : fn.nature;
      const params = withoutMarks(input.params);
      const key = JSON.stringify([path, params]);
      const isOnce = nature === "effect" && fn.repeatable !== true;
      if (isOnce || !seen.has(key)) calls.push({ at: path, do: name, params });
      seen.add(key);
      const given = results.get(path) ?? [];
      const count = counts.get(path) ?? 0;
      counts.set(path, count + 1);
      const result = given[Math.min(count, given.length - 1)];
      if (result === undefined) throw new Error(`the case gives no result of ${path} (${name})`);
      if ("error" in result) throw new Error(result.error);
      // A function without a result leaves the struct as it was, which may be closed.
      return isEmpty(result.returns) ? { kind: "done" } : { kind: "done", returns: result.returns };
    },
  });

  return {
    calls,
    hasProvider: (provider) => real.hasProvider(provider),
    packageSource: (path) => real.packageSource(path),
    find(provider, name) {
      const fn = real.find(provider, name);
      if (fn === undefined || REAL.has(provider) || fn.nature === "control") return fn;
      if (provider === "op" && REAL_LEGACY.has(name)) return fn;
      return canned(`${provider}.${name}`, fn);
    },
  };
}

function isEmpty(returns: Json): boolean {
  return returns === null || (typeof returns === "object" && Object.keys(returns).length === 0);
}

/** Legacy functions have their marks among their input. */
function withoutMarks(params: { readonly [key: string]: Json }): Json {
  return Object.fromEntries(Object.entries(params).filter(([key]) => !key.startsWith("#")));
}
