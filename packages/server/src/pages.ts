// Paths that the server answers beside those of Kubernetes.
import { type ApiRequest, type ApiResponse, type ApiStream, textResponse } from "@lateen/apiserver";
import type { Metrics } from "@lateen/controller";
import type { StepLog, StepLogQuery } from "./step-log/step-log.ts";

/** What the pages show. */
export interface PageSources {
  readonly stepLog: StepLog;
  readonly metrics: () => Metrics | undefined;
}

const LOG_PATH = /^\/lateen\/v1\/namespaces\/([^/]+)\/runs\/([^/]+)\/log$/;

/** Answers `/metrics` and the logs of steps; undefined for other paths. */
export function answerPage(
  sources: PageSources,
  request: ApiRequest,
): ApiResponse | Promise<ApiResponse> | undefined {
  if (request.method !== "GET") return undefined;
  if (request.path === "/metrics") return metricsPage(sources.metrics());
  const match = LOG_PATH.exec(request.path);
  if (match === null) return undefined;
  const [, namespace = "", name = ""] = match.map((part) => decodeURIComponent(part));
  const step = request.query.get("step");
  const query = { namespace, name, ...(step === null ? {} : { step }) };
  const isFollowed = request.query.get("follow") === "true";
  return {
    status: 200,
    contentType: "application/x-ndjson",
    body: isFollowed ? followLog(sources.stepLog, query) : linesText(sources.stepLog, query).text,
  };
}

async function metricsPage(metrics: Metrics | undefined): Promise<ApiResponse> {
  if (metrics === undefined) return textResponse(503, "starting");
  const { registry } = metrics;
  return { status: 200, contentType: registry.contentType, body: await registry.metrics() };
}

function linesText(
  stepLog: StepLog,
  query: StepLogQuery,
): { readonly text: string; readonly last: number } {
  const lines = stepLog.read(query);
  return {
    text: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    last: lines.at(-1)?.id ?? query.after ?? 0,
  };
}

/** What is there, then each line as it comes, until the reader goes. */
function followLog(stepLog: StepLog, query: StepLogQuery): ApiStream {
  return {
    start(sink) {
      let after = 0;
      const send = (): void => {
        const { text, last } = linesText(stepLog, { ...query, after });
        after = last;
        if (text !== "") sink.write(text);
      };
      send();
      return stepLog.onLines(query, send);
    },
  };
}
