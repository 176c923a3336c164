import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SYSTEM_NAMESPACE, type WorkflowStepDefinition } from "@lateen/api";
import type { Json, JsonObject } from "@lateen/kube";
import { Command } from "commander";
import { parse, stringify } from "yaml";
import { readSource } from "../../documents.ts";
import { CommandError, FlagError } from "../../errors.ts";
import type { Factory } from "../../factory.ts";
import { formatData, parseFormat } from "../../output/object.ts";
import { stepMark } from "../../output/tree.ts";
import {
  type Edits,
  type RecordedStep,
  type Recording,
  caseOf,
  parseRecording,
  recordedStep,
} from "../../recording/recording.ts";
import { recordRun } from "../../recording/record-run.ts";
import { getRun } from "../../runs.ts";
import { type DifferenceLine, lineDifference, nearChanges } from "../../step-test/difference.ts";
import { type CaseOutcome, runCase } from "../../step-test/run-case.ts";
import { assignValues } from "../run/set-values.ts";

interface DebugOptions {
  readonly recording?: string;
  readonly save?: string;
  readonly set: readonly string[];
  readonly result: readonly string[];
  readonly edit: boolean;
  readonly case: boolean;
}

/** `lateen debug`. */
export function newDebugCommand(factory: Factory): Command {
  return new Command("debug")
    .summary("go through a recorded run, and evaluate a step of it again")
    .description(
      "Records a run and goes through its steps: what each was given, what its actions answered, what became of it.\n" +
        "With a step, evaluates that one again, here, with the recorded answers and with what is edited; nothing is\n" +
        'called. A run with the annotation workflowrun.oam.dev/debug: "true" keeps what its steps read; of others\n' +
        "that are done, reads are made anew when the run is recorded.",
    )
    .argument("[run]", "name of the run; none with --recording")
    .argument("[step]", "name of the step to evaluate again")
    .option("--recording <file>", "a run that was saved, in place of one on a server")
    .option("--save <file>", "write the recording to a file")
    .option("--set <name=value>", "another value of a parameter (repeatable)", collect, [])
    .option("--result <path=value>", "another answer of an action, YAML (repeatable)", collect, [])
    .option("--edit", "edit parameters and answers in $EDITOR", false)
    .option("--case", "print the step as a case for `lateen def test`", false)
    .action(
      (
        run: string | undefined,
        step: string | undefined,
        options: DebugOptions,
        command: Command,
      ) => runDebug(factory, run, step, options, command),
    );
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

async function runDebug(
  factory: Factory,
  first: string | undefined,
  second: string | undefined,
  options: DebugOptions,
  command: Command,
): Promise<void> {
  const { io, cwd } = factory;
  const format = parseFormat(factory.flags(command).output);
  const isSaved = options.recording !== undefined;
  if (isSaved && second !== undefined) throw new FlagError("with --recording, name only a step");
  const name = isSaved ? undefined : first;
  const stepName = isSaved ? first : second;
  const recording = await recordingOf(factory, name, options, command);
  if (options.save !== undefined) {
    const path = resolve(cwd, options.save);
    await writeFile(path, `${JSON.stringify(recording, null, 2)}\n`, { mode: 0o600 });
  }
  if (stepName === undefined) {
    if (isEdited(options) || options.case) throw new FlagError("name the step to evaluate again");
    io.stdout.write(
      format === "table"
        ? `${recording.steps.map((step) => stepText(factory, step)).join("\n")}`
        : await formatData(recording, format),
    );
    return;
  }
  const step = recordedStep(recording, stepName);
  const before: Edits = { parameter: step.parameter as JsonObject, results: step.results };
  if (options.case) {
    const { found } = await evaluate(recording, step, before);
    io.stdout.write(caseText(step, before, found));
    return;
  }
  const after = await editsOf(factory, before, options);
  const old = await evaluate(recording, step, before);
  const now = after === before ? old : await evaluate(recording, step, after);
  if (format !== "table") {
    io.stdout.write(await formatData({ ...after, ...now }, format));
    return;
  }
  if (after === before) {
    io.stdout.write(stepText(factory, step));
    io.stdout.write(section(factory, "evaluated again", yamlText(old.found)));
    io.stdout.write(section(factory, "value", old.value));
    return;
  }
  const changed = (title: string, a: string, b: string): string =>
    section(factory, title, differenceText(factory, a, b));
  io.stdout.write(
    changed("given", yamlText({ ...before }), yamlText({ ...after })) +
      changed("outcome", yamlText(old.found), yamlText(now.found)) +
      changed("value", old.value, now.value),
  );
}

function isEdited({ set, result, edit }: DebugOptions): boolean {
  return set.length > 0 || result.length > 0 || edit;
}

async function recordingOf(
  factory: Factory,
  name: string | undefined,
  { recording }: DebugOptions,
  command: Command,
): Promise<Recording> {
  if (recording !== undefined) {
    return parseRecording(recording, (await readSource(recording, factory)).text);
  }
  if (name === undefined) throw new FlagError("name a run, or a file with --recording");
  const { client, namespace } = await factory.connect(factory.flags(command));
  return recordRun(client, await getRun(client, { namespace, name }), factory.clock);
}

function evaluate(recording: Recording, step: RecordedStep, edits: Edits): Promise<CaseOutcome> {
  const definition: WorkflowStepDefinition = {
    apiVersion: "core.oam.dev/v1beta1",
    kind: "WorkflowStepDefinition",
    metadata: { name: step.type, namespace: SYSTEM_NAMESPACE },
    spec: { schematic: { cue: { template: step.template } } },
  };
  return runCase(caseOf(recording, step, edits), new Map([[step.type, definition]]));
}

/** What is given to the step this time: the very edits if nothing is changed. */
async function editsOf(factory: Factory, before: Edits, options: DebugOptions): Promise<Edits> {
  if (!isEdited(options)) return before;
  const results = { ...before.results };
  for (const text of options.result) {
    const at = text.indexOf("=");
    if (at <= 0) throw new FlagError(`--result ${text}: expected path=value`);
    results[text.slice(0, at)] = parse(text.slice(at + 1)) as Json;
  }
  const edits = { parameter: assignValues(before.parameter, options.set), results };
  return options.edit ? editInEditor(factory, edits) : edits;
}

async function editInEditor({ env }: Factory, edits: Edits): Promise<Edits> {
  const editor = env["VISUAL"] || env["EDITOR"] || "vi";
  const folder = await mkdtemp(join(tmpdir(), "lateen-debug-"));
  try {
    const file = join(folder, "step.yaml");
    await writeFile(file, yamlText({ ...edits }), { mode: 0o600 });
    await new Promise<void>((done, fail) => {
      // The variable may hold flags, as the shell reads it.
      const child = spawn("/bin/sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit" });
      child.once("error", fail);
      child.once("close", (code) =>
        code === 0 ? done() : fail(new CommandError(`the editor ${editor} ended with ${code}`)),
      );
    });
    const edited = parse(await readFile(file, "utf8")) as Partial<Edits> | null;
    return { parameter: edited?.parameter ?? {}, results: edited?.results ?? {} };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function stepText(factory: Factory, step: RecordedStep): string {
  const { io } = factory;
  const mark = stepMark({ phase: step.phase as Parameters<typeof stepMark>[0]["phase"] });
  const head = `${io.style(mark.style, mark.sign)} ${io.style("bold", step.name)} ${io.style("dim", step.type)} ${io.style(mark.style, step.phase)}\n`;
  const summary =
    step.summary === "" ? "" : `  ${step.summary.trimEnd().replaceAll("\n", "\n  ")}\n`;
  return (
    head +
    summary +
    section(factory, "parameter", yamlText(step.parameter)) +
    section(factory, "results", yamlText({ ...step.results }))
  );
}

function section({ io }: Factory, title: string, text: string): string {
  if (text.trim() === "") return "";
  return `  ${io.style("bold", title)}\n${text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}\n`)
    .join("")}`;
}

function yamlText(value: Json): string {
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isEmpty ? "" : stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

function differenceText({ io }: Factory, before: string, after: string): string {
  const lines = lineDifference(before.trimEnd().split("\n"), after.trimEnd().split("\n"));
  if (lines.every(({ sign }) => sign === " ")) return "as before";
  const text = ({ sign, text: line }: DifferenceLine): string =>
    sign === " "
      ? io.style("dim", `  ${line}`)
      : io.style(sign === "-" ? "red" : "green", `${sign} ${line}`);
  return nearChanges(lines).map(text).join("\n");
}

/** A case of an archive: what the step was given, and what became of it. */
function caseText(step: RecordedStep, { parameter, results }: Edits, found: JsonObject): string {
  const { phase, message, actions } = found;
  const expect = { phase, ...(message === undefined ? {} : { message }), actions };
  return `-- ${step.name} --\n${yamlText({ type: step.type, parameter, results, expect } as Json)}`;
}
