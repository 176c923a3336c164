import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { KUBECTL_VERSIONS, temporaryFolder } from "@lateen/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Up, lateen, startUp } from "./lateen.ts";

describe("lateen up", () => {
  let up: Up;
  beforeAll(async () => {
    up = await startUp(["--clusters", "eu,us"]);
  });
  afterAll(() => up.stop());

  it("shows the example run to its end, then how to go on", async () => {
    const output = await up.printed(/Ctrl-C stops it/);
    expect(output).toMatch(/✔ greet {2}succeeded .*Hello!/);
    expect(output).toMatch(/✔ prepare › settings {2}succeeded/);
    expect(output).toMatch(/✔ work {2}succeeded/);
    expect(output).toMatch(/✔ say-it {2}succeeded .*Hello, world!/);
    expect(output).toMatch(/○ apologise {2}skipped/);
    expect(output).toMatch(/hello succeeded/);
    expect(output).toContain(`kubectl --kubeconfig ${up.kubeconfig} get workflowruns -A`);
    expect(output).toContain(`lateen show hello --kubeconfig ${up.kubeconfig}`);
  });

  it.each(KUBECTL_VERSIONS)("serves kubectl 1.%s", async (version) => {
    await up.printed(/Ctrl-C stops it/);
    expect(await up.kubectl(["get", "wr"], { version })).toMatch(
      /NAME +PHASE +AGE\nhello +succeeded/,
    );
    expect(await up.kubectl(["--context", "eu", "get", "namespaces"], { version })).toContain(
      "vela-system",
    );
    expect(
      await up.kubectl(
        ["get", "secret", "us", "-n", "vela-system", "-o", "jsonpath={.metadata.labels}"],
        { version },
      ),
    ).toContain("cluster.core.oam.dev/cluster-credential-type");
  });

  it("asks for its token, but not to tell that it is ready", async () => {
    const bare = { kubeconfig: withoutToken(up.kubeconfig) };
    expect((await up.kubectl(["get", "--raw", "/readyz"], bare)).trim()).toBe("ok");
    await expect(up.kubectl(["get", "--raw", "/metrics"], bare)).rejects.toThrow(
      /Unauthorized|You must be logged in/,
    );
    expect((await up.kubectl(["get", "--raw", "/readyz"])).trim()).toBe("ok");
    expect(await up.kubectl(["get", "--raw", "/metrics"])).toContain("workflowrun_initialized_num");
  });

  it("refuses a second server on the same data", async () => {
    const { code, stderr } = await lateen(["up", "--data", up.data, "--port", "0"]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /Error: another process is using .* \(is `lateen up` running there already\?\)/,
      ),
    ]);
    expect((await up.kubectl(["get", "--raw", "/readyz"])).trim()).toBe("ok");
  });
});

describe("the data of lateen up", () => {
  it("outlives kill -9, and an orderly stop", async () => {
    const first = await startUp(["--no-example"]);
    await first.kubectl(["create", "configmap", "kept", "--from-literal=a=1"]);
    expect(await first.stop("SIGKILL")).toBe("SIGKILL");
    const second = await startUp(["--no-example"], first.data);
    expect(await second.kubectl(["get", "configmap", "kept", "-o", "jsonpath={.data.a}"])).toBe(
      "1",
    );
    expect(second.token).toBe(first.token);
    expect(await second.stop("SIGINT")).toBe(0);
    expect(second.output()).toContain("stopping …");
    const third = await startUp([], first.data);
    await third.printed(/Ctrl-C stops it/);
    await third.stop();
    const fourth = await startUp([], first.data);
    expect(await fourth.printed(/Ctrl-C stops it/)).toMatch(/1 run of an earlier start is here/);
    await fourth.stop();
  });

  it.each<[string, (data: string) => string[], RegExp]>([
    [
      "an unwritable folder",
      (data) => [mkdir(data, 0o500), "up", "--data", join(data, "below")].slice(1),
      /cannot use the data folder .*permission denied/,
    ],
    [
      "a file in place of the folder",
      (data) => [write(data), "up", "--data", data].slice(1),
      /cannot use the data folder .*it is a file/,
    ],
    [
      "a place where the system makes no folders",
      () => ["up", "--data", "/proc/lateen/data"],
      /cannot use the data folder .*(the system makes no folders there|permission denied)/,
    ],
    [
      "an old format",
      (data) => [write(join(mkdir(data), "format"), "0\n"), "up", "--data", data].slice(1),
      /has data format 0, this version of Lateen reads format 1/,
    ],
    [
      "a name that is none",
      (data) => ["up", "--data", data, "--clusters", "EU_1"],
      /"EU_1" is no name for a cluster/,
    ],
    [
      "a name twice",
      (data) => ["up", "--data", data, "--clusters", "a,a"],
      /the name "a" is taken/,
    ],
  ])("%s is a clear error", async (name, prepare, message) => {
    // Nobody is kept from writing as root.
    if (name === "an unwritable folder" && process.getuid?.() === 0) return;
    const { code, stderr } = await lateen(prepare(join(temporaryFolder(), "data")));
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
  });

  it("a port in use is a clear error", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const data = join(temporaryFolder(), "data");
    const { code, stderr } = await lateen(["up", "--data", data, "--port", String(port)]);
    expect(stderr).toContain(
      `Error: port ${port} is in use by another program: choose another with --port`,
    );
    expect(code).toBe(1);
    expect(existsSync(join(data, "kubeconfig"))).toBe(false);
    expect(readFileSync(join(data, "format"), "utf8")).toBe("1\n");
    server.close();
  });
});

function withoutToken(kubeconfig: string): string {
  const path = join(temporaryFolder(), "kubeconfig");
  writeFileSync(
    path,
    readFileSync(kubeconfig, "utf8").replaceAll(/"token": "[^"]+"/g, '"username": "nobody"'),
  );
  return path;
}

function mkdir(path: string, mode = 0o700): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return path;
}

function write(path: string, text = ""): string {
  writeFileSync(path, text);
  return path;
}
