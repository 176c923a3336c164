// Removal of unknown fields: apiextensions-apiserver/pkg/apiserver/schema/pruning.
import { childPath, indexPath } from "../field-error.ts";
import type { Json, JsonObject } from "../object.ts";
import { schemaOfField, type StructuralSchema } from "./structural.ts";

/** How {@link pruneUnknownFields} goes about it. */
export interface PruneOptions {
  /** The value is a whole resource: its apiVersion, kind and metadata stay as they are. */
  readonly isResource?: boolean;
  /** Only tells what is unknown, and removes nothing. */
  readonly dryRun?: boolean;
}

/** Removes, in place, the fields that the schema does not know. Returns their paths, sorted. */
export function pruneUnknownFields(
  value: Json,
  schema: StructuralSchema,
  options: PruneOptions = {},
): string[] {
  const root =
    options.isResource === true ? { ...schema, "x-kubernetes-embedded-resource": true } : schema;
  const pruner: Pruner = { removed: [], isDryRun: options.dryRun === true };
  prune(pruner, value, root, "");
  return pruner.removed.sort();
}

interface Pruner {
  readonly removed: string[];
  readonly isDryRun: boolean;
}

function prune(
  pruner: Pruner,
  value: Json,
  schema: StructuralSchema | undefined,
  path: string,
): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const inner = keepsUnknown(schema) ? keeping(schema?.items) : schema?.items;
      prune(pruner, item, inner, indexPath(path, index));
    });
    return;
  }
  for (const name of Object.keys(value)) pruneField(pruner, value, name, schema, path);
}

function pruneField(
  pruner: Pruner,
  object: JsonObject,
  name: string,
  schema: StructuralSchema | undefined,
  path: string,
): void {
  if (schema?.["x-kubernetes-embedded-resource"] === true && META_FIELDS.has(name)) return;
  const inner = schemaOfField(schema, name);
  if (inner !== undefined) return prune(pruner, object[name] as Json, inner, childPath(path, name));
  if (keepsUnknown(schema) || schema?.additionalProperties === true) return;
  if (!META_FIELDS.has(name) || path !== "") pruner.removed.push(childPath(path, name));
  if (!pruner.isDryRun) delete object[name];
}

function keepsUnknown(schema: StructuralSchema | undefined): boolean {
  return schema?.["x-kubernetes-preserve-unknown-fields"] === true;
}

/** What an array that keeps unknown fields holds, keeps them too. */
function keeping(schema: StructuralSchema | undefined): StructuralSchema {
  return { ...schema, "x-kubernetes-preserve-unknown-fields": true };
}

const META_FIELDS: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);
