// The cases beside each built-in step type, and that every type has some.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { stepDefinitions } from "@lateen/steps";
import { describe, expect, it } from "vitest";
import { parseArchive } from "../src/txtar.ts";
import { ROOT, lateen } from "./lateen.ts";

const FOLDER = join(ROOT, "packages/steps/src");
const types = stepDefinitions().map(({ metadata }) => metadata.name ?? "");

it("there is a folder for every type and a type for every folder", () => {
  const folders = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, "step.cue")));
  expect(folders.toSorted()).toEqual(types.toSorted());
});

describe.each(types)("%s", (type) => {
  const archive = join(FOLDER, type, "cases.txtar");

  it("has a case of success and another", () => {
    const texts = parseArchive(readFileSync(archive, "utf8")).map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(1);
    const succeeds = texts.some((text) => /phase: succeeded/.test(text));
    // The only step type that is there to fail.
    expect(succeeds).toBe(type !== "fail");
  });

  it("does as its cases say", async () => {
    const { code, stdout, stderr } = await lateen(["def", "test", archive]);
    const failed = stdout.split("\n").filter((line) => !line.startsWith("✔"));
    expect({ code, stderr, failed }).toEqual({
      code: 0,
      stderr: "",
      failed: ["", expect.stringMatching(/^\d+ passed, 0 failed$/), ""],
    });
  });
});
