import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { systemClock } from "@lateen/client";
import type { Admission } from "@lateen/controller";
import { type KubeObject, badRequest } from "@lateen/kube";
import { afterAll, beforeAll, expect, it } from "vitest";
import { selfSigned } from "./tls/certificate.ts";
import { webhookServer } from "./webhook-server.ts";

const folder = mkdtempSync(join(tmpdir(), "lateen-webhooks-"));
const stopping = new AbortController();
const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
let ended: Promise<void>;
let port: number;

const admission: Admission = {
  mutate: (object) =>
    object["spec"] === undefined ? { ...object, spec: { named: true } } : object,
  validate: (object, old) => {
    if (old === undefined && object.metadata.name === "bad")
      throw badRequest("two steps are alike");
  },
};

beforeAll(async () => {
  port = await freePort();
  const { certificate, key } = selfSigned({
    name: "webhooks",
    hosts: ["127.0.0.1"],
    notBefore: new Date(),
    notAfter: new Date(Date.now() + 86_400_000),
  });
  writeFileSync(join(folder, "tls.crt"), certificate);
  writeFileSync(join(folder, "tls.key"), key);
  const server = webhookServer({
    admission,
    port,
    certificateFolder: folder,
    clock: systemClock,
    log,
  });
  ended = server.run(stopping.signal);
});
afterAll(async () => {
  stopping.abort();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const run = (name: string, more: object = {}): KubeObject =>
  ({
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "WorkflowRun",
    metadata: { name },
    ...more,
  }) as KubeObject;
const review = (asked: object): object => ({
  apiVersion: "admission.k8s.io/v1",
  kind: "AdmissionReview",
  request: { uid: "u-1", ...asked },
});

it.each<[string, string, object, number, object | string]>([
  [
    "names what is unnamed",
    "mutating",
    { operation: "CREATE", object: run("a") },
    200,
    { allowed: true, patchType: "JSONPatch" },
  ],
  [
    "leaves the rest",
    "mutating",
    { operation: "UPDATE", object: run("a", { spec: {} }) },
    200,
    { uid: "u-1", allowed: true },
  ],
  [
    "refuses what is wrong",
    "validating",
    { operation: "CREATE", object: run("bad") },
    200,
    { allowed: false, status: { code: 400, message: "two steps are alike" } },
  ],
  [
    "sees what was there",
    "validating",
    { operation: "UPDATE", object: run("bad"), oldObject: run("bad") },
    200,
    { allowed: true },
  ],
  [
    "lets deletions pass",
    "validating",
    { operation: "DELETE", object: null, oldObject: run("bad") },
    200,
    { allowed: true },
  ],
  ["knows no other webhook", "converting", {}, 404, "not found"],
])("the webhooks: %s", async (_name, kind, asked, status, expected) => {
  const path = `/${kind}-core-oam-dev-v1alpha1-workflowruns`;
  const answer = await post(path, JSON.stringify(review(asked)));
  expect(answer.status).toBe(status);
  if (typeof expected === "string") expect(answer.text).toBe(expected);
  else
    expect(JSON.parse(answer.text)).toMatchObject({ kind: "AdmissionReview", response: expected });
});

it("the webhooks: the patch gives the spec", async () => {
  const answer = await post(
    "/mutating-core-oam-dev-v1alpha1-workflowruns",
    JSON.stringify(review({ operation: "CREATE", object: run("a") })),
  );
  const { response } = JSON.parse(answer.text) as { response: { patch: string } };
  expect(JSON.parse(atob(response.patch))).toEqual([
    { op: "add", path: "/spec", value: { named: true } },
  ]);
});

it("the webhooks: what is no review is told", async () => {
  const answer = await post("/mutating-core-oam-dev-v1alpha1-workflowruns", "{}");
  expect(answer).toEqual({ status: 400, text: "expected an AdmissionReview with a request" });
});

/** Tries until the server listens. */
async function post(path: string, body: string): Promise<{ status: number; text: string }> {
  for (;;) {
    try {
      return await new Promise((done, fail) => {
        const call = request(
          { host: "127.0.0.1", port, path, method: "POST", rejectUnauthorized: false },
          (response) =>
            text(response).then(
              (got) => done({ status: response.statusCode ?? 0, text: got }),
              fail,
            ),
        );
        call.on("error", fail).end(body);
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ECONNREFUSED") throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return free;
}
