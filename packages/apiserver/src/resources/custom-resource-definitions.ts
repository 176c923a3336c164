// CustomResourceDefinitions as objects. What they define is made of them in custom-resource.ts.
// apiextensions-apiserver/pkg/apis/apiextensions/{v1/defaults.go,validation/validation.go}
import {
  type FieldError,
  fieldError,
  type JsonObject,
  type KubeObject,
  toStructuralSchema,
  validateStructuralSchema,
} from "@lateen/kube";
import { timestamp } from "../objects/timestamp.ts";
import type { HookContext, ResourceDefinition } from "../resource.ts";
import { table } from "../table/columns.ts";
import { builtin, complete, items, own, part } from "./builtin.ts";
import { field } from "./cells.ts";

/** Holds a CRD until all its objects are gone. */
export const CRD_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

/** The group of CRDs. */
export const CRD_GROUP = "apiextensions.k8s.io";

/** `apiextensions.k8s.io/v1`, CustomResourceDefinition. */
export const customResourceDefinitions: ResourceDefinition = builtin(CRD_GROUP, "v1", {
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  shortNames: ["crd", "crds"],
  categories: ["api-extensions"],
  namespaced: false,
  hasStatus: true,
  hasGeneration: true,
  table: table(field("Created At", ["metadata", "creationTimestamp"])),
  hooks: {
    prepare(crd, old, context) {
      if (context.subresource !== undefined) return;
      defaults(crd);
      if (old === undefined) {
        crd.metadata.finalizers = [...new Set([...(crd.metadata.finalizers ?? []), CRD_FINALIZER])];
      }
      crd["status"] = statusOf(crd, context);
    },
    validate: problems,
    onDelete(crd, context) {
      const status = own(crd, "status");
      status["conditions"] = [
        ...items(status, "conditions").filter((condition) => condition["type"] !== "Terminating"),
        condition(
          "Terminating",
          "True",
          "InstanceDeletionPending",
          "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
          context,
        ),
      ];
    },
  },
});

function defaults(crd: KubeObject): void {
  const spec = own(crd, "spec");
  const names = own(spec, "names");
  const kind = String(names["kind"] ?? "");
  complete(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
  complete(own(spec, "conversion"), { strategy: "None" });
}

/** Everything that a real server's controllers would find out a moment later. */
function statusOf(crd: KubeObject, context: HookContext): Record<string, unknown> {
  const before = part(crd, "status");
  const storage = items(crd, "spec", "versions").find((version) => version["storage"] === true);
  const stored = new Set([
    ...((before["storedVersions"] as string[] | undefined) ?? []),
    storage?.["name"],
  ]);
  const old = items(before, "conditions");
  const known = (type: string): boolean => old.some((one) => one["type"] === type);
  return {
    ...before,
    conditions: [
      ...old,
      ...(known("NamesAccepted")
        ? []
        : [condition("NamesAccepted", "True", "NoConflicts", "no conflicts found", context)]),
      ...(known("Established")
        ? []
        : [
            condition(
              "Established",
              "True",
              "InitialNamesAccepted",
              "the initial names have been accepted",
              context,
            ),
          ]),
    ],
    acceptedNames: part(crd, "spec", "names"),
    storedVersions: [...stored].filter((version) => version !== undefined),
  };
}

function condition(
  type: string,
  status: string,
  reason: string,
  message: string,
  { now }: HookContext,
): Record<string, unknown> {
  return { type, status, lastTransitionTime: timestamp(now), reason, message };
}

function problems(crd: KubeObject, old: KubeObject | undefined): FieldError[] {
  const spec = part(crd, "spec");
  const names = part(spec, "names");
  const versions = items(spec, "versions");
  const found: FieldError[] = [];
  for (const name of ["plural", "kind"]) {
    if ((names[name] ?? "") === "") found.push(fieldError.required(`spec.names.${name}`));
  }
  if ((spec["group"] ?? "") === "") found.push(fieldError.required("spec.group"));
  const expected = `${names["plural"]}.${spec["group"]}`;
  if (crd.metadata.name !== expected) {
    found.push(
      fieldError.invalid(
        "metadata.name",
        crd.metadata.name ?? "",
        'must be spec.names.plural+"."+spec.group',
      ),
    );
  }
  if (spec["scope"] !== "Namespaced" && spec["scope"] !== "Cluster") {
    found.push(
      fieldError.notSupported("spec.scope", spec["scope"] ?? "", ["Cluster", "Namespaced"]),
    );
  }
  if (versions.length === 0) found.push(fieldError.required("spec.versions"));
  const storage = versions.filter((version) => version["storage"] === true);
  if (versions.length > 0 && storage.length !== 1) {
    found.push(
      fieldError.invalid(
        "spec.versions",
        versions,
        "must have exactly one version marked as storage version",
      ),
    );
  }
  const seen = new Set<unknown>();
  versions.forEach((version, index) => {
    const at = `spec.versions[${index}]`;
    if ((version["name"] ?? "") === "") found.push(fieldError.required(`${at}.name`));
    if (seen.has(version["name"])) found.push(fieldError.duplicate(`${at}.name`, version["name"]));
    seen.add(version["name"]);
    const schema = part(version, "schema")["openAPIV3Schema"];
    const atSchema = `${at}.schema.openAPIV3Schema`;
    if (schema === undefined || schema === null)
      found.push(fieldError.required(atSchema, "schemas are required"));
    else {
      found.push(...validateStructuralSchema(toStructuralSchema(schema as JsonObject), atSchema));
    }
  });
  if (old === undefined) return found;
  for (const path of [
    ["spec", "group"],
    ["spec", "scope"],
    ["spec", "names", "plural"],
    ["spec", "names", "kind"],
  ] as const) {
    const value = (object: KubeObject): unknown =>
      part(object, ...path.slice(0, -1))[path.at(-1) as string];
    if (value(crd) !== value(old)) {
      found.push(fieldError.invalid(path.join("."), value(crd), "field is immutable"));
    }
  }
  return found;
}
