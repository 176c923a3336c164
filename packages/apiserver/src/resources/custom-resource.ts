// A CustomResourceDefinition becomes a resource like the built-in ones.
import type { JsonObject, KubeObject } from "@lateen/kube";
import { isSubdomain } from "../objects/names.ts";
import type { ResourceDefinition, ResourceVersion, ScalePaths } from "../resource.ts";
import { type PrinterColumn, printerTable } from "../table/columns.ts";
import { items, part } from "./builtin.ts";
import { schemaCheck } from "./schema-check.ts";

/** The resource that a CRD defines; nothing while its names are not accepted. */
export function customResource(crd: KubeObject): ResourceDefinition | undefined {
  const isEstablished = items(crd, "status", "conditions").some(
    (condition) => condition["type"] === "Established" && condition["status"] === "True",
  );
  if (!isEstablished) return undefined;
  const spec = part(crd, "spec");
  const names = part(spec, "names") as unknown as Names;
  const versions = items(spec, "versions");
  const namespaced = spec["scope"] === "Namespaced";
  return {
    group: spec["group"] as string,
    plural: names.plural,
    singular: names.singular,
    kind: names.kind,
    listKind: names.listKind,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced,
    versions: versions.map(versionOf),
    storageVersion: versions.find((version) => version["storage"] === true)?.["name"] as string,
    selectableFields: versions
      .flatMap((version) => items(version, "selectableFields"))
      .map((field) => String(field["jsonPath"]).replace(/^\./, "")),
    allowsUnconditionalUpdate: false,
    hasGeneration: true,
    isCustom: true,
    hooks: { checkName: isSubdomain },
  };
}

interface Names {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

function versionOf(version: Readonly<Record<string, unknown>>): ResourceVersion {
  const subresources = part(version, "subresources");
  const openapi = part(version, "schema", "openAPIV3Schema") as JsonObject;
  const scale = subresources["scale"] as ScalePaths | undefined;
  return {
    name: version["name"] as string,
    served: version["served"] === true,
    deprecated: version["deprecated"] === true,
    hasStatus: subresources["status"] !== undefined,
    ...(scale === undefined ? {} : { scale }),
    table: printerTable(version["additionalPrinterColumns"] as PrinterColumn[] | undefined),
    openapi,
    schema: schemaCheck(openapi),
  };
}
