// Every command against one server, in the order in which a person would use them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@lateen/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Up, lateen, startUp } from "./lateen.ts";

let up: Up;
beforeAll(async () => {
  up = await startUp(["--no-example"]);
});
afterAll(() => up.stop());

/** A run with these steps, as a text. */
function runText(name: string, steps: readonly object[], more: object = {}): string {
  return JSON.stringify({
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "WorkflowRun",
    metadata: { name, namespace: "default" },
    spec: { workflowSpec: { steps }, ...more },
  });
}

const print = (name: string, message: string, more: object = {}): object => ({
  name,
  type: "print-message-in-status",
  properties: { message },
  ...more,
});

const run = (input: string, ...args: string[]) =>
  lateen(["--kubeconfig", up.kubeconfig, "run", "-f", "-", ...args], { input });

describe("lateen run", () => {
  it("follows a run line by line and ends with 0 when it succeeded", async () => {
    const { code, stdout, stderr } = await run(
      runText("fine", [print("one", "hello"), print("two", "bye", { if: "false" })]),
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^✔ one {2}succeeded .*hello/),
        "○ two  skipped  skipped: if false",
        expect.stringMatching(/^fine succeeded/),
      ]),
    );
  });

  it("ends with 1 when it failed, and says why", async () => {
    const steps = [
      { name: "bad", type: "request", properties: { url: "http://127.0.0.1:1/" }, timeout: "1s" },
    ];
    const { code, stderr } = await run(runText("broken", steps));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: broken failed: bad: .*\(`lateen show broken` tells more\)/);
  });

  it("ends with 3 when it waits for a person, who then resumes it", async () => {
    const held = await run(
      runText("held", [{ name: "approve", type: "suspend" }, print("after", "on we go")]),
    );
    expect(held.code).toBe(3);
    expect(held.stderr).toContain(
      "held is suspended at approve: `lateen resume held` lets it go on",
    );
    expect(await up.lateen(["resume", "held", "--step", "approve"])).toBe(
      "Successfully resume workflow held from step approve\n",
    );
    await up.kubectl([
      "wait",
      "wr/held",
      "--for=jsonpath={.status.status}=succeeded",
      "--timeout=10s",
    ]);
  });

  it("waits for a suspension that ends by itself", async () => {
    const { code } = await run(
      runText("pause", [{ name: "nap", type: "suspend", properties: { duration: "1s" } }]),
    );
    expect(code).toBe(0);
  });

  it("stops following after --timeout", async () => {
    const { code, stderr } = await run(
      runText("slow", [{ name: "nap", type: "suspend" }]),
      "--watch",
      "--timeout",
      "500ms",
    );
    expect([code, stderr]).toEqual([1, "Error: slow is still suspending after 0.5s\n"]);
  });

  it("sets values, takes another name and prints the object", async () => {
    const steps = [
      print("say", "", { inputs: [{ from: "context.word", parameterKey: "message" }] }),
    ];
    const { code, stdout } = await run(
      runText("set", steps),
      "--set",
      "word=ahoy",
      "--name",
      "set-2",
      "-o",
      "json",
    );
    expect(code).toBe(0);
    const object = JSON.parse(stdout) as {
      metadata: { name: string };
      status: { steps: { message: string }[] };
    };
    expect([object.metadata.name, object.status.steps[0]?.message]).toEqual(["set-2", "ahoy"]);
  });

  it("applies what else is in the file first", async () => {
    const { code, stderr } = await run(
      `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: {name: from-template}
spec: {workflowRef: template}
---
apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: {name: template}
steps:
- {name: shout, type: shout, properties: {text: hey}}
---
apiVersion: core.oam.dev/v1beta1
kind: WorkflowStepDefinition
metadata: {name: shout}
spec:
  schematic:
    cue:
      template: |
        import ("vela/builtin", "strings")
        say: builtin.#Message & {$params: message: strings.ToUpper(parameter.text)}
        parameter: text: string
`,
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(await up.lateen(["show", "from-template"])).toMatch(/└─✔ shout {2}shout .* HEY/);
  });

  it.each<[string, string, RegExp]>([
    ["broken YAML", "a: [1\n", /<stdin>:2:1: /],
    ["no run", "apiVersion: v1\nkind: ConfigMap\n", /there is no WorkflowRun in it/],
    [
      "an unknown step type",
      runText("x", [{ name: "a", type: "aply-object" }]),
      /<stdin>:1:\d+: unknown step type "aply-object": did you mean "apply-object"\?/,
    ],
    [
      "a step type of KubeVela's Applications",
      runText("x", [{ name: "a", type: "deploy" }]),
      /unknown step type "deploy": step type deploy needs a KubeVela Application/,
    ],
    [
      "a cycle",
      runText("x", [print("a", "1", { dependsOn: ["b"] }), print("b", "2", { dependsOn: ["a"] })]),
      /cycle in dependsOn: a -> b -> a/,
    ],
    [
      "a name twice",
      runText("x", [print("a", "1"), print("a", "2")]),
      /spec\.workflowSpec\.steps\[1\]\.name: duplicated step name/,
    ],
    [
      "parameters that do not fit",
      'apiVersion: core.oam.dev/v1alpha1\nkind: WorkflowRun\nmetadata: {name: x}\nspec:\n  parameters: {image: 5}\n  workflowSpec: {parameter: "image: string", steps: []}\n',
      /<stdin>:5:\d+: parameters do not fit their schema: parameters\.image: conflicting values 5 and string/,
    ],
    [
      "an unknown step type among the final steps",
      "apiVersion: core.oam.dev/v1alpha1\nkind: WorkflowRun\nmetadata: {name: x}\nspec:\n  workflowSpec:\n    steps: []\n    finally: [{type: nothing}]\n",
      /<stdin>:7:\d+: unknown step type "nothing"/,
    ],
    [
      "a wrong timeout",
      runText("x", [print("a", "1", { timeout: "soon" })]),
      /steps\[0\]\.timeout: invalid timeout/,
    ],
    [
      "a wrong type of a field",
      runText("x", [print("a", "1", { dependsOn: "b" })]),
      /spec\.workflowSpec\.steps\[0\]\.dependsOn/,
    ],
    [
      "a name that is taken",
      runText("fine", [print("a", "1")]),
      /there is already a run "fine" in namespace default: give another --name/,
    ],
    [
      "no Workflow",
      JSON.stringify({
        apiVersion: "core.oam.dev/v1alpha1",
        kind: "WorkflowRun",
        metadata: { name: "x" },
        spec: { workflowRef: "nope" },
      }),
      /failed to get workflow ref: .*"nope" not found/,
    ],
  ])("%s is refused before anything is created", async (_name, input, message) => {
    const { code, stderr } = await run(input);
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
    expect(await up.lateen(["ls"])).not.toMatch(/^x /m);
  });
});

describe("runs", () => {
  it("ls lists them", async () => {
    const table = await up.lateen(["ls"]);
    expect(table).toMatch(/^NAME +PHASE +STEPS +DURATION +AGE +MESSAGE\n/);
    expect(table).toMatch(/^fine +succeeded +2\/2 /m);
    expect(table).toMatch(/^broken +failed +1\/1 .*bad: /m);
    expect(JSON.parse(await up.lateen(["ls", "-A", "-o", "json"]))).toMatchObject({ kind: "List" });
    const { stderr } = await lateen(["--kubeconfig", up.kubeconfig, "ls", "-n", "kube-system"]);
    expect(stderr).toBe("No runs in namespace kube-system.\n");
  });

  it("show tells about one, and --vars its variables", async () => {
    const steps = [
      print("a", "x", { outputs: [{ name: "said", valueFrom: "parameter.message" }] }),
    ];
    await run(runText("vars", steps));
    expect(await up.lateen(["show", "vars"])).toMatch(
      /Name +vars\nNamespace +default\nMode +StepByStep, sub-steps DAG\n[\s\S]*└─✔ a/,
    );
    expect(await up.lateen(["show", "vars", "--vars"])).toContain('said: "x"');
    expect(await up.lateen(["show", "vars", "-o", "yaml"])).toMatch(
      /^apiVersion: core\.oam\.dev\/v1alpha1\nkind: WorkflowRun\n/,
    );
    const absent = await lateen(["--kubeconfig", up.kubeconfig, "show", "absent"]);
    expect([absent.code, absent.stderr]).toEqual([
      1,
      'Error: workflowruns.core.oam.dev "absent" not found\n',
    ]);
  });

  it("logs prints what steps did", async () => {
    const definition = join(temporaryFolder(), "talk.cue");
    writeFileSync(
      definition,
      `import "vela/util"

talk: {type: "workflow-step", description: "Talks"}
template: {
	log: util.#Log & {$params: data: "the tide is \\(parameter.tide)"}
	parameter: tide: string
}
`,
    );
    expect(await up.lateen(["def", "apply", definition])).toBe(
      "WorkflowStepDefinition talk created in namespace vela-system.\n",
    );
    expect(await up.lateen(["def", "apply", "-f", definition])).toBe(
      "WorkflowStepDefinition talk in namespace vela-system updated.\n",
    );
    await run(
      runText("logged", [
        { name: "a", type: "talk", properties: { tide: "high" } },
        { name: "b", type: "talk", properties: { tide: "low" } },
      ]),
    );
    expect(await up.lateen(["logs", "logged"])).toMatch(
      /Z a .*the tide is high[\s\S]*Z b .*the tide is low/,
    );
    const one = await up.lateen(["logs", "logged", "b"]);
    expect(one).toContain("the tide is low");
    expect(one).not.toContain("high");
    const absent = await lateen(["--kubeconfig", up.kubeconfig, "logs", "logged", "c"]);
    expect(absent.stderr).toBe('Error: run logged has no step "c" so far: there are a, b\n');
  });

  it("suspend, terminate and restart act on them", async () => {
    const steps = [
      { name: "wait", type: "suspend" },
      print("after", "done"),
      print("always", "cleaned up", { if: "always" }),
    ];
    await run(runText("acted", steps), "--detach");
    await up.kubectl([
      "wait",
      "wr/acted",
      "--for=jsonpath={.status.status}=suspending",
      "--timeout=10s",
    ]);
    expect(await up.lateen(["terminate", "acted"])).toBe(
      "Successfully terminate workflow: acted\n",
    );
    await up.kubectl([
      "wait",
      "wr/acted",
      "--for=jsonpath={.status.status}=terminated",
      "--timeout=10s",
    ]);
    expect(await up.lateen(["show", "acted"])).toMatch(/✔ always .*cleaned up/);
    expect(await up.lateen(["restart", "acted", "--step", "wait"])).toBe(
      "Successfully restart workflow acted from step wait\n",
    );
    await up.kubectl([
      "wait",
      "wr/acted",
      "--for=jsonpath={.status.status}=suspending",
      "--timeout=10s",
    ]);
    expect(await up.lateen(["resume", "acted"])).toBe("Successfully resume workflow: acted\n");
    await up.kubectl([
      "wait",
      "wr/acted",
      "--for=jsonpath={.status.status}=succeeded",
      "--timeout=10s",
    ]);
    expect(await up.lateen(["restart", "acted"])).toBe("Successfully restart workflow: acted\n");
    await up.kubectl([
      "wait",
      "wr/acted",
      "--for=jsonpath={.status.status}=suspending",
      "--timeout=10s",
    ]);
    const refused = await lateen(["--kubeconfig", up.kubeconfig, "suspend", "fine"]);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      "Error: can not suspend workflow fine: it has already succeeded\n",
    ]);
    expect(
      (await lateen(["--kubeconfig", up.kubeconfig, "resume", "acted", "--step", "nope"])).stderr,
    ).toBe("Error: can not find step nope\n");
  });

  it("rm deletes them with what the engine keeps of them", async () => {
    expect(await up.lateen(["rm", "acted"])).toBe(
      "workflowrun acted deleted from namespace default\n",
    );
    const both = await lateen(["--kubeconfig", up.kubeconfig, "rm", "absent", "fine"]);
    expect([both.code, both.stdout]).toEqual([
      1,
      "workflowrun fine deleted from namespace default\n",
    ]);
    expect(both.stderr).toBe('Error: workflowruns.core.oam.dev "absent" not found\n');
    await up.lateen(["rm", "--finished"]);
    expect(await up.lateen(["ls"])).not.toMatch(/succeeded|failed|terminated/);
  });
});

describe("lateen def", () => {
  it("vet passes over what is no step type in a folder, but not in a file", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "map.yaml"), "apiVersion: v1\nkind: ConfigMap\n");
    writeFileSync(join(folder, "fine.cue"), 'fine: {type: "workflow-step"}\ntemplate: x: 1\n');
    const found = await lateen(["def", "vet", "."], { cwd: folder });
    expect(found).toEqual({ code: 0, stdout: "Validation fine.cue succeed.\n", stderr: "" });
    const given = await lateen(["def", "vet", "map.yaml"], { cwd: folder });
    expect(given.stderr).toBe(
      "Error: map.yaml:2:7: expected a WorkflowStepDefinition, found ConfigMap\n",
    );
  });

  it("ls lists step types, show explains one", async () => {
    expect(await up.lateen(["def", "ls"])).toMatch(
      /^apply-object +vela-system +Resource Management +Apply a Kubernetes object/m,
    );
    const shown = await up.lateen(["def", "show", "request"]);
    expect(shown).toMatch(/^url +string +yes +The address$/m);
    expect(shown).toMatch(/^method +"POST" \| .* no +"GET" /m);
    expect(shown).toMatch(/^ratelimiter\nNAME +TYPE/m);
    expect(await up.lateen(["def", "show", "request", "--template"])).toContain("http.#HTTPDo");
    const absent = await lateen(["--kubeconfig", up.kubeconfig, "def", "show", "reqest"]);
    expect(absent.stderr).toBe('Error: definition not found: reqest (did you mean "request"?)\n');
  });

  it.each<[string, string, RegExp]>([
    ["a syntax error", 'a: {type: "workflow-step"}\ntemplate: {\n\tx: [1,\n}\n', /a\.cue:4:1: /],
    [
      "an unknown package",
      'import "vela/nope"\na: {type: "workflow-step"}\ntemplate: x: nope.#Y\n',
      /a\.cue:1:8: .*vela\/nope/,
    ],
    [
      "an unknown reference",
      'a: {type: "workflow-step"}\ntemplate: {x: 1\n\ty: z}\n',
      /a\.cue:3:5: (y: )?reference "z" not found/,
    ],
    [
      "a contradiction",
      'a: {type: "workflow-step"}\ntemplate: {\n\tx: 1\n\tx: 2\n}\n',
      /a\.cue:.*conflicting values/,
    ],
    [
      "no template",
      'a: {type: "workflow-step"}\n',
      /failed to parse CUE: a\.cue: no template found, invalid/,
    ],
    [
      "another type",
      'a: {type: "trait"}\ntemplate: {x: 1}\n',
      /a\.cue: a: expected type "workflow-step", found "trait"/,
    ],
  ])("vet finds %s", async (_name, text, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.cue"), text);
    const { code, stderr } = await lateen(["def", "vet", "a.cue"], { cwd: folder });
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
  });
});

describe("an unreachable server", () => {
  it("is a clear error", async () => {
    const path = join(temporaryFolder(), "kubeconfig");
    writeFileSync(
      path,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": "x",
        clusters: [{ name: "x", cluster: { server: "http://127.0.0.1:1" } }],
        contexts: [{ name: "x", context: { cluster: "x" } }],
      }),
    );
    const { code, stderr } = await lateen(["ls", "--kubeconfig", path]);
    expect(stderr).toBe(
      "Error: cannot reach the API server at 127.0.0.1:1: nothing listens there; is `lateen up` running?\n",
    );
    expect(code).toBe(1);
  });
});
