// Requests and answers of the web platform, for callers in this process.
import { dispatch, type Handlers } from "./dispatch.ts";
import { type ApiResponse, isStream } from "./message.ts";

/** Answers a `Request`. */
export async function handle(handlers: Handlers, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const response = await dispatch(handlers, {
    method: request.method.toUpperCase(),
    path: url.pathname,
    query: url.searchParams,
    header: (name) => request.headers.get(name) ?? undefined,
    body: new Uint8Array(await request.arrayBuffer()),
  });
  return new Response(bodyOf(response, request.signal), {
    status: response.status,
    headers: { "content-type": response.contentType, ...response.headers },
  });
}

function bodyOf({ body }: ApiResponse, signal: AbortSignal): string | Uint8Array | ReadableStream {
  if (!isStream(body)) return body;
  const encoder = new TextEncoder();
  let stop: () => void = () => undefined;
  let isOpen = true;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      stop = body.start({
        write(text) {
          if (isOpen) controller.enqueue(encoder.encode(text));
        },
        drained: () => Promise.resolve(),
        destroy() {
          if (!isOpen) return;
          isOpen = false;
          controller.error(new Error("the answer was cut off"));
        },
        end() {
          if (!isOpen) return;
          isOpen = false;
          controller.close();
        },
      });
      signal.addEventListener("abort", () => {
        if (!isOpen) return;
        isOpen = false;
        stop();
        controller.error(signal.reason);
      });
    },
    cancel() {
      isOpen = false;
      stop();
    },
  });
}
