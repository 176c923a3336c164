import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@lateen/testkit";
import { expect, it } from "vitest";
import { ROOT, lateen } from "./lateen.ts";

const local = (input: string, ...args: string[]) =>
  lateen(["run", "-f", "-", "--local", ...args], { input, cwd: temporaryFolder() });

const text = (steps: string): string =>
  `apiVersion: core.oam.dev/v1alpha1\nkind: WorkflowRun\nmetadata: {name: here}\nspec: {workflowSpec: {steps: [${steps}]}}\n`;

it("lateen run --local runs a file without a server", async () => {
  const { code, stdout, stderr } = await local(
    text(
      "{name: a, type: apply-deployment, properties: {image: x}}, {name: b, type: print-message-in-status, properties: {message: hi}}",
    ),
  );
  expect(stdout).toMatch(/✔ a {2}succeeded[\s\S]*✔ b {2}succeeded .*hi[\s\S]*here succeeded/);
  expect([code, stderr]).toEqual([0, ""]);
});

it("lateen run --local runs the hello example", async () => {
  const { code, stderr } = await lateen([
    "run",
    "-f",
    join(ROOT, "examples/hello/run.yaml"),
    "--local",
  ]);
  expect([code, stderr]).toEqual([0, ""]);
});

it("lateen run --local takes step types from files of CUE", async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "shout.cue"),
    'import ("strings", "vela/builtin")\nshout: {type: "workflow-step"}\ntemplate: {\n\tsay: builtin.#Message & {$params: message: strings.ToUpper(parameter.text)}\n\tparameter: text: string\n}\n',
  );
  writeFileSync(join(folder, "run.yaml"), text("{name: a, type: shout, properties: {text: ahoy}}"));
  const { code, stdout } = await lateen(["run", "-f", "shout.cue", "-f", "run.yaml", "--local"], {
    cwd: folder,
  });
  expect([code, stdout]).toEqual([0, expect.stringContaining("AHOY")]);
});

it("lateen run --local tells of a failure", async () => {
  const { code, stderr } = await local(
    text('{name: a, type: request, timeout: 1s, properties: {url: "http://127.0.0.1:1"}}'),
    "-o",
    "json",
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Error: here failed: a: /);
});

it("lateen run --local ends in time", async () => {
  const { code, stderr } = await local(text("{name: a, type: suspend}"), "--timeout", "300ms");
  expect([code, stderr]).toEqual([1, "Error: here is still suspending after 0.3s\n"]);
});

it("an endless evaluation ends, and the run with it", async () => {
  const { code, stderr } = await local(
    `${text("{name: a, type: forever, timeout: 3s}")}---
apiVersion: core.oam.dev/v1beta1
kind: WorkflowStepDefinition
metadata: {name: forever}
spec:
  schematic:
    cue:
      template: |
        #List: {a: 1, next: #List | *null, b: [for x in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] for y in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] for z in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] for w in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] for v in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] for u in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] for t in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] {x + y}]}
        x: #List
`,
    "--timeout",
    "30s",
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/here (failed|is still)/);
});
