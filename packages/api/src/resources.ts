import type { JsonObject, KubeObject } from "@lateen/kube";
import { PACKAGE_SCHEMA } from "./package/schema.ts";
import { WORKFLOW_STEP_DEFINITION_SCHEMA } from "./workflow-step-definition/schema.ts";
import { WORKFLOW_RUN_SCHEMA } from "./workflow-run/schema.ts";
import { WORKFLOW_SCHEMA } from "./workflow/schema.ts";

/** One of our custom resources, as its CRD declares it. All are namespaced and have one version. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly statusSubresource: boolean;
  readonly printerColumns: readonly {
    readonly name: string;
    readonly type: string;
    readonly jsonPath: string;
  }[];
  readonly schema: JsonObject;
}

/** Our custom resources. */
export const RESOURCES: readonly Resource[] = [
  {
    group: "core.oam.dev",
    version: "v1alpha1",
    kind: "WorkflowRun",
    plural: "workflowruns",
    singular: "workflowrun",
    shortNames: ["wr"],
    categories: ["oam"],
    statusSubresource: true,
    printerColumns: [
      { name: "PHASE", type: "string", jsonPath: ".status.status" },
      { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
    ],
    schema: WORKFLOW_RUN_SCHEMA,
  },
  {
    group: "core.oam.dev",
    version: "v1alpha1",
    kind: "Workflow",
    plural: "workflows",
    singular: "workflow",
    shortNames: [],
    categories: ["oam"],
    statusSubresource: false,
    printerColumns: [],
    schema: WORKFLOW_SCHEMA,
  },
  {
    group: "core.oam.dev",
    version: "v1beta1",
    kind: "WorkflowStepDefinition",
    plural: "workflowstepdefinitions",
    singular: "workflowstepdefinition",
    shortNames: ["workflowstep"],
    categories: ["oam"],
    statusSubresource: true,
    printerColumns: [],
    schema: WORKFLOW_STEP_DEFINITION_SCHEMA,
  },
  {
    group: "cue.oam.dev",
    version: "v1alpha1",
    kind: "Package",
    plural: "packages",
    singular: "package",
    shortNames: ["pkg", "cpkg", "cuepkg", "cuepackage"],
    categories: [],
    statusSubresource: false,
    printerColumns: [
      { name: "PATH", type: "string", jsonPath: ".spec.path" },
      { name: "PROTO", type: "string", jsonPath: ".spec.provider.protocol" },
      { name: "ENDPOINT", type: "string", jsonPath: ".spec.provider.endpoint" },
    ],
    schema: PACKAGE_SCHEMA,
  },
];

/** `apiVersion` and `kind` of a resource of ours by its kind. */
export function typeOf(kind: "WorkflowRun" | "Workflow" | "WorkflowStepDefinition" | "Package"): {
  readonly apiVersion: string;
  readonly kind: string;
} {
  return TYPES[kind];
}

const TYPES = {
  WorkflowRun: { apiVersion: "core.oam.dev/v1alpha1", kind: "WorkflowRun" },
  Workflow: { apiVersion: "core.oam.dev/v1alpha1", kind: "Workflow" },
  WorkflowStepDefinition: { apiVersion: "core.oam.dev/v1beta1", kind: "WorkflowStepDefinition" },
  Package: { apiVersion: "cue.oam.dev/v1alpha1", kind: "Package" },
} as const;

/** The CustomResourceDefinitions of {@link RESOURCES}, new objects in each call. */
export function crds(): KubeObject[] {
  return RESOURCES.map((resource) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${resource.plural}.${resource.group}` },
    spec: {
      group: resource.group,
      names: {
        kind: resource.kind,
        listKind: `${resource.kind}List`,
        plural: resource.plural,
        singular: resource.singular,
        ...(resource.shortNames.length > 0 ? { shortNames: [...resource.shortNames] } : {}),
        ...(resource.categories.length > 0 ? { categories: [...resource.categories] } : {}),
      },
      scope: "Namespaced",
      versions: [
        {
          name: resource.version,
          served: true,
          storage: true,
          ...(resource.printerColumns.length > 0
            ? { additionalPrinterColumns: resource.printerColumns.map((column) => ({ ...column })) }
            : {}),
          schema: { openAPIV3Schema: structuredClone(resource.schema) },
          subresources: resource.statusSubresource ? { status: {} } : {},
        },
      ],
    },
  }));
}
