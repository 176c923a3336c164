// Long lists, written page by page: neither the whole list nor its text is ever in memory, and other
// requests are answered in between.
import { turn } from "../clock.ts";
import type { ServerContext, Target } from "../context.ts";
import { encodeAs } from "../objects/codec.ts";
import { list, type ListPage, type ListQuery } from "../verbs/list.ts";
import type { ApiResponse, StreamSink } from "./message.ts";
import { listHead, renderList, type View } from "./render.ts";

const PAGE = 500;

/** The answer to a list without a limit. */
export function renderWholeList(
  ctx: ServerContext,
  target: Target,
  query: ListQuery,
  view: View,
): ApiResponse {
  const canStream = view.form.as === "object" && view.form.encoding === "json" && !view.pretty;
  const isPaged = query.limit !== undefined && query.limit > 0;
  if (!canStream || isPaged) return renderList(view, list(ctx, target, query));
  const first = list(ctx, target, { ...query, limit: PAGE });
  if (first.continue === undefined) return renderList(view, first);
  return {
    status: 200,
    contentType: "application/json",
    body: {
      start(sink) {
        const state = { isStopped: false };
        write(ctx, target, query, view, first, sink, state).catch((error: unknown) => {
          ctx.onError(error);
          // A list that is cut off must not look complete.
          sink.destroy();
        });
        return () => {
          state.isStopped = true;
        };
      },
    },
  };
}

async function write(
  ctx: ServerContext,
  target: Target,
  query: ListQuery,
  view: View,
  first: ListPage,
  sink: StreamSink,
  state: { readonly isStopped: boolean },
): Promise<void> {
  const { resource, version } = view.served;
  const textOf = (page: ListPage): string =>
    page.entries.map((entry) => encodeAs(entry, resource, version)).join(",");
  sink.write(listHead(view, { resourceVersion: String(first.revision) }) + textOf(first));
  for (let token = first.continue; token !== undefined; ) {
    await turn();
    await sink.drained();
    if (state.isStopped) return;
    const page = list(ctx, target, { ...query, limit: PAGE, continue: token });
    if (page.entries.length > 0) sink.write(`,${textOf(page)}`);
    token = page.continue;
  }
  sink.write("]}");
  sink.end();
}
