// debug: a run recorded from a server, which is stopped before its steps are evaluated again.
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@lateen/testkit";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Up, lateen, startUp } from "./lateen.ts";

const RUN = `apiVersion: core.oam.dev/v1beta1
kind: WorkflowStepDefinition
metadata: {name: ready, namespace: default}
spec:
  schematic:
    cue:
      template: |
        import ("vela/kube", "vela/builtin")
        parameter: {name: string, want: int}
        read: kube.#Read & {
          $params: value: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: parameter.name, namespace: context.namespace}}
        }
        wait: builtin.#ConditionalWait & {
          $params: {
            continue: read.$returns.value.data.ready == "\\(parameter.want)"
            message: "not ready"
          }
        }
---
apiVersion: v1
kind: ConfigMap
metadata: {name: state}
data: {ready: "1"}
---
apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: {name: done, annotations: {workflowrun.oam.dev/debug: "true"}}
spec:
  workflowSpec:
    steps:
    - {name: wait, type: ready, properties: {name: state, want: 1}}
    - {name: say, type: print-message-in-status, properties: {message: hi}}
`;

let up: Up;
const folder = temporaryFolder();
beforeAll(async () => {
  up = await startUp(["--no-example"]);
  writeFileSync(join(folder, "run.yaml"), RUN);
  await up.lateen(["run", "-f", join(folder, "run.yaml")]);
  await vi.waitFor(
    async () => {
      const maps = await up.kubectl(["get", "cm", "-o", "name"]);
      expect(maps).toMatch(/(done-\w+-debug-[\s\S]*){2}/);
    },
    { timeout: 10_000 },
  );
  // What the step saw is what it was, whatever became of it.
  await up.kubectl(["patch", "cm", "state", "--type=merge", "-p", '{"data":{"ready":"7"}}']);
  const text = await up.lateen(["debug", "done", "--save", join(folder, "run.json")]);
  expect(text).toMatch(
    /^✔ wait ready succeeded\n[\s\S]*ready: "1"\n[\s\S]*\n✔ say print-message-in-status/,
  );
  await up.stop();
});
afterAll(() => up.stop());

const debug = (...args: string[]) =>
  lateen(["debug", "--recording", "run.json", ...args], { cwd: folder });

it("evaluates a step again as it was", async () => {
  const { code, stdout } = await debug("wait");
  expect(code).toBe(0);
  expect(stdout).toMatch(/evaluated again\n {4}phase: succeeded\n/);
  expect(stdout).toMatch(/continue: +true/);
});

it("shows what another parameter changes", async () => {
  const { stdout } = await debug("wait", "--set", "want=2");
  expect(stdout).toMatch(/- {3}want: 1\n {4}\+ {3}want: 2\n/);
  expect(stdout).toMatch(
    /- phase: succeeded\n {4}\+ phase: running\n {4}\+ reason: Wait\n {4}\+ message: not ready\n/,
  );
  expect(stdout).toMatch(/- \t\tcontinue: +true\n {4}\+ \t\tcontinue: +false\n/);
});

it("shows what another answer changes", async () => {
  const answer = 'read={value: {data: {ready: "2"}}}';
  const { stdout } = await debug("wait", "--set", "want=2", "--result", answer);
  expect(stdout).toMatch(/ {2}outcome\n {4}as before\n/);
});

it("makes a case of a step, which holds", async () => {
  const { stdout } = await debug("wait", "--case");
  const template = RUN.split("template: |\n")[1]?.split("---")[0]?.replaceAll(/^ {8}/gm, "") ?? "";
  const path = temporaryFolder();
  writeFileSync(join(path, "ready.cue"), template);
  const more = `-- from the run --
recorded: {recording: run.json, step: wait}
expect: {phase: succeeded}
-- from the run, with another answer --
recorded: {recording: run.json, step: wait}
results: {read: {value: {data: {ready: "3"}}}}
expect: {phase: running, message: not ready}
`;
  writeFileSync(join(path, "cases.txtar"), `${stdout}${more}`);
  copyFileSync(join(folder, "run.json"), join(path, "run.json"));
  const test = await lateen(["def", "test", "."], { cwd: path });
  expect([test.stderr, test.stdout]).toEqual([
    "",
    expect.stringMatching(/^✔ cases\.txtar:1 wait\n(?:✔ .*\n){2}\n3 passed, 0 failed\n$/),
  ]);
});

it.each([
  [["nowhere"], 1, /done has no step "nowhere" on record: there are wait, say/],
  [["--set", "a=b"], 2, /name the step to evaluate again/],
  [["wait", "--result", "x"], 2, /--result x: expected path=value/],
])("%j ends with %i", async (args, code, message) => {
  const result = await debug(...args);
  expect(result.stderr).toMatch(message);
  expect(result.code).toBe(code);
});
