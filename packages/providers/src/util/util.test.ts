import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";

let on: Bed;
beforeAll(async () => {
  on = await bed({ random: { integer: (below) => below - 1 } });
});
beforeEach(() => {
  on.keys.clear();
});
afterAll(() => on.close());

const util = (name: string, params: string, imports = ""): string =>
  `import "vela/util"\n${imports}action: util.#${name} & {$params: {${params}}}`;

interface PatchCase {
  readonly name: string;
  readonly value: string;
  readonly patch: string;
  readonly result?: object;
  readonly err?: string;
}

const PATCHES: readonly PatchCase[] = [
  {
    name: "adds fields",
    value: `a: b: 1`,
    patch: `a: c: 2, d: [3]`,
    result: { a: { b: 1, c: 2 }, d: [3] },
  },
  {
    name: "agrees on equal values",
    value: `a: 1, l: [{n: "x"}]`,
    patch: `a: 1, l: [{n: "x", v: 2}]`,
    result: { a: 1, l: [{ n: "x", v: 2 }] },
  },
  {
    name: "keeps the order of the base by key, and appends the rest",
    value: `containers: [{name: "x1"}, {name: "x2"}]`,
    patch: `// +patchKey=name
containers: [{name: "x4"}, {name: "x3"}, {name: "x1", image: "i"}]`,
    result: {
      containers: [{ name: "x1", image: "i" }, { name: "x2" }, { name: "x4" }, { name: "x3" }],
    },
  },
  {
    name: "inherits the key",
    value: `containers: [{name: "x1"}, {name: "x2", envs: [{name: "OPS"}]}]`,
    patch: `// +patchKey=name
containers: [{name: "x2", envs: [{name: "USER", value: "DEV"}, {name: "OPS", value: "OAM"}]}]`,
    result: {
      containers: [
        { name: "x1" },
        {
          name: "x2",
          envs: [
            { name: "OPS", value: "OAM" },
            { name: "USER", value: "DEV" },
          ],
        },
      ],
    },
  },
  {
    name: "takes alternatives of keys, with dots",
    value: `envFrom: [{secretRef: name: "a"}, {configMapRef: name: "b"}]`,
    patch: `// +patchKey=secretRef.name,configMapRef.name
envFrom: [{configMapRef: name: "b", prefix: "B"}, {secretRef: name: "c"}]`,
    result: {
      envFrom: [
        { secretRef: { name: "a" } },
        { configMapRef: { name: "b" }, prefix: "B" },
        { secretRef: { name: "c" } },
      ],
    },
  },
  {
    name: "merges by position where no element has the key",
    value: `l: [{a: 1}]`,
    patch: `// +patchKey=name
l: [{b: 2}, {c: 3}]`,
    result: { l: [{ a: 1, b: 2 }, { c: 3 }] },
  },
  {
    name: "replaces an element with key and retainKeys",
    value: `volumes: [{name: "v", cinder: id: "1"}, {name: "w"}]`,
    patch: `// +patchKey=name
// +patchStrategy=retainKeys
volumes: [{name: "v", configMap: name: "c"}]`,
    result: { volumes: [{ name: "v", configMap: { name: "c" } }, { name: "w" }] },
  },
  {
    name: "replaces a list",
    value: `args: ["a", "b"]`,
    patch: `// +patchStrategy=replace
args: ["c"]`,
    result: { args: ["c"] },
  },
  {
    name: "replaces a value with retainKeys",
    value: `strategy: {type: "Rolling", rolling: max: 1}`,
    patch: `strategy: {
	// +patchStrategy=retainKeys
	type: "Recreate"
}`,
    result: { strategy: { type: "Recreate", rolling: { max: 1 } } },
  },
  {
    name: "replaces a struct with retainKeys",
    value: `strategy: {type: "Rolling", rolling: max: 1}`,
    patch: `// +patchStrategy=retainKeys
strategy: {type: "Recreate"}`,
    result: { strategy: { type: "Recreate" } },
  },
  {
    name: "gives the comment above a short form to the innermost field",
    value: `strategy: {type: "Rolling", rolling: max: 1}`,
    patch: `// +patchStrategy=retainKeys
strategy: type: "Recreate"`,
    result: { strategy: { type: "Recreate", rolling: { max: 1 } } },
  },
  {
    name: "leaves fields of its own out",
    value: `a: 1`,
    patch: `_n: 2, b: _n`,
    result: { a: 1, b: 2 },
  },
  {
    name: "lets a patch be open at its end",
    value: `l: [1, 2, 3]`,
    patch: `l: [1, ...]`,
    result: { l: [1, 2, 3] },
  },
  {
    name: "lets a default give way",
    value: `replicas: 3`,
    patch: `replicas: *1 | int`,
    result: { replicas: 3 },
  },
  {
    name: "tells a contradiction",
    value: `a: b: 1`,
    patch: `a: b: 2`,
    err: "result check err: a.b: conflicting values 2 and 1",
  },
  {
    name: "tells a contradiction of types",
    value: `a: "1"`,
    patch: `a: 1`,
    err: 'result check err: a: conflicting values 1 and "1" (mismatched types int and string)',
  },
  {
    name: "tells that a patch is too short",
    value: `l: [1, 2]`,
    patch: `l: [1]`,
    err: "result check err: l: incompatible list lengths (1 and 2)",
  },
  {
    name: "tells a contradiction of lists in another order",
    value: `l: [{n: "a"}, {n: "b"}]`,
    patch: `l: [{n: "b"}, {n: "a"}]`,
    err: 'result check err: l.0.n: conflicting values "b" and "a"',
  },
  {
    name: "tells what is not concrete",
    value: `a: 1`,
    patch: `b: string`,
    err: "result check err: b: ",
  },
];

describe.each(PATCHES)("#PatchK8sObject $name", ({ value, patch, result, err }) => {
  const params = `value: {${value}}\npatch: {\n${patch}\n}`;
  it.each([
    util("PatchK8sObject", params),
    `import "vela/op"\naction: op.#PatchK8sObject & {${params}}`,
  ])("%s", async (template) => {
    const returns = await on.returns(template);
    if (err === undefined) expect(returns).toEqual({ result });
    else {
      expect(Object.keys(returns)).toEqual(["err"]);
      expect(returns["err"]).toContain(err);
    }
  });
});

describe("#PatchK8sObject with a strategy for the patch as a whole", () => {
  it.each([
    ["jsonMergePatch", `a: null, b: 2`, { b: 2 }],
    [
      "jsonPatch",
      `operations: [{op: "add", path: "/c", value: 3}, {op: "remove", path: "/a"}]`,
      { c: 3 },
    ],
  ])("%s", async (strategy, patch, result) => {
    const params = `value: {a: 1}\n// +patchStrategy=${strategy}\npatch: {${patch}}`;
    expect(await on.returns(util("PatchK8sObject", params))).toEqual({ result });
  });
});

describe("#ConvertString", () => {
  it.each([
    [`'plain'`, "plain"],
    [`'\\xe2\\x82\\xac'`, "€"],
    [`''`, ""],
    [`base64.Decode(null, "aHVzaMOpCg==")`, "hushé\n"],
  ])("%s is %j", async (bytes, str) => {
    const imports = bytes.startsWith("base64") ? `import "encoding/base64"\n` : "";
    expect(await on.returns(util("ConvertString", `bt: ${bytes}`, imports))).toEqual({ str });
    const old = `import "vela/op"\n${imports}action: op.#ConvertString & {bt: ${bytes}}`;
    expect(await on.returns(old)).toEqual({ str });
  });

  it("takes no text", async () => {
    expect(await on.error(util("ConvertString", `bt: "text"`))).toContain(
      'conflicting values "text" and bytes',
    );
  });
});

describe("#JSONPath", () => {
  const value = `value: {status: conditions: [{type: "Ready", "a.b": 1}]}`;
  it.each([
    ["status.conditions[0].type", { found: true, result: "Ready" }],
    ["status.conditions[1].type", { found: false }],
    ["nothing.here", { found: false }],
  ])("%s", async (path, returns) => {
    expect(await on.returns(util("JSONPath", `${value}, path: "${path}"`))).toEqual(returns);
  });
});

describe("#Random", () => {
  it.each([
    ["", "9".repeat(24)],
    [`length: 3, charset: "aß"`, "ßßß"],
  ])("with %j", async (params, str) => {
    expect(await on.returns(util("Random", params))).toEqual({ str });
  });

  it.each([
    [`charset: ""`, "charset: expected at least one character"],
    ["length: 0", "length: expected 1 to 4096"],
    ["length: 5000", "length: expected 1 to 4096"],
  ])("fails with %s", async (params, message) => {
    expect(await on.error(util("Random", params))).toBe(message);
  });
});

describe("#Log", () => {
  const config = (): unknown => JSON.parse(on.keys.get("logConfig") ?? "null");

  it("writes text as it is and structs as JSON", async () => {
    for (const data of [`"hello"`, `{b: 1, a: [true]}`]) {
      await on.call(util("Log", `data: ${data}`));
    }
    expect(on.logs.slice(-2)).toEqual([
      { level: "info", message: "hello" },
      { level: "info", message: '{"b":1,"a":[true]}' },
    ]);
    expect(config()).toEqual({ step: { data: true } });
  });

  it("keeps where logs are; a later call replaces what it sets", async () => {
    const sources = [
      `url: "http://one"`,
      `resources: [{name: "p", cluster: "far", namespace: "ns"}]`,
      `resources: [{labelSelector: app: "a"}]`,
    ];
    for (const source of sources) await on.call(util("Log", `source: {${source}}`));
    expect(config()).toEqual({
      step: { source: { url: "http://one", resources: [{ labelSelector: { app: "a" } }] } },
    });
    await on.call(`import "vela/op"\naction: op.#Log & {data: "x", source: url: "http://two"}`);
    expect(config()).toEqual({
      step: {
        data: true,
        source: { url: "http://two", resources: [{ labelSelector: { app: "a" } }] },
      },
    });
  });

  it("without data and source notes the step alone, and keeps the logs of other steps", async () => {
    await on.call(util("Log", ""));
    expect(config()).toEqual({ step: {} });
    on.keys.set("logConfig", '{"before":{"data":true}}');
    await on.call(util("Log", `data: "x"`));
    expect(config()).toEqual({ before: { data: true }, step: { data: true } });
  });

  it("is not lost on something that is not JSON", async () => {
    on.keys.set("logConfig", "{");
    expect(await on.error(util("Log", `data: "x"`))).toContain("logConfig");
    expect(on.keys.get("logConfig")).toBe("{");
  });

  it.each([`source: {url: "u", resources: []}`, `resources: []`, "data: 7"])(
    "does not take %s",
    async (params) => {
      await expect(on.call(util("Log", params))).rejects.toThrow();
    },
  );
});
