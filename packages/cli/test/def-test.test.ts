import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@lateen/testkit";
import { expect, it } from "vitest";
import { lateen } from "./lateen.ts";

const STEP = `import ("vela/kube", "vela/builtin")
parameter: name: string
read: kube.#Read & {$params: value: {apiVersion: "v1", kind: "ConfigMap", metadata: name: parameter.name}}
wait: builtin.#ConditionalWait & {
	$params: {
		continue: read.$returns.value.data.ready == "3"
		message:  "\\(read.$returns.value.data.ready) of 3"
	}
}
`;

/** A folder with a step type \`ready\` and these cases of it. */
function folder(cases: string): string {
  const path = temporaryFolder();
  writeFileSync(join(path, "ready.cue"), STEP);
  writeFileSync(join(path, "cases.txtar"), cases);
  return path;
}

const test = (cases: string, ...args: string[]) =>
  lateen(["def", "test", ".", ...args], { cwd: folder(cases) });

it("time leaps over waits; each turn is a call", async () => {
  const { code, stdout, stderr } = await test(`
-- goes on when the ConfigMap says so --
parameter: {name: state}
results:
  read: {turns: [{value: {data: {ready: "1"}}}, {value: {data: {ready: "2"}}}, {value: {data: {ready: "3"}}}]}
expect:
  phase: succeeded
  actions: [{at: read, do: kube.read, params: {value: {metadata: {name: state}}}}]
  outputs: {read.$returns.value.data.ready: "3"}
-- waits for ever --
parameter: {name: state}
until: 10h
results: {read: {value: {data: {ready: "2"}}}}
expect: {phase: running, reason: Wait, message: 2 of 3}
`);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(
    "✔ cases.txtar:2 goes on when the ConfigMap says so\n✔ cases.txtar:10 waits for ever\n\n2 passed, 0 failed\n",
  );
});

it("shows what differs, and reports it", async () => {
  const path = folder(`-- wrong --
parameter: {name: <&>}
results: {read: {value: {data: {ready: "3"}}}}
expect: {phase: failed, message: 3 of 3}
`);
  const { code, stdout } = await lateen(["def", "test", ".", "--junit", "out/junit.xml"], {
    cwd: path,
  });
  expect(code).toBe(1);
  expect(stdout).toBe(`✖ cases.txtar:1 wrong
    - message: 3 of 3
    - phase: failed
    + phase: succeeded

0 passed, 1 failed
`);
  const report = readFileSync(join(path, "out/junit.xml"), "utf8");
  expect(report).toContain('<testsuites name="lateen def test" tests="1" failures="1" errors="0"');
  expect(report).toContain('<failure message="cases.txtar:1: not as expected');
});

it("says which result is missing", async () => {
  const { stdout } = await test("-- bare --\nparameter: {name: state}\nexpect: {message: ''}\n");
  expect(stdout).toContain("the case gives no result of read (kube.read)");
});

it.each([
  ["-- a --\nresult: {}\n", /cases\.txtar:2:\d+: unknown field "result"/],
  ["-- a --\nexpect:\n  fase: failed\n", /cases\.txtar:3:\d+: unknown field "fase"/],
  ["-- a --\nparameter: [\n", /cases\.txtar:\d+:\d+: /],
  ["-- a --\nexpect:\n  after: soon\n", /cases\.txtar:3:\d+: expect\.after must be a duration/],
  ["nothing here\n", /no case in \./],
])("%j is refused with its place", async (cases, message) => {
  const { code, stderr } = await test(cases);
  expect(stderr).toMatch(message);
  expect(code).toBe(1);
});
