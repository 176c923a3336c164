import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseTxtar, temporaryFolder } from "@lateen/testkit";
import { describe, expect, it } from "vitest";
import { systemClock } from "../src/clock.ts";
import { runCommandLine } from "../src/root.ts";
import { memoryIo } from "./memory-io.ts";

// Each archive has files, and the numbered command lines of `cue` that were run where they lie; `N.out`, `N.err` and
// `N/FILE` are what the reference wrote.
const ARCHIVES = join(import.meta.dirname, "testdata/cue");
const COMMAND = /^(\d+) cue (.*?)(  # fails)?$/;

for (const name of readdirSync(ARCHIVES)) {
  describe(`lateen cue: ${name}`, () => {
    const { comment, files } = parseTxtar(readFileSync(join(ARCHIVES, name), "utf8"));
    const recorded = new Map(files.map(({ name: file, text }) => [file, text]));
    const inputs = files.filter(({ name: file }) => !/^\d+(?:\.out$|\.err$|\/)/.test(file));
    for (const line of comment.split("\n")) {
      const [, number = "", text = "", fails] = COMMAND.exec(line) ?? [];
      if (number === "") continue;
      it(text, async () => {
        const folder = temporaryFolder();
        for (const file of inputs) write(join(folder, file.name), file.text);
        const io = memoryIo({ stdin: recorded.get("stdin") ?? "" });
        const code = await runCommandLine(["cue", ...argumentsOf(text)], {
          io,
          clock: systemClock,
          env: {},
          cwd: folder,
          signal: new AbortController().signal,
        });
        const shown = (output: string): string => terminated(output.replaceAll(folder, "$FOLDER"));
        expect(shown(io.err().replace(/^Error: /, ""))).toBe(recorded.get(`${number}.err`) ?? "");
        expect(shown(io.out())).toBe(recorded.get(`${number}.out`) ?? "");
        expect(code === 0).toBe(fails === undefined);
        const changed = filesOf(folder).filter(([path, content]) => recorded.get(path) !== content);
        const wanted = [...recorded].filter(([file]) => file.startsWith(`${number}/`));
        expect(changed).toEqual(
          wanted.map(([file, content]) => [file.slice(number.length + 1), content]),
        );
      });
    }
  });
}

function argumentsOf(text: string): string[] {
  return Array.from(
    text.matchAll(/'([^']*)'|(\S+)/g),
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function terminated(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

function filesOf(folder: string, prefix = ""): [string, string][] {
  return readdirSync(folder)
    .sort()
    .flatMap((entry): [string, string][] => {
      const path = join(folder, entry);
      if (statSync(path).isDirectory()) return filesOf(path, `${prefix}${entry}/`);
      return [[`${prefix}${entry}`, terminated(readFileSync(path, "utf8"))]];
    });
}
