// Server-side apply: fields have owners. Whoever applies an object owns the fields that it names; a field that somebody
// else owns with another value is a conflict, unless it is taken by force; a field that the owner no longer names, and
// nobody else owns, is removed. Behaviour of structured-merge-diff (merge/update.go) and apimachinery/pkg/util/managedfields;
// fields are compared as they are, without conversion between versions.
import { badRequest, fromStatus, type StatusCause } from "../errors.ts";
import { jsonEquals } from "../json.ts";
import type { Json, JsonObject, KubeObject } from "../object.ts";
import type { StructuralSchema } from "../schema/structural.ts";
import {
  compareFields,
  differenceOf,
  EMPTY_SET,
  type FieldSet,
  fieldSetOf,
  formatFieldSet,
  intersectionOf,
  isEmptySet,
  parseFieldSet,
  pathsOf,
  unionOf,
  withParents,
} from "./field-set.ts";
import { mergeBySchema, removeFields } from "./typed-merge.ts";

/** Who changes an object, and when. */
export interface FieldManager {
  readonly name: string;
  /** RFC 3339, seconds. */
  readonly time: string;
  readonly subresource?: string;
}

/** Input of {@link applyServerSide}. */
export interface ServerSideApply {
  /** The object as it is; absent if it shall be created. */
  readonly live?: KubeObject;
  /** What is applied; holds only what the manager cares for. */
  readonly applied: KubeObject;
  readonly manager: FieldManager;
  /** Take over fields that others own. */
  readonly force?: boolean;
  /** Types of lists and maps; without one lists are replaced as a whole. */
  readonly schema?: StructuralSchema;
}

interface Owner {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly time: string | undefined;
  readonly subresource: string | undefined;
  readonly fields: FieldSet;
}

/**
 * The object after an apply, with its `managedFields`; the live object itself if nothing changes. Throws a conflict
 * (`isConflict`) that names the fields and their owners.
 */
export function applyServerSide(input: ServerSideApply): KubeObject {
  const { live, applied, manager, force = false, schema } = input;
  if (applied.metadata.managedFields !== undefined) {
    throw badRequest("metadata.managedFields must be nil");
  }
  const owners = live === undefined ? [] : ownersOf(live, manager, schema);
  const isSelf = (owner: Owner): boolean =>
    owner.operation === "Apply" &&
    owner.manager === manager.name &&
    (owner.subresource ?? "") === (manager.subresource ?? "");
  const last = owners.find(isSelf)?.fields ?? EMPTY_SET;
  const wanted = withoutIdentity(fieldSetOf(applied as unknown as Json, schema));
  const others = owners.filter((owner) => !isSelf(owner));

  const merged = mergeBySchema(live as Json | undefined, applied as unknown as Json, schema);
  const owned = withParents(unionOf([IDENTITY, wanted, ...others.map(({ fields }) => fields)]));
  const abandoned = differenceOf(withParents(last), owned);
  const result = removeFields(
    merged,
    { ...abandoned, isMember: false },
    schema,
  ) as unknown as KubeObject;

  const { added, modified, removed } = compareFields(bare(live), bare(result), schema);
  const changed = withoutIdentity(unionOf([added, modified]));
  const conflicts = others
    .map((owner) => ({ owner, fields: intersectionOf(owner.fields, changed) }))
    .filter(({ fields }) => !isEmptySet(fields));
  if (conflicts.length > 0 && !force) throw conflictError(conflicts);

  const self: Owner = {
    manager: manager.name,
    operation: "Apply",
    apiVersion: applied.apiVersion,
    time: manager.time,
    subresource: manager.subresource,
    fields: wanted,
  };
  const left = others.map((owner) => ({
    ...owner,
    fields: differenceOf(owner.fields, unionOf([changed, removed])),
  }));
  const isUnchanged =
    live !== undefined &&
    jsonEquals(bare(live), bare(result)) &&
    jsonEquals(formatFieldSet(last), formatFieldSet(wanted));
  return isUnchanged ? live : withOwners(result, [...left, self]);
}

/** Input of {@link trackUpdate}. */
export interface TrackUpdate {
  /** The object before; absent if it was created. */
  readonly old?: KubeObject;
  /** The object that is about to be stored. */
  readonly updated: KubeObject;
  readonly manager: FieldManager;
  readonly schema?: StructuralSchema;
}

/** The object after an update, a patch or a create, with the fields that changed given to who changed them. */
export function trackUpdate({ old, updated, manager, schema }: TrackUpdate): KubeObject {
  const changes = compareFields(bare(old), bare(updated), schema);
  const changed = withoutIdentity(unionOf([changes.added, changes.modified]));
  const { removed } = changes;
  const owners = old === undefined ? [] : parseOwners(old);
  if (isEmptySet(changed) && isEmptySet({ ...removed, isMember: false })) {
    return withOwners(updated, owners);
  }
  const isSelf = (owner: Owner): boolean =>
    owner.operation === "Update" &&
    owner.manager === manager.name &&
    owner.apiVersion === updated.apiVersion &&
    (owner.subresource ?? "") === (manager.subresource ?? "");
  const before = owners.find(isSelf)?.fields ?? EMPTY_SET;
  const left = owners
    .filter((owner) => !isSelf(owner))
    .map((owner) => ({
      ...owner,
      fields: differenceOf(owner.fields, unionOf([changed, removed])),
    }));
  const self: Owner = {
    manager: manager.name,
    operation: "Update",
    apiVersion: updated.apiVersion,
    time: manager.time,
    subresource: manager.subresource,
    fields: unionOf([differenceOf(before, removed), changed]),
  };
  return withOwners(updated, [...left, self]);
}

/** The owners of an object; one without any has been somebody's before the first apply. */
function ownersOf(
  live: KubeObject,
  { time }: FieldManager,
  schema: StructuralSchema | undefined,
): Owner[] {
  const owners = parseOwners(live);
  if (owners.length > 0) return owners;
  return [
    {
      manager: "before-first-apply",
      operation: "Update",
      apiVersion: live.apiVersion,
      time,
      subresource: undefined,
      fields: withoutIdentity(fieldSetOf(bare(live) as Json, schema)),
    },
  ];
}

function parseOwners({ metadata }: KubeObject): Owner[] {
  return (metadata.managedFields ?? []).map((entry) => {
    const { manager, operation, apiVersion, time, subresource, fieldsV1 } = entry as {
      readonly [field: string]: string;
    } & { readonly fieldsV1?: JsonObject };
    return {
      manager: manager ?? "",
      operation: operation ?? "Update",
      apiVersion: apiVersion ?? "",
      time,
      subresource,
      fields: parseFieldSet(fieldsV1 ?? {}),
    };
  });
}

/** Entries of appliers come first, then by time and name, as the server sorts them. */
function withOwners(object: KubeObject, owners: readonly Owner[]): KubeObject {
  const entries = owners
    .filter(({ fields }) => !isEmptySet(fields))
    .toSorted(
      (a, b) =>
        compareTexts(a.operation, b.operation) ||
        compareTexts(a.time ?? "", b.time ?? "") ||
        compareTexts(a.manager, b.manager),
    )
    .map(
      ({ manager, operation, apiVersion, time, subresource, fields }): JsonObject => ({
        manager,
        operation,
        apiVersion,
        ...(time === undefined ? {} : { time }),
        fieldsType: "FieldsV1",
        fieldsV1: formatFieldSet(fields),
        ...(subresource === undefined || subresource === "" ? {} : { subresource }),
      }),
    );
  const { managedFields: _, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: entries.length === 0 ? metadata : { ...metadata, managedFields: entries },
  };
}

/** The object without the record of its owners. */
function bare(object: KubeObject | undefined): Json | undefined {
  if (object === undefined) return undefined;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata } as unknown as Json;
}

/** What names the object, or is the server's, belongs to nobody. */
function withoutIdentity(set: FieldSet): FieldSet {
  return { ...differenceOf(set, IDENTITY), isMember: false };
}

const IDENTITY: FieldSet = parseFieldSet({
  "f:apiVersion": {},
  "f:kind": {},
  "f:metadata": {
    ".": {},
    "f:name": {},
    "f:namespace": {},
    "f:creationTimestamp": {},
    "f:selfLink": {},
    "f:uid": {},
    "f:clusterName": {},
    "f:generation": {},
    "f:managedFields": {},
    "f:resourceVersion": {},
  },
});

function conflictError(
  conflicts: readonly { readonly owner: Owner; readonly fields: FieldSet }[],
): Error {
  const all = conflicts
    .map(({ owner, fields }) => ({ owner: describe(owner), paths: pathsOf(fields) }))
    .sort((a, b) => compareTexts(a.owner, b.owner));
  const causes: StatusCause[] = all.flatMap(({ owner, paths }) =>
    paths.map((field) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${owner}`,
      field,
    })),
  );
  const [first] = causes;
  const message =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${first?.message}: ${first?.field}`
      : `Apply failed with ${causes.length} conflicts: ${all
          .map(({ owner, paths }) =>
            [`conflicts with ${owner}:`, ...paths.map((path) => `- ${path}`)].join("\n"),
          )
          .join("\n")}`;
  return fromStatus({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason: "Conflict",
    details: { causes },
    code: 409,
  });
}

function describe({ manager, operation, apiVersion, time, subresource }: Owner): string {
  const name = JSON.stringify(manager);
  const who =
    (subresource ?? "") === "" ? name : `${name} with subresource ${JSON.stringify(subresource)}`;
  if (operation !== "Update") return who;
  return time === undefined
    ? `${who} using ${apiVersion}`
    : `${who} using ${apiVersion} at ${time}`;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
