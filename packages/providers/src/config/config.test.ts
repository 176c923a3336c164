import type { KubeObject } from "@lateen/kube";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";
import { LAST_APPLIED_CONFIG, PROPERTIES_KEY, REFERENCES_KEY, secretText } from "./layout.ts";

const template = (
  name: string,
  script: string,
  { namespace = "vela-system", isSensitive = false } = {},
): KubeObject & { data: { [key: string]: string } } => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name: `config-template-${name}`,
    namespace,
    labels: { "config.oam.dev/scope": "project" },
    annotations: { "config.oam.dev/sensitive": String(isSensitive) },
  },
  data: { template: script },
});

const DATABASE = `import "strconv"

metadata: {name: "database"}
template: {
	parameter: {host: string, port: *5432 | int}
	output: {
		apiVersion: "v1"
		kind:       "Secret"
		type:       "example.org/database"
		metadata: labels: host: parameter.host
		stringData: {
			address: parameter.host + ":" + strconv.FormatInt(parameter.port, 10)
			of:      "\\(context.namespace)/\\(context.name)"
		}
	}
	outputs: settings: {
		apiVersion: "v1"
		kind:       "ConfigMap"
		metadata: {name: "\\(context.name)-settings", namespace: context.namespace}
		data: host: parameter.host
	}
}
`;
const CHECKED = `template: {
	parameter: host: string
	validation: $returns: {
		result: parameter.host != ""
		message: [if parameter.host == "" {"a host is needed"}, ""][0]
	}
}
`;

let on: Bed;
beforeAll(async () => {
  const namespace = (name: string): KubeObject => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  });
  on = await bed({
    objects: [
      namespace("tools"),
      template("database", DATABASE),
      template("checked", CHECKED),
      template("hidden", "template: parameter: {...}", { isSensitive: true }),
      template("near", "template: parameter: {...}", { namespace: "tools" }),
      template("empty", ""),
      template("broken", "template: {"),
      template("list", `template: {parameter: {...}, output: data: [1]}`),
      template("extra", `template: {parameter: {...}, outputs: x: {kind: "ConfigMap"}}`),
    ],
  });
});
afterAll(() => on.close());

const action = (name: string, params: object): string =>
  `import "vela/config"\naction: config.#${name} & {$params: ${JSON.stringify(params)}}`;
const create = (params: object): string =>
  action("CreateConfig", { namespace: "default", config: {}, ...params });
const read = (name: string): string => action("ReadConfig", { name, namespace: "default" });
const list = (of: string, namespace = "default"): string =>
  action("ListConfig", { template: of, namespace });
const remove = (name: string): string => action("DeleteConfig", { name, namespace: "default" });

describe("config.#CreateConfig", () => {
  it("writes a Secret of a fixed layout", async () => {
    await on.returns(create({ name: "plain", config: { host: "h", port: 5432, ratio: 0.5 } }));
    const secret = await on.get("Secret", "plain");
    expect(secret.metadata.labels).toEqual({
      "config.oam.dev/catalog": "velacore-config",
      "config.oam.dev/type": "",
    });
    expect(secret.metadata.annotations).toMatchObject({
      "config.oam.dev/alias": "",
      "config.oam.dev/description": "",
    });
    expect(secretText(secret, PROPERTIES_KEY)).toBe('{"host":"h","port":5432,"ratio":0.5}');
    expect(secret.metadata.annotations?.[LAST_APPLIED_CONFIG]).toBeDefined();
    expect(secret.metadata.annotations?.[LAST_APPLIED_CONFIG]).not.toContain("5432");
  });

  it("renders a template, with further objects, at the first time already", async () => {
    await on.returns(create({ name: "db", template: "database", config: { host: "h" } }));
    const secret = await on.get("Secret", "db");
    expect(secret).toMatchObject({
      type: "example.org/database",
      metadata: {
        labels: {
          host: "h",
          "config.oam.dev/catalog": "velacore-config",
          "config.oam.dev/type": "database",
          "config.oam.dev/scope": "project",
        },
        annotations: {
          "config.oam.dev/sensitive": "false",
          "config.oam.dev/template-namespace": "vela-system",
        },
      },
    });
    expect(secretText(secret, "address")).toBe("h:5432");
    expect(secretText(secret, "of")).toBe("default/db");
    expect(JSON.parse(secretText(secret, REFERENCES_KEY) ?? "")).toEqual([
      { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "db-settings" },
    ]);
    expect((await on.get("ConfigMap", "db-settings"))["data"]).toEqual({ host: "h" });
  });

  it("updates a config; what is gone from the properties is gone", async () => {
    await on.returns(create({ name: "again", config: { a: 1, b: 2 } }));
    await on.returns(create({ name: "again", config: { a: 3 } }));
    expect((await on.returns(read("again")))["config"]).toEqual({ a: 3 });
  });

  it("changes nothing when nothing has changed", async () => {
    const same = create({ name: "same", template: "database", config: { host: "h" } });
    await on.returns(same);
    const before = await on.get("Secret", "same");
    await on.returns(same);
    const after = await on.get("Secret", "same");
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });

  it("takes a template of another namespace; its type goes by the template's name", async () => {
    await on.returns(create({ name: "near", template: "tools/near" }));
    expect(await on.get("Secret", "near")).toMatchObject({
      type: "/near",
      metadata: { annotations: { "config.oam.dev/template-namespace": "tools" } },
    });
  });

  it.each([
    [{ name: "x", template: "none" }, "the template does not exist"],
    [{ name: "x", template: "empty" }, "config template vela-system/empty has no template data"],
    [{ name: "x", template: "broken" }, "config-template-broken.cue"],
    [{ name: "x", template: "list" }, "the output format must be secret"],
    [{ name: "x", template: "database", config: { host: 1 } }, "host"],
    [
      { name: "x", template: "checked", config: { host: "" } },
      "failed to validate config: a host is needed",
    ],
    [{ name: "db", template: "near" }, "the template does not exist"],
    [{ name: "db", template: "tools/near" }, "the template of the config can not be changed"],
    [{ name: "x", template: "extra" }, "Object 'apiVersion' is missing"],
  ])("fails for %j", async (params, message) => {
    expect(await on.error(create(params))).toContain(message);
    if (params.name === "x") await expect(on.get("Secret", "x")).rejects.toThrow("not found");
  });
});

describe("config.#ReadConfig", () => {
  it("gives the properties, integers as integers, and watches them", async () => {
    await on.returns(create({ name: "read", config: { port: 5432, list: [1, "a"] } }));
    expect(await on.call(read("read"))).toEqual({
      kind: "done",
      returns: { config: { port: 5432, list: [1, "a"] } },
      watches: [
        {
          cluster: "",
          object: { apiVersion: "v1", kind: "Secret", name: "read", namespace: "default" },
        },
      ],
    });
  });

  it("fails where there is none, or nothing to be shown", async () => {
    await on.returns(create({ name: "secret", template: "hidden", config: { a: 1 } }));
    await on.client.create({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "other", namespace: "default" },
    });
    expect(await on.error(read("none"))).toContain('secrets "none" not found');
    expect(await on.error(read("secret"))).toBe("the config is sensitive");
    expect(await on.error(read("other"))).toBe("config default/other has no properties data");
  });
});

describe("config.#ListConfig", () => {
  it("gives the configs of a template, without the properties of sensitive ones", async () => {
    await on.returns(create({ name: "near-1", template: "tools/near", config: { n: 1 } }));
    await on.returns(create({ name: "hidden-1", template: "hidden", config: { n: 1 } }));
    const near = (await on.returns(list("tools/near")))["configs"];
    expect(near).toContainEqual({ name: "near-1", alias: "", description: "", config: { n: 1 } });
    const hidden = (await on.returns(list("hidden")))["configs"];
    expect(hidden).toContainEqual({ name: "hidden-1", alias: "", description: "" });
    expect(await on.returns(list("none"))).toEqual({ configs: [] });
  });

  it.each([
    ["", "default"],
    ["near", ""],
  ])("needs template and namespace: %j, %j", async (of, namespace) => {
    expect(await on.error(list(of, namespace))).toBe("the request is invalid");
  });
});

describe("config.#DeleteConfig", () => {
  it("deletes the config and what its template made, also what is gone already", async () => {
    await on.returns(create({ name: "gone", template: "database", config: { host: "h" } }));
    await on.returns(remove("gone"));
    await expect(on.get("Secret", "gone")).rejects.toThrow("not found");
    await expect(on.get("ConfigMap", "gone-settings")).rejects.toThrow("not found");

    await on.returns(create({ name: "half", template: "database", config: { host: "h" } }));
    const settings = {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "half-settings",
      namespace: "default",
    };
    await on.client.delete(settings);
    await on.returns(remove("half"));
    await expect(on.get("Secret", "half")).rejects.toThrow("not found");
  });

  it("fails where there is none, and leaves other Secrets alone", async () => {
    await on.client.create({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "alien", namespace: "default" },
    });
    expect(await on.error(remove("never"))).toBe("the config never not found");
    expect(await on.error(remove("alien"))).toBe("secret default/alien is not a workflow config");
    expect((await on.get("Secret", "alien")).metadata.name).toBe("alien");
  });
});
