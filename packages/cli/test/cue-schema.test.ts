import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@lateen/testkit";
import { describe, expect, it } from "vitest";
import { systemClock } from "../src/clock.ts";
import { runCommandLine } from "../src/root.ts";
import { memoryIo } from "./memory-io.ts";

const SOURCE = `// Things.
package things

${"import"} "strings"

info: version: "v3"

// A thing.
#Thing: {
	name: strings.MinRunes(2)
	size: *1 | int & >0
	max:  <(2 * 512)
	sub?: #Sub
}
#Sub: x: int
`;

async function run(
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "things.cue"), SOURCE);
  writeFileSync(join(folder, "broken.cue"), "package things\n#Thing: size: string\nx: 1 & 2\n");
  const io = memoryIo();
  const code = await runCommandLine(["cue", ...args], {
    io,
    clock: systemClock,
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, out: io.out(), err: io.err() };
}

const THING = {
  type: "object",
  description: "A thing.",
  properties: {
    name: { type: "string", minLength: 2 },
    size: { type: "integer", exclusiveMinimum: 0, default: 1 },
    max: { type: "number", exclusiveMaximum: 1024 },
  },
  required: ["name", "max"],
  additionalProperties: false,
};

describe("lateen cue --out", () => {
  it("jsonschema describes a definition", async () => {
    const { code, out } = await run("def", "things.cue", "-e", "#Thing", "--out", "jsonschema");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...THING,
      $schema: "https://json-schema.org/draft/2020-12/schema",
      properties: { ...THING.properties, sub: { $ref: "#/$defs/Sub" } },
      $defs: { Sub: { type: "object", required: ["x"] } },
    });
  });

  it("jsonschema describes a package, with all its definitions", async () => {
    const { out } = await run("def", "things.cue", "--out", "jsonschema");
    expect(JSON.parse(out)).toMatchObject({ type: "object", $defs: { Sub: {}, Thing: THING } });
  });

  it("openapi describes all definitions, as YAML too", async () => {
    const { out } = await run("export", "things.cue", "--out", "openapi");
    expect(JSON.parse(out)).toMatchObject({
      openapi: "3.0.3",
      info: { title: "Things.", version: "v3" },
      components: { schemas: { Sub: {}, Thing: { properties: { name: { minLength: 2 } } } } },
    });
    const yaml = await run("def", "things.cue", "--out", "openapi+yaml");
    expect(yaml.out).toMatch(/^openapi: 3\.0\.3\ninfo:\n {2}title: Things\.\n/);
  });

  it("tells what is wrong with the package", async () => {
    const { code, out, err } = await run("def", "things.cue", "broken.cue", "--out", "openapi");
    expect({ code, out, err }).toEqual({
      code: 1,
      out: "",
      err: expect.stringContaining(
        "x: conflicting values 2 and 1:\n    ./broken.cue:3:4\n",
      ) as string,
    });
  });
});
