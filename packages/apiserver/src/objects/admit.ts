// What happens to every object on its way into the store, whichever verb brings it.
import { type FieldError, fieldError, type KubeObject } from "@lateen/kube";
import type { ServerContext, Target, WriteOptions } from "../context.ts";
import { badRequest, invalid, objectNotFound, terminatingNamespace } from "../errors.ts";
import { apiVersionOf, type HookContext } from "../resource.ts";
import { checkMetadataTypes } from "../wire/check.ts";
import { decode, fromStorage, toStorage } from "./codec.ts";
import { objectKey } from "./key.ts";
import { isSubdomain, metadataErrors } from "./names.ts";

/** Checks that an object belongs where the path says and fills in what the path tells. */
export function checkPlace(target: Target, object: KubeObject): void {
  const { resource, version } = target.served;
  const expected = apiVersionOf(resource.group, version.name);
  if (typeof object !== "object" || object === null || Array.isArray(object)) {
    throw badRequest("the body of the request is not an object");
  }
  object.apiVersion ??= expected;
  object.kind ??= resource.kind;
  object.metadata ??= {};
  if (object.apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${object.apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  if (object.kind !== resource.kind) {
    throw badRequest(
      `${object.kind} in version "${version.name}" cannot be handled as a ${resource.kind}`,
    );
  }
  if (typeof object.metadata !== "object" || Array.isArray(object.metadata)) {
    throw badRequest("metadata of the object is not an object");
  }
  checkMetadataTypes(object);
  const { metadata } = object;
  if (!resource.namespaced) {
    delete metadata.namespace;
  } else if (metadata.namespace === undefined || metadata.namespace === "") {
    metadata.namespace = target.namespace as string;
  } else if (metadata.namespace !== target.namespace) {
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  }
  if (target.name !== undefined && metadata.name !== undefined && metadata.name !== target.name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${target.name})`,
    );
  }
  if (target.name !== undefined) metadata.name = target.name;
}

/** New objects need a namespace that is there and stays. */
export function checkNamespace(ctx: ServerContext, target: Target, name: string): void {
  const { resource } = target.served;
  if (!resource.namespaced || target.namespace === undefined) return;
  const namespaces = ctx.registry.resource("", "namespaces");
  if (namespaces === undefined) return;
  const entry = ctx.store.latest(objectKey(namespaces, undefined, target.namespace));
  if (entry === undefined) throw objectNotFound(namespaces, target.namespace);
  if (decode(entry).metadata.deletionTimestamp === undefined) return;
  throw terminatingNamespace(resource, name, target.namespace);
}

/** Prunes, completes and validates an object; returns it as it is to be stored. */
export function admit(
  ctx: ServerContext,
  target: Target,
  given: KubeObject,
  stored: KubeObject | undefined,
  options: WriteOptions,
): KubeObject {
  const { resource, version } = target.served;
  let object = given;
  const old = stored === undefined ? undefined : fromStorage(stored, resource, version);
  const hookContext: HookContext = {
    now: ctx.clock.now(),
    ...(target.subresource === undefined ? {} : { subresource: target.subresource }),
  };
  const part = target.subresource === "status" ? "status" : "object";
  // A status that this write leaves alone is shared with the stored object.
  const kept = part === "object" && version.hasStatus ? object["status"] : undefined;
  if (kept !== undefined) delete object["status"];
  const unknown = version.schema?.prune(object, part) ?? [];
  if (unknown.length > 0) reportUnknown(unknown, object, options);
  version.schema?.applyDefaults(object, part);
  if (part === "object") object = ctx.admission.mutate?.(object, old) ?? object;
  const schemaErrors = version.schema?.validate(object, part) ?? [];
  if (kept !== undefined) object["status"] = kept;
  resource.hooks.prepare?.(object, old, hookContext);
  if (part === "object") dropEmpty(object.metadata);
  const errors: FieldError[] = [
    ...(part === "status"
      ? []
      : metadataErrors(object.metadata, resource.hooks.checkName ?? isSubdomain)),
    ...schemaErrors,
    ...(resource.hooks.validate?.(object, old, hookContext) ?? []),
  ];
  if (errors.length > 0) throw invalid(resource, object.metadata.name ?? "", errors);
  if (part === "object") ctx.admission.validate?.(object, old);
  return toStorage(object, resource, version);
}

/** Empty maps and lists of metadata are as good as none. */
function dropEmpty(metadata: KubeObject["metadata"]): void {
  for (const field of ["labels", "annotations", "finalizers", "ownerReferences"] as const) {
    const value = metadata[field];
    if (value === null || (value !== undefined && Object.keys(value).length === 0)) {
      delete metadata[field];
    }
  }
}

function reportUnknown(
  paths: readonly string[],
  object: KubeObject,
  { fieldValidation, warn }: WriteOptions,
): void {
  if (fieldValidation === "Ignore") return;
  if (fieldValidation === "Warn") {
    for (const path of paths) warn(`unknown field "${path}"`);
    return;
  }
  const list = paths.map((path) => `unknown field "${path}"`).join(", ");
  throw badRequest(
    `${object.kind} in version "${object.apiVersion.split("/").at(-1)}" cannot be handled as a ${object.kind}: strict decoding error: ${list}`,
  );
}

/** Finalizers may only go once the deletion has begun. */
export function checkFinalizers(target: Target, object: KubeObject, old: KubeObject): void {
  if (old.metadata.deletionTimestamp === undefined) return;
  const before = new Set(old.metadata.finalizers ?? []);
  const added = (object.metadata.finalizers ?? []).filter((finalizer) => !before.has(finalizer));
  if (added.length === 0) return;
  throw invalid(target.served.resource, old.metadata.name ?? "", [
    fieldError.forbidden(
      "metadata.finalizers",
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => JSON.stringify(name)).join(", ")}}`,
    ),
  ]);
}
