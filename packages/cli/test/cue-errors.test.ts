import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@lateen/testkit";
import { describe, expect, it } from "vitest";
import { systemClock } from "../src/clock.ts";
import { runCommandLine } from "../src/root.ts";
import { memoryIo } from "./memory-io.ts";

const SOURCE = "#D: {name: string}\nd: #D & {nmae: 1}\nc: 1 & 2\n";

async function errorsOf(args: readonly string[], columns?: number): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.cue"), SOURCE);
  const io = memoryIo(columns === undefined ? {} : { columns });
  const environment = { io, clock: systemClock, env: {}, cwd: folder };
  await runCommandLine(["cue", ...args], { ...environment, signal: new AbortController().signal });
  return io.err().replaceAll(folder, "$FOLDER");
}

const TEXT =
  "c: conflicting values 2 and 1:\n    ./a.cue:3:4\n    ./a.cue:3:8\n" +
  "d.nmae: field not allowed:\n    ./a.cue:2:10\n";

describe("errors of lateen cue", () => {
  it("are the reference's where nobody sits before them", async () => {
    expect(await errorsOf(["vet", "a.cue"])).toBe(TEXT);
  });

  it("tell at a terminal what may have been meant", async () => {
    expect(await errorsOf(["vet", "a.cue"], 80)).toBe(`${TEXT}    did you mean name?\n`);
  });

  it("are data for editors, one a line", async () => {
    const lines = (await errorsOf(["export", "a.cue", "--json-errors"])).trim().split("\n");
    const filename = "$FOLDER/a.cue";
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        severity: "error",
        code: "eval",
        message: "conflicting values 2 and 1",
        path: ["c"],
        text: "c: conflicting values 2 and 1",
        ranges: [
          { filename, line: 3, column: 4, offset: 40, length: 1 },
          { filename, line: 3, column: 8, offset: 44, length: 1 },
        ],
      },
      {
        severity: "error",
        code: "eval",
        message: "field not allowed",
        path: ["d", "nmae"],
        text: "d.nmae: field not allowed",
        ranges: [{ filename, line: 2, column: 10, offset: 28, length: 4 }],
        suggestion: "name",
      },
    ]);
  });

  it("tell commands and flags that are near", async () => {
    expect(await errorsOf(["exprot", "a.cue"])).toContain("Did you mean this?\n\texport\n");
    expect(await errorsOf(["export", "--outt", "json"])).toContain("Did you mean this?\n\t--out\n");
  });
});
