import type { FieldError, JsonObject, KubeObject } from "@lateen/kube";

/** A column of the table that `kubectl get` shows. */
export interface TableColumn {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly format?: string;
  readonly description?: string;
  /** Columns above 0 are shown with `-o wide`. */
  readonly priority?: number;
}

/** What a table is made of. `cell` gives the value as kubectl prints it. */
export interface TableColumns {
  readonly columns: readonly TableColumn[];
  /** The cells of one row, in the order of `columns`. `now` is in milliseconds since the epoch. */
  cells(object: KubeObject, now: number): unknown[];
}

/** Where the replica counts of a scalable kind are. JSON paths like `.spec.replicas`. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** What the hooks of a kind see besides the object. */
export interface HookContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The subresource that is written; the object itself when absent. */
  readonly subresource?: string;
}

/** What is peculiar to a kind. */
export interface ResourceHooks {
  /** Says what is wrong with a name; names are DNS subdomains when absent. */
  checkName?(name: string): string[];
  /** Fills in defaults and computed fields. `object` may be changed; `old` is shared. */
  prepare?(object: KubeObject, old: KubeObject | undefined, context: HookContext): void;
  /** What is wrong with an object that is about to be stored. */
  validate?(object: KubeObject, old: KubeObject | undefined, context: HookContext): FieldError[];
  /** Changes an object whose deletion begins. */
  onDelete?(object: KubeObject, context: HookContext): void;
  /** Whether an object whose deletion began stays although it has no finalizer in its metadata. */
  isHeld?(object: KubeObject): boolean;
}

/** A served version of a kind. */
export interface ResourceVersion {
  readonly name: string;
  readonly served: boolean;
  readonly deprecated?: boolean;
  /** Status is a subresource: writes to the object leave it alone and the other way round. */
  readonly hasStatus: boolean;
  readonly scale?: ScalePaths;
  readonly table: TableColumns;
  /** The OpenAPI v3 schema that clients are shown. */
  readonly openapi?: JsonObject;
  /** Makes a stored object this version's, and the reverse, where more than `apiVersion` differs. */
  readonly convert?: {
    fromStorage(object: KubeObject): KubeObject;
    toStorage(object: KubeObject): KubeObject;
  };
  /** Defaults, prunes and validates by the schema of the version. */
  readonly schema?: SchemaCheck;
}

/** Which part of an object is written: all of it but a status that is a subresource, or that alone. */
export type WrittenPart = "object" | "status";

/** What the schema of a kind does to an object on its way in. */
export interface SchemaCheck {
  /** Removes unknown fields, in place; returns their paths. Throws 400 for what cannot be decoded. */
  prune(object: KubeObject, part: WrittenPart): string[];
  /** Fills in defaults, in place. */
  applyDefaults(object: KubeObject, part: WrittenPart): void;
  validate(object: KubeObject, part: WrittenPart): FieldError[];
}

/** A kind that the server stores. */
export interface ResourceDefinition {
  /** `""` for the core group. */
  readonly group: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** The preferred version first. */
  readonly versions: readonly ResourceVersion[];
  readonly storageVersion: string;
  /** Field selectors beside `metadata.name` and `metadata.namespace`, as paths into the object. */
  readonly selectableFields: readonly string[];
  /** Updates need no resourceVersion. */
  readonly allowsUnconditionalUpdate: boolean;
  /** `metadata.generation` counts the changes of everything but metadata and status. */
  readonly hasGeneration: boolean;
  /** The kind comes from a CustomResourceDefinition. */
  readonly isCustom: boolean;
  /** Kinds of the core server are stored under this instead of their own group and plural. */
  readonly storageKey?: string;
  readonly hooks: ResourceHooks;
}

/** `group/version`, or the version alone for the core group. */
export function apiVersionOf(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** `plural.group`, or the plural alone for the core group: how messages name a resource. */
export function qualifiedName(resource: Pick<ResourceDefinition, "group" | "plural">): string {
  return resource.group === "" ? resource.plural : `${resource.plural}.${resource.group}`;
}
