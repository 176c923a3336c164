import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type WorkflowRun, crds, typeOf } from "@lateen/api";
import type { Client } from "@lateen/kube";
import { type Cluster, startCluster } from "@lateen/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backupReconciler } from "./backup.ts";
import { openPersister } from "./persisters.ts";
import { readBackupFlags } from "./settings.ts";

const GROUP = "pipeline.oam.dev/name";
let cluster: Cluster;
let client: Client;

beforeEach(async () => {
  cluster = await startCluster({ objects: crds() });
  client = cluster.client;
});
afterEach(() => cluster.close());

async function make(
  name: string,
  phase: "executing" | "succeeded" | "failed",
  { endTime, group }: { readonly endTime?: string; readonly group?: string } = {},
): Promise<void> {
  const created = await client.create<WorkflowRun>({
    ...typeOf("WorkflowRun"),
    metadata: {
      name,
      namespace: "default",
      ...(group === undefined ? {} : { labels: { [GROUP]: group } }),
    },
    spec: { workflowSpec: { steps: [] } },
  });
  const status = {
    mode: {},
    status: phase,
    suspend: false,
    terminated: false,
    finished: phase !== "executing",
    ...(endTime === undefined ? {} : { endTime }),
  };
  await client.update({ ...created, status }, { subresource: "status" });
}

const names = async (): Promise<string[]> =>
  (await client.list(typeOf("WorkflowRun"))).items
    .map(({ metadata }) => metadata.name ?? "")
    .sort();

/** Looks at the runs, with a store that notes their names. */
async function backUp(
  flags: { readonly [name: string]: string | undefined },
  ...runs: readonly string[]
): Promise<string[]> {
  const stored: string[] = [];
  const text = (name: string): string => flags[name.replace("backup-", "")] ?? DEFAULTS[name] ?? "";
  const reconcile = backupReconciler({
    client,
    settings: readBackupFlags(text, (name) => text(name) === "true"),
    groupByLabel: GROUP,
    persister: { store: async ({ metadata }) => void stored.push(metadata.name ?? "") },
    isOurs: ({ metadata }) => metadata.labels?.["of-another"] === undefined,
  });
  const signal = new AbortController().signal;
  for (const run of runs)
    await reconcile(`default/${run}`, { signal, away: () => () => undefined });
  return stored;
}

const DEFAULTS: { readonly [name: string]: string } = { "backup-strategy": "BackupFinishedRecord" };

describe("the backup of finished runs", () => {
  it("leaves runs alone that go on, and those that are not there", async () => {
    await make("on", "executing");
    expect(await backUp({ "clean-on-backup": "true" }, "on", "gone")).toEqual([]);
    expect(await names()).toEqual(["on"]);
  });

  it("stores each end of a run once", async () => {
    await make("done", "succeeded", { endTime: "2026-01-01T00:00:00Z" });
    expect(await backUp({}, "done", "done")).toEqual(["done"]);
    const run = await client.get<WorkflowRun>({
      ...typeOf("WorkflowRun"),
      namespace: "default",
      name: "done",
    });
    const status = { ...run.status, endTime: "2026-01-02T00:00:00Z" } as WorkflowRun["status"];
    await client.update({ ...run, status } as WorkflowRun, { subresource: "status" });
    expect(await backUp({}, "done", "done")).toEqual(["done"]);
  });

  it("deletes what is stored", async () => {
    await make("done", "succeeded", { endTime: "2026-01-01T00:00:00Z" });
    expect(await backUp({ "clean-on-backup": "true" }, "done")).toEqual(["done"]);
    expect(await names()).toEqual([]);
  });

  it("leaves the newest failed run of each group alone", async () => {
    const flags = { "clean-on-backup": "true", "ignore-strategy": "IgnoreLatestFailedRecord" };
    await make("only", "failed", { endTime: "2026-01-01T00:00:00Z", group: "b" });
    expect(await backUp(flags, "only")).toEqual([]);
    await make("f1", "failed", { group: "a" });
    await make("f2", "failed", { endTime: "2026-01-01T01:00:00Z", group: "a" });
    await make("f3", "failed", { endTime: "2026-01-01T02:00:00Z", group: "a" });
    await make("fine", "succeeded", { endTime: "2026-01-01T03:00:00Z", group: "a" });
    expect(await backUp(flags, "f2")).toEqual(["f2", "f1"]);
    expect(await backUp(flags, "f1", "f3", "fine")).toEqual(["fine"]);
    expect(await names()).toEqual(["f3", "only"]);
  });

  it.each([
    [{ strategy: "All" }, '--backup-strategy: expected BackupFinishedRecord, found "All"'],
    [
      { "ignore-strategy": "Oldest" },
      '--backup-ignore-strategy: expected nothing or IgnoreLatestFailedRecord, found "Oldest"',
    ],
  ])("refuses %j", async (flags, message) => {
    await expect(backUp(flags)).rejects.toThrow(message);
  });
});

describe("the store in the log service of Alibaba Cloud", () => {
  const configSecret = { namespace: "vela-system", name: "backup-config" };
  const settings = {
    keepsLatestFailed: false,
    persistType: "sls",
    cleanOnBackup: false,
    configSecret,
  };
  const clock = {
    now: () => Date.parse("2026-11-25T21:22:42Z"),
    after: () => () => undefined,
  };
  let service: Server;
  let requests: object[];
  let status: number;

  beforeEach(async () => {
    requests = [];
    status = 200;
    service = createServer((request, response) => {
      void text(request.setEncoding("base64")).then((body) => {
        const { headers } = request;
        requests.push({ method: request.method, url: request.url, headers, body });
        response.writeHead(status).end('{"errorCode":"Unauthorized"}');
      });
    });
    await new Promise<void>((done) => service.listen(0, "127.0.0.1", done));
  });
  afterEach(() => new Promise((done) => service.close(done)));

  const config = async (data: { readonly [key: string]: string }): Promise<void> => {
    const encoded = Object.entries(data).map(([key, value]) => [key, btoa(value)]);
    await client.create({
      apiVersion: "v1",
      kind: "Secret",
      metadata: configSecret,
      data: Object.fromEntries(encoded),
    });
  };
  const complete = (): { readonly [key: string]: string } => ({
    Endpoint: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
    AccessKeyID: "mockID",
    AccessKeySecret: "mockSecret",
    ProjectName: "proj",
    LogStoreName: "store",
  });
  const run = {
    ...typeOf("WorkflowRun"),
    metadata: { name: "done", namespace: "default" },
  } as WorkflowRun;

  // What the service's own client for Go (aliyun-log-go-sdk 0.1.38) sends for this run at this time.
  it("gets one signed log a run", async () => {
    await config(complete());
    const persister = await openPersister(client, settings, clock);
    await persister?.store(run);
    expect(requests).toMatchObject([
      {
        method: "POST",
        url: "/logstores/store",
        headers: {
          authorization: "SLS mockID:0JjqM2mG+62W8inCLDEqhJK+Hrg=",
          "content-md5": "6652AE1CBDBCF1059DD1C85A1BB6AED8",
          "content-type": "application/x-protobuf",
          date: "Wed, 25 Nov 2026 21:22:42 GMT",
          host: expect.stringMatching(/^proj\.127\.0\.0\.1:/),
          "x-log-apiversion": "0.6.0",
          "x-log-bodyrawsize": "138",
          "x-log-signaturemethod": "hmac-sha1",
        },
        body:
          "Cn8IoqOd2AYSdwoHY29udGVudBJseyJhcGlWZXJzaW9uIjoiY29yZS5vYW0uZGV2L3YxYWxwaGExIiwia2luZCI6IldvcmtmbG93UnVuIiwi" +
          "bWV0YWRhdGEiOnsibmFtZSI6ImRvbmUiLCJuYW1lc3BhY2UiOiJkZWZhdWx0In19GgV0b3BpYyIA",
      },
    ]);
    status = 401;
    await expect(persister?.store(run)).rejects.toThrow(
      'SLS answered 401: {"errorCode":"Unauthorized"}',
    );
  });

  it("is refused without its settings", async () => {
    await expect(openPersister(client, settings, clock)).rejects.toThrow(
      "backup of runs: empty config: Secret vela-system/backup-config has no data",
    );
    const { LogStoreName: _store, ...rest } = complete();
    await config(rest);
    await expect(openPersister(client, settings, clock)).rejects.toThrow("invalid SLS config");
    await expect(
      openPersister(client, { ...settings, persistType: "disk" }, clock),
    ).rejects.toThrow("unsupported persist type disk, expected one of sls");
  });
});
