import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { WorkflowStepDefinition } from "@lateen/api";
import { stepDefinitions } from "@lateen/steps";
import { Command } from "commander";
import { readDefinitions, readDefinitionText } from "../../../definition/read-definitions.ts";
import { listSources, readSource } from "../../../documents.ts";
import { CommandError, SilentError } from "../../../errors.ts";
import type { Factory } from "../../../factory.ts";
import { type Recording, parseRecording } from "../../../recording/recording.ts";
import { type StepCase, parseCase } from "../../../step-test/case.ts";
import { type DifferenceLine, difference } from "../../../step-test/difference.ts";
import { type ReportedCase, junitReport } from "../../../step-test/junit.ts";
import { runCase } from "../../../step-test/run-case.ts";
import { type ArchiveFile, parseArchive } from "../../../txtar.ts";

interface TestOptions {
  readonly run?: string;
  readonly junit?: string;
}

type Definitions = ReadonlyMap<string, WorkflowStepDefinition>;

/** `lateen def test`. */
export function newDefTestCommand(factory: Factory): Command {
  return new Command("test")
    .summary("test step types by cases in files, without a cluster")
    .description(
      "Runs the cases in the .txtar files of a folder: step types in the real engine, with results of actions that\n" +
        "the case gives and a clock that leaps over waits. Step types are those in the .cue files of the folder and\n" +
        "of the archive, and the built-in ones.",
    )
    .argument("<dir...>", "folders, or .txtar files")
    .option("--run <text>", "only cases whose name contains the text")
    .option("--junit <file>", "write a JUnit report")
    .addHelpText(
      "after",
      `
A case:
  -- goes on when the ConfigMap says so --
  parameter: {name: state}
  results:                       # by path of the action; turns: one a call, the last again and again
    read: {turns: [{value: {data: {ready: "1"}}}, {value: {data: {ready: "3"}}}]}
  expect:                        # what is left out is not compared
    phase: succeeded
    after: 1s
    actions: [{at: read, do: kube.read}]
    outputs: {read.$returns.value.data.ready: "3"}

Further fields: type, context, step (timeout, retry …), until, resumes; {error: text} as a result fails the action;
recorded: {recording: run.json, step: name} takes parameter and results from a run that \`lateen debug --save\` wrote.`,
    )
    .action((paths: string[], options: TestOptions) => runDefTest(factory, paths, options));
}

async function runDefTest(
  factory: Factory,
  paths: readonly string[],
  options: TestOptions,
): Promise<void> {
  const { io, clock, cwd } = factory;
  const cases = await readCases(factory, paths);
  const chosen = cases.filter(({ test }) => test.name.includes(options.run ?? ""));
  if (chosen.length === 0) {
    throw new CommandError(
      cases.length === 0
        ? `no case in ${paths.join(", ")}: cases are files in .txtar archives`
        : `no case is named like "${options.run ?? ""}"`,
    );
  }
  const reported: ReportedCase[] = [];
  for (const { test, definitions } of chosen) {
    factory.signal.throwIfAborted();
    const start = clock.now();
    const { found } = await runCase(test, definitions);
    const lines = difference(test.expect, found);
    const milliseconds = clock.now() - start;
    const isPassed = lines.length === 0;
    const name = `${io.style("dim", `${test.file}:${test.line - 1}`)} ${test.name}`;
    io.stdout.write(`${isPassed ? io.style("green", "✔") : io.style("red", "✖")} ${name}\n`);
    for (const line of lines) io.stdout.write(`    ${styled(line, factory)}\n`);
    reported.push({
      file: test.file,
      name: test.name,
      milliseconds,
      failure: isPassed ? undefined : failureText(test, lines),
    });
  }
  if (options.junit !== undefined) {
    const file = resolve(cwd, options.junit);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, junitReport(reported));
  }
  const failed = reported.filter(({ failure }) => failure !== undefined).length;
  const total = `${reported.length - failed} passed, ${failed} failed`;
  io.stdout.write(`\n${io.style(failed === 0 ? "green" : "red", total)}\n`);
  if (failed > 0) throw new SilentError();
}

async function readCases(
  factory: Factory,
  paths: readonly string[],
): Promise<{ readonly test: StepCase; readonly definitions: Definitions }[]> {
  const builtIn = stepDefinitions();
  const list: { test: StepCase; definitions: Definitions }[] = [];
  for (const path of paths) {
    for (const file of await listSources(path, [".txtar"], factory.cwd)) {
      const archive = parseArchive((await readSource(file, factory)).text);
      const own = archive
        .filter(({ name }) => name.endsWith(".cue"))
        .map(({ name, text }) => readDefinitionText({ name: `${file}(${name})`, text }).definition);
      const beside = await besides(factory, dirname(file));
      const near = own.length > 0 ? own : beside;
      const definitions = new Map(
        [...builtIn, ...beside, ...own].map((one) => [one.metadata.name ?? "", one]),
      );
      const recordings = await recordingsOf(factory, file, archive);
      for (const part of archive.filter(({ name }) => !/\.(?:cue|json)$/.test(name))) {
        list.push({
          test: parseCase(file, part, { definitions: near, recordings }),
          definitions,
        });
      }
    }
  }
  return list;
}

/** The step types in the folder of an archive. */
async function besides(factory: Factory, folder: string): Promise<WorkflowStepDefinition[]> {
  const files = await listSources(folder, [".cue"], factory.cwd);
  const read = await Promise.all(
    files.filter((file) => dirname(file) === folder).map((file) => readDefinitions(file, factory)),
  );
  return read.flat().map(({ definition }) => definition);
}

/** Recorded runs in an archive, and those in files beside it. */
async function recordingsOf(
  factory: Factory,
  file: string,
  archive: readonly ArchiveFile[],
): Promise<ReadonlyMap<string, Recording>> {
  const recordings = new Map<string, Recording>();
  const folder = dirname(file);
  for (const path of await listSources(folder, [".json"], factory.cwd)) {
    if (dirname(path) !== folder) continue;
    const { text } = await readSource(path, factory);
    if (/"kind":\s*"Recording"/.test(text)) {
      recordings.set(basename(path), parseRecording(path, text));
    }
  }
  for (const { name, text } of archive) {
    if (name.endsWith(".json")) recordings.set(name, parseRecording(`${file}(${name})`, text));
  }
  return recordings;
}

function styled({ sign, text }: DifferenceLine, { io }: Factory): string {
  if (sign === " ") return io.style("dim", `  ${text}`);
  return io.style(sign === "-" ? "red" : "green", `${sign} ${text}`);
}

function failureText(test: StepCase, lines: readonly DifferenceLine[]): string {
  const body = lines.map(({ sign, text }) => `${sign} ${text}`).join("\n");
  return `${test.file}:${test.line - 1}: not as expected (- expected, + found)\n${body}`;
}
