import { join } from "node:path";
import { readControllerFlags } from "@lateen/controller";
import type { KubeObject } from "@lateen/kube";
import { kubectl, temporaryFolder } from "@lateen/testkit";
import { expect, it } from "vitest";
import { type RunningServer, createLog, startControllerAlone, startServer } from "../src/index.ts";
import { loadKubeConfig } from "@lateen/client";

const VERSION = "1.2.3";
const lines: string[] = [];
const log = createLog({ write: (line) => void lines.push(line) });

function start(flags: Readonly<Record<string, string | boolean>> = {}): Promise<RunningServer> {
  return startServer({
    data: join(temporaryFolder(), "data"),
    host: "127.0.0.1",
    port: 0,
    clusters: [],
    simulateWorkloads: false,
    settings: readControllerFlags(flags),
    version: VERSION,
    log,
  });
}

const run = (name: string, steps: readonly object[], metadata: object = {}): KubeObject => ({
  apiVersion: "core.oam.dev/v1alpha1",
  kind: "WorkflowRun",
  metadata: { name, namespace: "default", ...metadata },
  spec: { workflowSpec: { steps } },
});
const print = (name: string): object => ({
  ...(name === "" ? {} : { name }),
  type: "print-message-in-status",
  properties: { message: "x" },
});

/** Waits until the run is finished and returns its phase. */
async function phase(server: RunningServer, name: string): Promise<string> {
  const { code, stdout, stderr } = await kubectl(
    [
      "wait",
      `wr/${name}`,
      "--for=jsonpath={.status.finished}=true",
      "-o",
      "jsonpath={.status.status}",
      "--timeout=10s",
    ],
    { kubeconfig: server.kubeconfig },
  );
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

it("with --use-webhook, runs are named and validated when they are created", async () => {
  const server = await start({ "use-webhook": true });
  const { client } = server;
  const created = await client.create(run("named", [print(""), print("")]));
  expect(
    (created["spec"] as { workflowSpec: { steps: { name: string }[] } }).workflowSpec.steps.map(
      ({ name }) => name,
    ),
  ).toEqual(["step-0", "step-1"]);
  await expect(client.create(run("twice", [print("a"), print("a")]))).rejects.toThrow(
    'denied the request: field "spec.workflowSpec.steps": Invalid value error encountered, duplicated step name. ',
  );
  const referring = { ...run("referring", []), spec: { workflowRef: "absent" } };
  await expect(client.create(referring)).rejects.toThrow(
    /failed to get workflow ref: Workflow\.core\.oam\.dev "absent" not found/,
  );
  expect(await phase(server, "named")).toBe("succeeded");
  // Updates that leave the spec alone pass, whatever became of the Workflow.
  await client.patch(
    { apiVersion: created.apiVersion, kind: created.kind, namespace: "default", name: "named" },
    "merge",
    { metadata: { labels: { a: "b" } } },
  );
  await server.stop();
});

it("acts only on runs that ask for its version, if told so", async () => {
  const server = await start({ "ignore-workflow-without-controller-requirement": true });
  const key = "workflowrun.oam.dev/controller-version-require";
  await server.client.create(run("free", [print("a")]));
  await server.client.create(run("other", [print("a")], { annotations: { [key]: "9" } }));
  await server.client.create(run("ours", [print("a")], { annotations: { [key]: VERSION } }));
  expect(await phase(server, "ours")).toBe("succeeded");
  const { items } = await server.client.list({
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "WorkflowRun",
  });
  expect(
    items.filter((item) => item["status"] === undefined).map(({ metadata }) => metadata.name),
  ).toEqual(["free", "other"]);
  await server.stop();
});

it("a controller of its own works against the server over HTTPS, one leader at a time", async () => {
  // Its own controller leaves runs to the others.
  const server = await start({ "ignore-workflow-without-controller-requirement": true });
  const kubeconfig = await loadKubeConfig({ path: server.kubeconfig });
  const stopping = new AbortController();
  const settings = readControllerFlags({
    "leader-elect": true,
    "metrics-bind-address": "0",
    "health-probe-bind-address": "0",
  });
  const alone = ["one", "two"].map((identity) =>
    startControllerAlone(
      { kubeconfig, settings, version: "0.0.1", log, identity },
      stopping.signal,
    ),
  );
  await server.client.create(run("remote", [print("a"), print("b")]));
  expect(await phase(server, "remote")).toBe("succeeded");
  const lease = await server.client.get({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    namespace: "vela-system",
    name: "workflow-0-0-1",
  });
  expect(["one", "two"]).toContain((lease["spec"] as { holderIdentity: string }).holderIdentity);
  stopping.abort();
  await Promise.all(alone);
  await server.stop();
});
