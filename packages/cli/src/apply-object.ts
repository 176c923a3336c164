import { type Client, type KubeObject, isAlreadyExists, keyOf } from "@lateen/kube";

/**
 * Creates an object, or changes the one of that name to have what is given (a merge patch). `namespace` is where it
 * goes; cluster-scoped kinds ignore it. Throws `ApiError`.
 */
export async function applyObject(
  client: Client,
  object: KubeObject,
  namespace: string,
): Promise<"created" | "updated"> {
  const placed = { ...object, metadata: { ...object.metadata, namespace } };
  try {
    await client.create(placed);
    return "created";
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  await client.patch(keyOf(placed), "merge", placed as never);
  return "updated";
}
