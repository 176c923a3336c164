// Spec: packages.md 10.3, api.md 6. Which logs a step has is kept beside the variables of the run.
import type { ProviderFunction, ProviderRuntime } from "@lateen/engine";
import { type Json, type JsonObject, isJsonObject } from "@lateen/kube";
import { optionalObject } from "../input.ts";

const LOG_CONFIG = "logConfig";

/** Writes to the step's log, and keeps where the step's logs are to be found. */
export const log: ProviderFunction = {
  nature: "control",
  async call({ params }, runtime) {
    const data = params["data"];
    if (data !== undefined && data !== null) {
      runtime.log({ level: "info", ...entryFrom(data) });
    }
    keep(runtime, data !== undefined && data !== null, optionalObject(params, "source"));
    return { kind: "done" };
  },
};

function entryFrom(data: Json): { readonly message: string; readonly fields?: JsonObject } {
  return { message: typeof data === "string" ? data : JSON.stringify(data) };
}

/** Several calls of a step merge: what a later one sets replaces, the rest stays. */
function keep(runtime: ProviderRuntime, hasData: boolean, source: JsonObject | undefined): void {
  const text = runtime.variables.getKey(LOG_CONFIG) ?? "{}";
  const config = parse(text);
  const { name } = runtime.step;
  const known = isJsonObject(config[name]) ? config[name] : {};
  const knownSource = isJsonObject(known["source"]) ? known["source"] : {};
  const { url, resources } = source ?? {};
  const merged = {
    ...knownSource,
    ...(url === undefined ? {} : { url }),
    ...(resources === undefined ? {} : { resources }),
  };
  const entry = {
    ...known,
    ...(hasData ? { data: true } : {}),
    ...(Object.keys(merged).length === 0 ? {} : { source: merged }),
  };
  const next = JSON.stringify({ ...config, [name]: entry });
  if (next !== text) runtime.variables.setKey(LOG_CONFIG, next);
}

function parse(text: string): JsonObject {
  try {
    const config = JSON.parse(text) as Json;
    return isJsonObject(config) ? config : {};
  } catch {
    throw new Error(`the key ${LOG_CONFIG} of the run's context is not JSON`);
  }
}
