// Keeps the registry in step with the CustomResourceDefinitions in the store: what `kubectl apply`
// of a CRD makes durable is served when the answer arrives, without a restart.
import type { KubeObject } from "@lateen/kube";
import type { Entry } from "@lateen/store";
import type { ServerContext } from "./context.ts";
import { decode } from "./objects/codec.ts";
import { collectionPrefix } from "./objects/key.ts";
import { customResource } from "./resources/custom-resource.ts";
import { customResourceDefinitions } from "./resources/custom-resource-definitions.ts";

/** Serves what the CRDs in the store define and follows their changes; the result stops that. */
export function followCustomResources(ctx: ServerContext): () => void {
  const prefix = collectionPrefix(customResourceDefinitions);
  const known = ctx.store.range({ prefix });
  if (!known.ok) throw new Error(`cannot read the custom resource definitions: ${known.reason}`);
  for (const entry of known.entries) serve(ctx, entry);
  const watch = ctx.store.watch(
    { prefix, after: known.revision },
    {
      onEvents(events) {
        for (const { kind, entry } of events) {
          if (kind === "deleted") withdraw(ctx, decode(entry));
          else serve(ctx, entry);
        }
      },
      // Watching starts at the newest revision, in the same turn.
      onExpired: () => ctx.onError(new Error("the watch of custom resource definitions expired")),
    },
  );
  return () => (watch.ok ? watch.stop() : undefined);
}

function serve(ctx: ServerContext, entry: Entry): void {
  const crd = decode(entry);
  try {
    const resource = customResource(crd);
    if (resource === undefined) withdraw(ctx, crd);
    else ctx.registry.set(resource);
  } catch (error) {
    ctx.onError(error);
  }
}

function withdraw(ctx: ServerContext, crd: KubeObject): void {
  const { group, names } = crd["spec"] as { group: string; names: { plural: string } };
  ctx.registry.delete(group, names.plural);
}
