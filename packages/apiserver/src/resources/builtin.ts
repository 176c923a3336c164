import type { KubeObject } from "@lateen/kube";
import type {
  ResourceDefinition,
  ResourceHooks,
  ResourceVersion,
  TableColumns,
} from "../resource.ts";
import { builtinCheck } from "../wire/check.ts";
import { defaultTable } from "../table/columns.ts";

/** A built-in kind, as far as it differs from the plainest one. */
export interface BuiltinOptions {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** Default true. */
  readonly namespaced?: boolean;
  readonly hasStatus?: boolean;
  readonly hasGeneration?: boolean;
  readonly isScalable?: boolean;
  readonly table?: TableColumns;
  readonly selectableFields?: readonly string[];
  readonly hooks?: ResourceHooks;
  readonly storageKey?: string;
  readonly storageVersion?: string;
  readonly convert?: ResourceVersion["convert"];
}

/** The definition of a built-in kind. */
export function builtin(
  group: string,
  version: string,
  options: BuiltinOptions,
): ResourceDefinition {
  const { kind, plural, hasStatus = false, storageKey, convert } = options;
  const schema = builtinCheck(group, version, kind);
  return {
    group,
    plural,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    shortNames: options.shortNames ?? [],
    categories: options.categories ?? [],
    namespaced: options.namespaced ?? true,
    versions: [
      {
        name: version,
        served: true,
        hasStatus,
        table: options.table ?? defaultTable,
        ...(schema === undefined ? {} : { schema }),
        ...(convert === undefined ? {} : { convert }),
        ...(options.isScalable === true ? { scale: SCALE } : {}),
      },
    ],
    storageVersion: options.storageVersion ?? version,
    selectableFields: options.selectableFields ?? [],
    allowsUnconditionalUpdate: true,
    hasGeneration: options.hasGeneration ?? false,
    isCustom: false,
    hooks: options.hooks ?? {},
    ...(storageKey === undefined ? {} : { storageKey }),
  };
}

const SCALE = {
  specReplicasPath: ".spec.replicas",
  statusReplicasPath: ".status.replicas",
  labelSelectorPath: ".spec.selector",
};

/** An object below an object; an empty one where there is none. Shared: do not change it. */
export function part(
  object: unknown,
  ...path: readonly string[]
): Readonly<Record<string, unknown>> {
  let value = object;
  for (const name of path) value = (value as Record<string, unknown> | undefined | null)?.[name];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** The objects of a list below an object; none where there is no list. Shared: do not change them. */
export function items(
  object: unknown,
  ...path: readonly string[]
): readonly Readonly<Record<string, unknown>>[] {
  const value = part(object, ...path);
  if (!Array.isArray(value)) return [];
  const list = value as unknown[];
  // What hooks look at has not always been checked.
  return (list.every(isObject) ? list : list.filter(isObject)) as Record<string, unknown>[];
}

/** The texts of a list below an object; none where there is no list. */
export function texts(object: unknown, ...path: readonly string[]): readonly string[] {
  const value = part(object, ...path);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object below `object` that may be changed; made where there is none. */
export function own(
  object: KubeObject | Record<string, unknown>,
  name: string,
): Record<string, unknown> {
  const fields = object as Record<string, unknown>;
  const old = fields[name];
  fields[name] = typeof old === "object" && old !== null && !Array.isArray(old) ? { ...old } : {};
  return fields[name] as Record<string, unknown>;
}

/** Fills in what is not there. */
export function complete(object: Record<string, unknown>, defaults: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(defaults)) object[name] ??= value;
}
