// plan against a server of its own with a member cluster.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@lateen/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Up, lateen, startUp } from "./lateen.ts";

const RUN = `apiVersion: v1
kind: ConfigMap
metadata: {name: state}
data: {ready: "2"}
---
apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: {name: release}
spec:
  workflowSpec:
    steps:
    - name: read
      type: read-object
      properties: {apiVersion: v1, kind: ConfigMap, name: state}
      outputs: [{name: ready, valueFrom: output.value.data.ready}]
    - name: deploy
      type: apply-deployment
      inputs: [{from: ready, parameterKey: image}]
      properties: {replicas: 2, cluster: east}
    - {name: approve, type: suspend}
    - name: call
      type: request
      properties: {url: "http://127.0.0.1:1/orders", method: POST}
      outputs: [{name: id, valueFrom: response.id}]
    - name: tell
      type: print-message-in-status
      inputs: [{from: id, parameterKey: message}]
    - {name: late, type: print-message-in-status, if: 'status.read.phase == "failed"', properties: {message: hi}}
`;

let up: Up;
let file: string;
beforeAll(async () => {
  up = await startUp(["--no-example", "--clusters", "east"]);
  file = join(temporaryFolder(), "run.yaml");
  writeFileSync(file, RUN);
  await up.kubectl(["create", "configmap", "state", "--from-literal=ready=1"]);
});
afterAll(() => up.stop());

it("shows parameters, changes and what is not known, and changes nothing", async () => {
  const text = await up.lateen(["plan", "-f", file]);
  expect(text).toContain(
    [
      "before the run",
      "  change ConfigMap default/state",
      "      apiVersion: v1",
      "      data:",
    ].join("\n"),
  );
  expect(text).toMatch(/- {3}ready: "1"\n +\+ {3}ready: "2"\n/);
  expect(text).toMatch(/● deploy apply-deployment\n {4}cluster: east\n {4}image: "1"\n/);
  expect(text).toMatch(/create Deployment default\/deploy in cluster east\n(?: {6}\+ .*\n)+/);
  expect(text).toMatch(
    /◐ call request partial\n {4}only the run can tell what req \(http\.do\) answers\n/,
  );
  expect(text).toMatch(/unknown until it ran: id\n/);
  expect(text).toMatch(/\? tell print-message-in-status unknown\n {4}its input id is known only/);
  expect(text).toMatch(/○ late print-message-in-status skipped\n/);
  expect(text).toMatch(
    /\n6 steps: 3 known, 1 partial, 1 unknown, 1 skipped; 2 objects would change\n$/,
  );
  expect(await up.lateen(["run", "-f", file, "--dry-run"])).toBe(text);
  expect(await up.kubectl(["get", "wr,deployments", "-A", "-o", "name"])).toBe("");
  expect(await up.kubectl(["get", "cm", "state", "-o", "jsonpath={.data.ready}"])).toBe("1");
});

it("goes through the items of a forEach, with what each would change in its cluster", async () => {
  const input = `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: {name: everywhere}
spec:
  parameters: {image: nginx}
  workflowSpec:
    parameter: 'image: string, clusters: *["local", "east"] | [...string]'
    steps:
    - name: deploy
      type: apply-deployment
      forEach: parameters.clusters
      inputs: [{from: item, parameterKey: cluster}, {from: parameters.image, parameterKey: image}]
      outputs: [{name: names, valueFrom: output.$returns.value.metadata.name}]
    - {name: tell, type: print-message-in-status, inputs: [{from: "names[1]", parameterKey: message}]}
`;
  const { code, stdout } = await lateen(
    ["--kubeconfig", up.kubeconfig, "plan", "-f", "-", "--set", "image=nginx:2"],
    { input },
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^● deploy apply-deployment\n {4}2 items\n {2}● deploy-0 apply-deployment\n/,
  );
  expect(stdout).toMatch(/ {6}image: nginx:2\n {6}create Deployment default\/deploy-0\n/);
  expect(stdout).toMatch(/ {6}create Deployment default\/deploy-1 in cluster east\n/);
  expect(stdout).toMatch(/● tell print-message-in-status\n {4}deploy-1\n/);
  expect(stdout).toMatch(/\n4 steps: 4 known; 2 objects would change\n$/);
});

it("ends with 1 if a step would fail", async () => {
  const input = RUN.replace("replicas: 2, cluster: east", "replicas: two");
  const { code, stdout } = await lateen(["--kubeconfig", up.kubeconfig, "plan", "-f", "-"], {
    input,
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/✖ deploy apply-deployment would fail\n {4}.*replicas/);
});

it("shows no data of Secrets", async () => {
  const secret =
    "kind: Secret\napiVersion: v1\nmetadata: {name: key}\nstringData: {word: open-sesame}\n";
  const input = `${secret}---\n${RUN}`;
  for (const format of ["table", "json"]) {
    const { stdout } = await lateen(
      ["--kubeconfig", up.kubeconfig, "plan", "-f", "-", "-o", format],
      { input },
    );
    expect(stdout).toMatch(/Secret/);
    expect(stdout).not.toMatch(/open-sesame|b3Blbi1zZXNhbWU/);
  }
});
