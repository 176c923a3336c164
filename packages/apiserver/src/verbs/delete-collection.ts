import { isNotFound } from "@lateen/kube";
import type { ServerContext, Target } from "../context.ts";
import { decode } from "../objects/codec.ts";
import { type DeleteOptions, deleteObject } from "./delete.ts";
import { list, type ListPage, type ListQuery } from "./list.ts";

/** Deletes every object of a list. Returns the list as it was. */
export async function deleteCollection(
  ctx: ServerContext,
  target: Target,
  query: ListQuery,
  options: DeleteOptions,
): Promise<ListPage> {
  const page = list(ctx, target, query);
  await Promise.all(
    page.entries.map(async (entry) => {
      const { name, namespace } = decode(entry).metadata;
      const one: Target = {
        served: target.served,
        ...(namespace === undefined ? {} : { namespace }),
        name: name as string,
      };
      try {
        await deleteObject(ctx, one, options);
      } catch (error) {
        // Somebody else was faster.
        if (!isNotFound(error)) throw error;
      }
    }),
  );
  return page;
}
