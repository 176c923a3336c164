// Spec: packages.md 4.1. An object is created, or brought to the given state by a three-way merge between what was
// applied before, what is to be and what is there.
import type { Client, JsonObject, KubeObject, ObjectKey } from "@lateen/kube";
import { isNotFound } from "@lateen/kube";
import { threeWayPatch } from "./three-way-patch.ts";
import { keyOfObject } from "./key.ts";
import { lastAppliedText, withDataOnly } from "./secret.ts";

/** Where the three-way merge finds what was applied before. */
export const LAST_APPLIED = "workflow.oam.dev/last-applied-configuration";
const KUBECTL_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** What {@link applyObject} did. */
export interface Applied {
  readonly object: KubeObject;
  readonly operation: "created" | "patched" | "unchanged";
}

/** Options of {@link applyObject}. */
export interface ApplyOptions {
  /** The annotation that keeps what was applied; default {@link LAST_APPLIED}. */
  readonly annotation?: string;
  readonly signal?: AbortSignal;
}

/** Creates or patches an object. Throws the API's errors. */
export async function applyObject(
  client: Client,
  wanted: KubeObject,
  options: ApplyOptions = {},
): Promise<Applied> {
  const { annotation = LAST_APPLIED } = options;
  const call = options.signal === undefined ? {} : { signal: options.signal };
  const object = withDataOnly(wanted);
  const key = keyOfObject(object);
  let live: KubeObject;
  try {
    live = await client.get(key, call);
  } catch (err) {
    if (!isNotFound(err)) throw err;
    const created = annotated(object, annotation, `${lastAppliedText(object)}\n`);
    return { object: await client.create(created, call), operation: "created" };
  }
  return patchObject(client, { key, live, object, annotation }, call);
}

/** Brings a live object to a given state. */
export async function patchObject(
  client: Client,
  state: {
    readonly key: ObjectKey;
    readonly live: KubeObject;
    readonly object: KubeObject;
    readonly annotation?: string;
  },
  call: { readonly signal?: AbortSignal } = {},
): Promise<Applied> {
  const { key, live, annotation = LAST_APPLIED } = state;
  const bare = withoutAnnotation(state.object, annotation);
  const text = lastAppliedText(bare);
  const known = live.metadata.annotations?.[annotation];
  // The text that a creation leaves ends with a new line: that alone is no change.
  const modified = annotated(bare, annotation, known === `${text}\n` ? known : text);
  const { type, patch } = threeWayPatch(key, {
    original: originalOf(live, annotation) ?? {},
    modified: asJson(modified),
    current: asJson(live),
  });
  if (Object.keys(patch).length === 0) return { object: live, operation: "unchanged" };
  return { object: await client.patch(key, type, patch, call), operation: "patched" };
}

/** What was applied before, as far as the live object tells. */
function originalOf(live: KubeObject, annotation: string): JsonObject | undefined {
  const annotations = live.metadata.annotations ?? {};
  let text = annotations[annotation] ?? "";
  if (text === "-" || text === "skip") return undefined;
  if (text === "") text = annotations[KUBECTL_LAST_APPLIED] ?? "";
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as JsonObject;
  } catch (err) {
    throw new Error(
      `the annotation ${annotation} of ${live.kind} ${live.metadata.name ?? ""} is not JSON`,
      {
        cause: err,
      },
    );
  }
}

function asJson(object: KubeObject): JsonObject {
  return object as unknown as JsonObject;
}

function annotated(object: KubeObject, annotation: string, text: string): KubeObject {
  const annotations = { ...object.metadata.annotations, [annotation]: text };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function withoutAnnotation(object: KubeObject, annotation: string): KubeObject {
  const { annotations } = object.metadata;
  if (annotations?.[annotation] === undefined) return object;
  const { [annotation]: _, ...rest } = annotations;
  return { ...object, metadata: { ...object.metadata, annotations: rest } };
}
