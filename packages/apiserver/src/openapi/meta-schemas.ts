// Schemas of the metadata that all objects share.
import type { JsonObject } from "@lateen/kube";

/** The name of the schema of `metadata`. */
export const OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

const OWNER_REFERENCE = "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference";

/** A reference to a schema of the document. */
export function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

function text(description: string): JsonObject {
  return { type: "string", description };
}

function map(description: string): JsonObject {
  return { type: "object", description, additionalProperties: { type: "string", default: "" } };
}

/** The schemas by name. */
export const metaSchemas: JsonObject = {
  [OBJECT_META]: {
    type: "object",
    description: "Metadata that every stored object has.",
    properties: {
      name: text("Unique among the objects of the kind in the namespace. Cannot be changed."),
      generateName: text("A prefix from which the server makes a unique name."),
      namespace: text("The namespace in which the object is. Cannot be changed."),
      labels: map("Keys and values by which objects are selected."),
      annotations: map("Keys and values that tools keep with the object."),
      uid: text("Unique in time and space. Set by the server."),
      resourceVersion: text("Changes with every write of the object. Opaque to clients."),
      generation: {
        type: "integer",
        format: "int64",
        description: "Counts the changes of the desired state.",
      },
      creationTimestamp: { ...text("When the object was created."), format: "date-time" },
      deletionTimestamp: { ...text("When the deletion of the object began."), format: "date-time" },
      deletionGracePeriodSeconds: {
        type: "integer",
        format: "int64",
        description: "Seconds that the object has to end gracefully.",
      },
      finalizers: {
        type: "array",
        description: "The object goes only when this list is empty.",
        items: { type: "string", default: "" },
        "x-kubernetes-list-type": "set",
      },
      ownerReferences: {
        type: "array",
        description: "The objects that this one depends on; it is deleted after the last of them.",
        items: { allOf: [reference(OWNER_REFERENCE)], default: {} },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["uid"],
      },
      managedFields: {
        type: "array",
        description: "Which manager set which fields.",
        items: { type: "object" },
      },
    },
  },
  [OWNER_REFERENCE]: {
    type: "object",
    description: "Names an object that another one depends on.",
    required: ["apiVersion", "kind", "name", "uid"],
    properties: {
      apiVersion: text("The API version of the owner."),
      kind: text("The kind of the owner."),
      name: text("The name of the owner."),
      uid: text("The uid of the owner."),
      controller: { type: "boolean", description: "The owner manages this object." },
      blockOwnerDeletion: {
        type: "boolean",
        description: "A foreground deletion of the owner waits for this object.",
      },
    },
  },
};
