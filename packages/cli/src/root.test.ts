import { describe, expect, it } from "vitest";
import { memoryIo } from "../test/memory-io.ts";
import { systemClock } from "./clock.ts";
import { runCommandLine } from "./root.ts";
import { lateenVersion } from "./version.ts";

async function call(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = memoryIo();
  const code = await runCommandLine(args, {
    io,
    clock: systemClock,
    env: { HOME: "/nonexistent" },
    cwd: "/nonexistent",
    signal: new AbortController().signal,
  });
  return { code, out: io.out(), err: io.err() };
}

const COMMANDS = [
  "up",
  "run",
  "plan",
  "ls",
  "show",
  "logs",
  "explain",
  "debug",
  "suspend",
  "resume",
  "terminate",
  "restart",
  "rm",
  "def",
  "controller",
  "version",
];

describe("lateen", () => {
  it("lists its commands", async () => {
    const { code, out } = await call();
    expect(code).toBe(0);
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    expect(await call("--help")).toEqual({ code, out, err: "" });
  });

  it.each([
    ...COMMANDS.map((name) => [name]),
    ["def", "ls"],
    ["def", "show"],
    ["def", "apply"],
    ["def", "vet"],
    ["def", "test"],
  ])("%s %s explains itself", async (...names) => {
    const { code, out } = await call(...names.filter((name) => name !== undefined), "--help");
    expect(code).toBe(0);
    expect(out).toContain(`Usage: lateen ${names.join(" ").trim()}`);
    expect(out).toContain("--kubeconfig <file>");
  });

  it("prints its version", async () => {
    expect(await call("version", "-o", "json")).toEqual({
      code: 0,
      out: `${JSON.stringify({ lateen: lateenVersion(), node: process.versions.node }, null, 2)}\n`,
      err: "",
    });
  });

  it.each([
    [["shwo"], 2, /unknown command 'shwo'\n\(Did you mean show\?\)/],
    [["ls", "--al"], 2, /unknown option '--al'/],
    [["show"], 2, /missing required argument 'run'/],
    [["run"], 2, /required option '-f, --filename <file>'/],
    [["version", "-o", "xml"], 2, /unknown output format "xml": use json, yaml or table/],
    [["rm"], 2, /name the runs to delete, or say --all or --finished/],
    [["up", "--port", "http"], 2, /Expected a number from 0 to 65535/],
    [["up", "--feature-gates", "Nope=true"], 2, /unknown feature gate "Nope"/],
    [["run", "-f", "absent.yaml"], 1, /cannot read absent\.yaml: there is no such file/],
    [["run", "-f", "x", "--timeout", "1x"], 2, /Expected a duration such as "90s" or "10m"/],
    [["ls"], 1, /no kubeconfig: there is no file .*; `lateen up` starts a server of your own/],
    [["def", "vet", "absent.cue"], 1, /cannot read absent\.cue: there is no such file/],
  ])("%j ends with %i", async (args, code, message) => {
    const result = await call(...args);
    expect(result.err).toMatch(message);
    expect(result.code).toBe(code);
  });
});
