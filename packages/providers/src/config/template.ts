// A config template: a ConfigMap whose CUE script renders the Secret, and perhaps further objects, from properties.
import { type Value, compile } from "@lateen/cue";
import {
  type Client,
  type JsonObject,
  type KubeObject,
  isJsonObject,
  isNotFound,
} from "@lateen/kube";
import { toJson } from "../json.ts";
import { SCOPE_LABEL, SENSITIVE_ANNOTATION, SYSTEM_NAMESPACE } from "./layout.ts";

/** A template as it is stored. */
export interface ConfigTemplate {
  readonly name: string;
  readonly namespace: string;
  readonly scope: string;
  readonly isSensitive: boolean;
  readonly script: string;
}

/** What a template makes of properties. */
export interface RenderedConfig {
  readonly output?: JsonObject;
  /** Further objects by name. */
  readonly outputs: { readonly [name: string]: JsonObject };
}

/** Splits `name` or `namespace/name`. */
export function parseTemplateName(text: string): {
  readonly name: string;
  readonly namespace: string;
} {
  const slash = text.indexOf("/");
  return slash < 0
    ? { namespace: SYSTEM_NAMESPACE, name: text }
    : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** Reads a template. */
export async function loadTemplate(
  client: Client,
  text: string,
  signal: AbortSignal,
): Promise<ConfigTemplate> {
  const { name, namespace } = parseTemplateName(text);
  let map: KubeObject & { data?: { [key: string]: string } };
  try {
    const key = { apiVersion: "v1", kind: "ConfigMap", name: `config-template-${name}`, namespace };
    map = await client.get(key, { signal });
  } catch (err) {
    if (isNotFound(err)) throw new Error("the template does not exist", { cause: err });
    throw err;
  }
  const script = map.data?.["template"];
  if (script === undefined || script === "") {
    throw new Error(`config template ${namespace}/${name} has no template data`);
  }
  return {
    name,
    namespace,
    script,
    scope: map.metadata.labels?.[SCOPE_LABEL] ?? "",
    isSensitive: map.metadata.annotations?.[SENSITIVE_ANNOTATION] === "true",
  };
}

/** Renders a template. Throws where it does not compile, refuses the properties or gives something else. */
export function renderTemplate(
  template: ConfigTemplate,
  input: { readonly name: string; readonly namespace: string; readonly properties: JsonObject },
): RenderedConfig {
  const filename = `config-template-${template.name}.cue`;
  const { program, errors } = compile([{ filename, text: template.script }], {
    externals: ["context", "template"],
    compatibility: true,
  });
  if (program === undefined) {
    const [error] = errors;
    const {
      filename: file,
      line,
      column,
    } = error?.positions[0] ?? { filename, line: 1, column: 1 };
    throw new Error(`${file}:${line}:${column}: ${error?.message ?? "the template is empty"}`);
  }
  const root = program.evaluate({
    fill: [
      { path: ["context"], value: { name: input.name, namespace: input.namespace } },
      { path: ["template", "parameter"], value: input.properties },
    ],
  });
  checkParameter(root.lookup(["template", "parameter"]));
  checkValidation(root.lookup(["template", "validation", "$returns"]));
  const output = root.lookup(["template", "output"]);
  const outputs = root.lookup(["template", "outputs"]);
  return {
    ...(output.exists()
      ? { output: decodeObject(output, "the output format must be secret") }
      : {}),
    outputs: outputs.exists() ? decodeOutputs(outputs) : {},
  };
}

/** Properties that contradict the template; what is missing may have no use. */
function checkParameter(parameter: Value): void {
  const error = parameter.validate().find(({ code }) => code !== "incomplete");
  if (error !== undefined) throw new Error(`${error.path.join(".")}: ${error.message}`);
}

function checkValidation(returns: Value): void {
  if (!returns.exists()) return;
  const validation = decodeObject(returns, "the validation.$returns format must be validation");
  const message = validation["message"];
  if (typeof message === "string" && message !== "") {
    throw new Error(`failed to validate config: ${message}`);
  }
}

function decodeOutputs(value: Value): { [name: string]: JsonObject } {
  const outputs: { [name: string]: JsonObject } = {};
  for (const field of value.fields()) {
    try {
      outputs[field.label] = decodeObject(field.value, "not an object");
    } catch (err) {
      throw new Error(`the outputs is invalid ${err instanceof Error ? err.message : String(err)}`);
    }
  }
  return outputs;
}

function decodeObject(value: Value, complaint: string): JsonObject {
  let decoded: unknown;
  try {
    decoded = toJson(value.decode());
  } catch (err) {
    throw new Error(`${complaint}: ${err instanceof Error ? err.message : String(err)}`, {
      cause: err,
    });
  }
  if (!isJsonObject(decoded as never)) throw new Error(complaint);
  return decoded as JsonObject;
}
