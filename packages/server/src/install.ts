// What a cluster needs before runs can be created in it: our CRDs, and in the hub the built-in step types.
import { createHash } from "node:crypto";
import { crds } from "@lateen/api";
import {
  type Client,
  type KubeObject,
  isAlreadyExists,
  jsonEquals,
  type Json,
  keyOf,
} from "@lateen/kube";
import { configTemplates, stepDefinitions } from "@lateen/steps";

/** Content hash of what was installed, so that what a user changed is told from what an older version wrote. */
const BUILT_IN_ANNOTATION = "lateen.dev/built-in";

/** Makes or updates our CRDs. */
export async function installCrds(client: Client): Promise<void> {
  await Promise.all(crds().map((crd) => installCrd(client, crd)));
}

/** Installs the built-in step types and config templates; those that a user edited are left alone. */
export async function installStepTypes(client: Client): Promise<void> {
  const objects: KubeObject[] = [...stepDefinitions(), ...configTemplates()];
  await Promise.all(objects.map((object) => installBuiltIn(client, object)));
}

async function installCrd(client: Client, crd: KubeObject): Promise<void> {
  try {
    await client.create(crd);
    return;
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  const current = await client.get(keyOf(crd));
  const wanted = {
    ...current,
    spec: { ...(current["spec"] as object), ...(crd["spec"] as object) },
  };
  if (!jsonEquals(wanted.spec as Json, current["spec"] as Json)) await client.update(wanted);
}

async function installBuiltIn(client: Client, object: KubeObject): Promise<void> {
  const hash = contentHash(object);
  const annotated = {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [BUILT_IN_ANNOTATION]: hash },
    },
  };
  try {
    await client.create(annotated);
    return;
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  const current = await client.get(keyOf(object));
  const installed = current.metadata.annotations?.[BUILT_IN_ANNOTATION];
  if (installed === undefined || installed === hash || contentHash(current) !== installed) return;
  await client.update({
    ...annotated,
    metadata: { ...annotated.metadata, resourceVersion: current.metadata.resourceVersion ?? "" },
  });
}

/** Of what was written by us: fields that the server adds do not count. */
function contentHash(object: KubeObject): string {
  return createHash("sha256")
    .update(JSON.stringify([object["spec"], object["data"]]))
    .digest("hex")
    .slice(0, 16);
}
