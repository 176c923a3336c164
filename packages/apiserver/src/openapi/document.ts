import type { JsonObject } from "@lateen/kube";
import type { Registry } from "../registry.ts";
import { apiVersionOf, type ResourceDefinition, type ResourceVersion } from "../resource.ts";
import { builtinSchema } from "./builtin-schema.ts";
import { metaSchemas, OBJECT_META, reference } from "./meta-schemas.ts";

interface Served {
  readonly resource: ResourceDefinition;
  readonly version: ResourceVersion;
}

/** The OpenAPI v3 document of a group version; nothing when it is not served. */
export function documentFor(
  registry: Registry,
  group: string,
  version: string,
): JsonObject | undefined {
  const served: Served[] = [];
  for (const resource of registry.resources()) {
    if (resource.group !== group) continue;
    const found = resource.versions.find((one) => one.name === version && one.served);
    if (found !== undefined) served.push({ resource, version: found });
  }
  if (served.length === 0) return undefined;
  const paths: JsonObject = {};
  const schemas: JsonObject = { ...metaSchemas };
  for (const one of served) {
    Object.assign(paths, pathsOf(one));
    Object.assign(schemas, schemasOf(one));
  }
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "v1.33.0" },
    paths,
    components: { schemas },
  };
}

function schemaName({ resource, version }: Served): string {
  // io.k8s.api.core.v1.Pod, com.example.v1.Widget
  const domain = resource.group === "" ? ["core"] : resource.group.split(".").reverse();
  return [...domain, version.name, resource.kind].join(".");
}

function schemasOf(served: Served): JsonObject {
  const { resource, version } = served;
  const gvk = { group: resource.group, version: version.name, kind: resource.kind };
  const { schema, definitions } =
    version.openapi === undefined
      ? builtinSchema(resource, version)
      : { schema: version.openapi, definitions: {} };
  const properties = (schema["properties"] ?? {}) as JsonObject;
  const name = schemaName(served);
  return {
    ...definitions,
    [name]: {
      ...schema,
      type: "object",
      properties: {
        ...properties,
        apiVersion: {
          type: "string",
          description: "The version of the schema that this object is written in.",
        },
        kind: { type: "string", description: "The kind of resource that this object stands for." },
        metadata: {
          description: "Metadata that every object has.",
          allOf: [reference(OBJECT_META)],
          default: {},
        },
      },
      "x-kubernetes-group-version-kind": [gvk],
    },
    [`${name}List`]: {
      type: "object",
      description: `A list of ${resource.kind}.`,
      required: ["items"],
      properties: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { type: "object" },
        items: { type: "array", items: { allOf: [reference(name)], default: {} } },
      },
      "x-kubernetes-group-version-kind": [{ ...gvk, kind: resource.listKind }],
    },
  };
}

function pathsOf(served: Served): JsonObject {
  const { resource, version } = served;
  const apiVersion = apiVersionOf(resource.group, version.name);
  const root = resource.group === "" ? `/api/${version.name}` : `/apis/${apiVersion}`;
  const base = resource.namespaced ? `${root}/namespaces/{namespace}` : root;
  const one = `${base}/${resource.plural}/{name}`;
  const paths: JsonObject = {
    [`${base}/${resource.plural}`]: collectionPath(served),
    [one]: objectPath(served),
  };
  if (resource.namespaced) {
    paths[`${root}/${resource.plural}`] = { get: operation(served, "list") };
  }
  if (version.hasStatus) paths[`${one}/status`] = objectPath(served);
  return paths;
}

function collectionPath(served: Served): JsonObject {
  return {
    get: operation(served, "list"),
    post: operation(served, "post"),
    delete: operation(served, "deletecollection"),
  };
}

function objectPath(served: Served): JsonObject {
  return {
    get: operation(served, "get"),
    put: operation(served, "put"),
    patch: operation(served, "patch"),
    delete: operation(served, "delete"),
  };
}

const WRITES = ["post", "put", "patch"];
const QUERY: Readonly<Record<string, string>> = {
  dryRun: "When present, the change is validated but not made. The only value is All.",
  fieldManager: "The name of the actor that makes the change.",
  fieldValidation: "How unknown and duplicate fields are treated: Ignore, Warn or Strict.",
};

function operation(served: Served, action: string): JsonObject {
  const { resource, version } = served;
  const name = schemaName(served);
  const schema = reference(action === "list" ? `${name}List` : name);
  const content = { "application/json": { schema } };
  return {
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": {
      group: resource.group,
      version: version.name,
      kind: resource.kind,
    },
    ...(WRITES.includes(action)
      ? {
          parameters: Object.entries(QUERY).map(([parameter, description]) => ({
            name: parameter,
            in: "query",
            description,
            schema: { type: "string", uniqueItems: true },
          })),
        }
      : {}),
    responses: { "200": { description: "OK", content } },
  };
}
