import {
  type Json,
  type KubeObject,
  listSchemaOf,
  type StructuralSchema,
  toStructuralSchema,
} from "@lateen/kube";
import type { Target } from "../context.ts";

/** Types of the lists and maps of a kind. */
export function fieldSchema(
  target: Target,
  object: Json | KubeObject,
): StructuralSchema | undefined {
  const { resource, version } = target.served;
  if (resource.isCustom) {
    return version.openapi === undefined ? undefined : toStructuralSchema(version.openapi);
  }
  const { apiVersion, kind } = object as { readonly apiVersion: string; readonly kind: string };
  return listSchemaOf({ apiVersion, kind });
}
