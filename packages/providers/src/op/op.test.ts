// The old forms whose functions differ from the new ones by more than where input and output are; the others are
// tested beside their new forms.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";
import { type Answer, type RecordingServer, recordingServer } from "../../test/recording-server.ts";

let on: Bed;
let server: RecordingServer;
let answer: Answer = { body: "{}" };
beforeAll(async () => {
  on = await bed();
  server = await recordingServer(() => answer);
});
afterAll(async () => {
  server.close();
  await on.close();
});

const op = (name: string, fields: string): string =>
  `import "vela/op"\naction: op.#${name} & {${fields}}`;
const configMap = (name: string, data = ""): string =>
  `{apiVersion: "v1", kind: "ConfigMap", metadata: name: "${name}"${data}}`;

describe("HTTP", () => {
  it.each([
    ["HTTPDo", "GET"],
    ["HTTPGet", "GET"],
    ["HTTPPost", "POST"],
    ["HTTPPut", "PUT"],
    ["HTTPDelete", "DELETE"],
  ])("op.#%s sends %s and gives the response", async (name, method) => {
    answer = { status: 404, body: '{"a":1}' };
    const fields = `url: "${server.url}/x", request: {body: "hi", header: "X-A": "b"}`;
    const { response } = await on.returns(op(name, fields));
    expect(response).toMatchObject({
      statusCode: 404,
      body: '{"a":1}',
      header: { "Content-Type": ["application/json"] },
    });
    expect(server.requests.at(-1)).toMatchObject({
      method,
      url: "/x",
      body: "hi",
      headers: { "x-a": "b" },
    });
  });

  it("a fixed method cannot be another", async () => {
    const template = op("HTTPPost", `url: "${server.url}", method: "GET"`);
    await expect(on.call(template)).rejects.toThrow("empty disjunction");
  });
});

describe("chats", () => {
  it.each([
    ["Slack", "slackUrl"],
    ["DingTalk", "dingUrl"],
    ["Lark", "larkUrl"],
  ])("op.#%s posts the message to %s", async (name, field) => {
    answer = { body: "ok" };
    const template = op(name, `message: {text: "hi"}, ${field}: "${server.url}/hook"`);
    expect(await on.call(template)).toEqual({ kind: "done" });
    expect(server.requests.at(-1)).toMatchObject({
      method: "POST",
      url: "/hook",
      body: '{"text":"hi"}',
      headers: { "content-type": "application/json" },
    });
    expect(on.nature(template)).toBe("effect");
  });

  it("keep their address out of errors", async () => {
    const error = await on.error(
      op("Slack", `message: {text: "hi"}, slackUrl: "http://127.0.0.1:1/services/hush"`),
    );
    expect(error).toContain("connection refused");
    expect(error).not.toContain("hush");
  });
});

describe("configs", () => {
  it("are created, read, listed and deleted", async () => {
    await on.client.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "config-template-t", namespace: "vela-system" },
      data: { template: "template: parameter: {...}" },
    });
    const place = `name: "c", namespace: "default"`;
    await on.call(op("CreateConfig", `${place}, template: "t", config: {port: 1}`));
    expect(await on.returns(op("ReadConfig", place))).toEqual({ config: { port: 1 } });
    expect(await on.returns(op("ListConfig", `template: "t", namespace: "default"`))).toEqual({
      configs: [{ name: "c", alias: "", description: "", config: { port: 1 } }],
    });
    await on.call(op("DeleteConfig", place));
    expect(await on.error(op("ReadConfig", place))).toContain('secrets "c" not found');
  });
});

describe("objects", () => {
  it("are applied in parallel, patched and deleted", async () => {
    const { value } = await on.returns(
      op("ApplyInParallel", `value: [${configMap("one")}, ${configMap("two", `, data: k: "v"`)}]`),
    );
    expect(value).toMatchObject([{ metadata: { name: "one" } }, { metadata: { name: "two" } }]);
    const { result } = await on.returns(
      op("Patch", `value: ${configMap("two")}, patch: data: more: "m"`),
    );
    expect(result).toMatchObject({ data: { k: "v", more: "m" } });
    expect(await on.returns(op("Delete", `value: ${configMap("one")}`))).toEqual({});
    expect(await on.returns(op("Delete", `value: ${configMap("one")}`))).toMatchObject({
      err: 'configmaps "one" not found',
    });
  });

  it("are deleted in a namespace that has a default of its own", async () => {
    await on.call(op("Apply", `value: ${configMap("own")}`));
    for (const template of [
      `import "vela/op"
namespace: *"default" | string
action: op.#Delete & {value: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "own", "namespace": namespace}}}`,
      `import "vela/kube"
namespace: *"vela-system" | string
action: kube.#Delete & {$params: value: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "config-template-t", "namespace": namespace}}}`,
    ]) {
      expect(await on.returns(template)).toEqual({});
    }
  });
});

it.each(["oam", "#Task", "#ReadSecret", "ws.#DoVar", "kube.#Get"])(
  "op.%s is not there, and said so",
  async (name) => {
    expect(await on.error(`import "vela/op"\naction: op.${name} & {}`)).toContain(
      name.split(".")[0]?.replace("#", "") ?? "",
    );
  },
);
