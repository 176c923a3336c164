// explain against a server of its own.
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { temporaryFolder } from "@lateen/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Up, startUp } from "./lateen.ts";

const RUN = `apiVersion: core.oam.dev/v1beta1
kind: WorkflowStepDefinition
metadata: {name: ready, namespace: default}
spec:
  schematic:
    cue:
      template: |
        import ("vela/kube", "vela/builtin")
        parameter: {name: string, want: *3 | int}
        read: kube.#Read & {
          $params: value: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: parameter.name, namespace: context.namespace}}
        }
        wait: builtin.#ConditionalWait & {
          $params: {
            if read.$returns.value != _|_ {
              continue: read.$returns.value.data.ready == "\\(parameter.want)"
            }
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
metadata: {name: held}
spec:
  workflowSpec:
    steps:
    - {name: first, type: print-message-in-status, properties: {message: hi}}
    - {name: never, type: print-message-in-status, if: 'status.first.phase == "failed"', properties: {message: hi}}
    - {name: wait, type: ready, timeout: 1h, properties: {name: state}}
`;

let up: Up;
beforeAll(async () => {
  up = await startUp(["--no-example"]);
  const file = join(temporaryFolder(), "run.yaml");
  writeFileSync(file, RUN);
  await up.lateen(["run", "-f", file, "--detach"]);
  await up.kubectl(
    ["wait", "wr/held", '--for=jsonpath={.status.steps[?(@.name=="wait")].message}=not ready'],
    { timeout: 30_000 },
  );
});
afterAll(() => up.stop());

it("shows the condition of a wait, what it saw and what lets it go on", async () => {
  const text = await up.lateen(["explain", "held", "wait"]);
  expect(text).toMatch(/^◐ wait ready running\n {2}waits at wait: not ready\n/);
  expect(text).toContain(
    [
      "decided by",
      '  ready.cue:9:7  read.$returns.value.data.ready == "\\(parameter.want)"',
      '    read.$returns.value.data.ready = "1"',
      "    parameter.want = 3",
    ].join("\n"),
  );
  expect(text).toMatch(
    /goes on\n {2}when ConfigMap default\/state changes\n {2}at .* its time is over/,
  );
});

it("shows the if of a step that was skipped", async () => {
  const text = await up.lateen(["explain", "held", "never"]);
  expect(text).toMatch(/^○ never print-message-in-status skipped\n {2}if: .* is false\n/);
  expect(text).toContain('    status.first.phase = "succeeded"\n');
});

it("tells of a step that is not there", async () => {
  await expect(up.lateen(["explain", "held", "nowhere"])).rejects.toThrow(
    /held: the run has no step "nowhere"/,
  );
});
