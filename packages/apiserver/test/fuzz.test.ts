// Whatever is sent, the answer is a Status with a reason: never a failure of the server.
import type { KubeObject } from "@lateen/kube";
import { type Cluster, startCluster } from "@lateen/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { widgets } from "./widgets.ts";

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ objects: [widgets], simulateWorkloads: true });
  for (const [apiVersion, kind] of [
    ["v1", "ConfigMap"],
    ["example.com/v1", "Widget"],
  ] as const) {
    await cluster.client.create<KubeObject>({ apiVersion, kind, metadata: { name: "x" } });
  }
});
afterAll(async () => {
  expect(cluster.errors).toEqual([]);
  await cluster.close();
});

async function call(method: string, path: string, body: string, type: string): Promise<unknown> {
  const response = await cluster.server.handle(
    new Request(`http://server${path}`, { method, body, headers: { "content-type": type } }),
  );
  const text = await response.text();
  if (response.status >= 500) throw new Error(`${method} ${path} ${body}: ${text}`);
  return JSON.parse(text);
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, 0, -1, 1.5, "", "x", "é", true, [], {}, [null], [{}], { a: null }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** An object with junk at one of the places that matter. */
function objects(paths: readonly string[], base: object): fc.Arbitrary<object> {
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), junk), { minLength: 1, maxLength: 3 })
    .map((changes) => {
      const object = structuredClone(base) as Record<string, unknown>;
      for (const [path, value] of changes) {
        const steps = path.split(".");
        let place: Record<string, unknown> = object;
        for (const step of steps.slice(0, -1)) {
          if (typeof place[step] !== "object" || place[step] === null) place[step] = {};
          place = place[step] as Record<string, unknown>;
        }
        place[steps.at(-1) as string] = structuredClone(value);
      }
      return object;
    });
}

const META = [
  ...["metadata", "metadata.name", "metadata.labels", "metadata.labels.a", "metadata.annotations"],
  ...["metadata.finalizers", "metadata.ownerReferences", "metadata.generateName", "metadata.uid"],
  ...[
    "metadata.resourceVersion",
    "metadata.deletionTimestamp",
    "metadata.managedFields",
    "apiVersion",
    "kind",
  ],
];
const pod = { metadata: { generateName: "p-" }, spec: { containers: [{ name: "c", image: "i" }] } };
const KINDS: readonly (readonly [path: string, places: readonly string[], base: object])[] = [
  [
    "/api/v1/namespaces/default/configmaps",
    ["data", "data.k", "binaryData", "immutable"],
    { metadata: { generateName: "c-" } },
  ],
  [
    "/api/v1/namespaces/default/secrets",
    ["data", "stringData", "stringData.k", "type"],
    { metadata: { generateName: "s-" } },
  ],
  [
    "/api/v1/namespaces/default/pods",
    ["spec", "spec.containers", "spec.volumes", "spec.volumes.0", "spec.restartPolicy", "status"],
    pod,
  ],
  [
    "/api/v1/namespaces/default/services",
    ["spec", "spec.ports", "spec.selector", "spec.type"],
    { metadata: { generateName: "s-" } },
  ],
  [
    "/api/v1/namespaces/default/events",
    ["involvedObject", "lastTimestamp", "message"],
    { metadata: { generateName: "e-" } },
  ],
  [
    "/api/v1/namespaces",
    ["spec", "spec.finalizers", "status"],
    { metadata: { generateName: "n-" } },
  ],
  [
    "/apis/apps/v1/namespaces/default/deployments",
    [
      "spec",
      "spec.selector",
      "spec.selector.matchLabels",
      "spec.template",
      "spec.strategy",
      "spec.replicas",
    ],
    { metadata: { generateName: "d-" }, spec: { template: pod } },
  ],
  [
    "/apis/batch/v1/namespaces/default/jobs",
    ["spec", "spec.template", "spec.template.spec", "spec.completions", "spec.selector"],
    { metadata: { generateName: "j-" }, spec: { template: pod } },
  ],
  [
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    [
      ...["spec", "spec.group", "spec.names", "spec.names.plural", "spec.scope", "spec.versions"],
      ...["spec.versions.0", "spec.versions.0.schema", "spec.versions.0.schema.openAPIV3Schema"],
      ...[
        "spec.versions.0.additionalPrinterColumns",
        "spec.versions.0.subresources",
        "spec.conversion",
        "status",
      ],
    ],
    { ...widgets, metadata: { name: "gadgets.example.com" } },
  ],
  [
    "/apis/example.com/v1/namespaces/default/widgets",
    ["spec", "spec.size", "spec.color", "status"],
    { metadata: { generateName: "w-" } },
  ],
];

describe.each(KINDS)("POST %s", (path, places, base) => {
  it("refuses junk with a reason", async () => {
    await fc.assert(
      fc.asyncProperty(objects([...META, ...places], base), async (object) => {
        await call("POST", `${path}?dryRun=All`, JSON.stringify(object), "application/json");
      }),
      { numRuns: 150 },
    );
  });

  it("and any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        await call("POST", `${path}?dryRun=All`, text, "application/json");
      }),
      { numRuns: 50 },
    );
  });
});

const PATCHES = [
  "merge-patch+json",
  "json-patch+json",
  "strategic-merge-patch+json",
  "apply-patch+yaml",
];

describe.each(PATCHES)("%s", (type) => {
  it.each([
    "/api/v1/namespaces/default/configmaps/x",
    "/apis/example.com/v1/namespaces/default/widgets/x",
    "/apis/example.com/v1/namespaces/default/widgets/x/status",
  ])("of %s refuses junk with a reason", async (path) => {
    const operation = fc.record({
      op: fc.constantFrom("add", "remove", "replace", "test", "move", "copy", "other"),
      path: fc.constantFrom(
        "",
        "/",
        "/metadata",
        "/metadata/labels/a",
        "/spec/size",
        "/data/k",
        "x",
      ),
      from: fc.constantFrom("", "/metadata", "/spec"),
      value: junk,
    });
    const body = fc.oneof(
      objects([...META, "spec", "data", "status"], {}),
      fc.array(operation, { maxLength: 3 }),
      junk,
    );
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        await call("PATCH", `${path}?dryRun=All`, JSON.stringify(value), `application/${type}`);
      }),
      { numRuns: 150 },
    );
  });
});
