import type { Workflow, WorkflowRun } from "@lateen/api";
import { type Client, type KubeObject, isAlreadyExists, parseDuration } from "@lateen/kube";
import { type RunView, flattenSteps } from "@lateen/view";
import { Command, InvalidArgumentError } from "commander";
import { applyObject } from "../../apply-object.ts";
import { readRunFiles } from "../../definition/read-run.ts";
import type { SourceObject } from "../../documents.ts";
import { CancelError, CommandError, FlagError, SilentError } from "../../errors.ts";
import type { Factory } from "../../factory.ts";
import { type Followed, displayFor, followRun, referredWorkflow } from "../../follow.ts";
import { formatData, parseFormat } from "../../output/object.ts";
import { collect } from "../../repeatable.ts";
import type { RunKey } from "../../watch-run.ts";
import { lateenVersion } from "../../version.ts";
import { willResumeByItself } from "./resume-time.ts";
import { setValues } from "./set-values.ts";
import { vetParameters, vetRun } from "./vet-run.ts";

/** Exit code where a run waits for a person and nobody watches it. */
const EXIT_SUSPENDED = 3;

interface RunOptions {
  readonly filename: readonly string[];
  readonly set: readonly string[];
  readonly watch: boolean;
  readonly detach: boolean;
  readonly local: boolean;
  readonly dryRun: boolean;
  readonly name?: string;
  readonly timeout?: number;
}

/** `lateen run`. */
export function newRunCommand(factory: Factory): Command {
  return new Command("run")
    .summary("run a workflow from a file and follow it to its end")
    .description(
      "Creates the WorkflowRun of a file and follows it. Other objects in the file (Workflows, step types, " +
        "ConfigMaps …) are applied before it. The exit code is 0 only if the run succeeded; 3 if it was left " +
        "suspended, waiting for `lateen resume` (with --watch, it is waited for).",
    )
    .requiredOption(
      "-f, --filename <file>",
      "file with the run (YAML, JSON), or with step types (CUE) or objects that it needs (repeatable); - reads the standard input",
      collect,
    )
    .option(
      "--set <name=value>",
      "set a parameter of the workflow or a key of its context (repeatable)",
      collect,
      [],
    )
    .option("-w, --watch", "show the steps live and stay while the run is suspended", false)
    .option("--timeout <duration>", "stop following after that long, e.g. 90s or 10m", parseTimeout)
    .option("--name <name>", "name of the run, in place of the one in the file")
    .option("--detach", "create the run and return at once", false)
    .option("--local", "run it in this process: no server is needed, nothing is kept", false)
    .option("--dry-run", "only show what it would do, as `lateen plan`", false)
    .action((options: RunOptions, command: Command) => runRun(factory, options, command));
}

async function runRun(factory: Factory, options: RunOptions, command: Command): Promise<void> {
  if (options.dryRun) {
    if (options.local) throw new FlagError("--dry-run makes no sense with --local");
    const { runPlan } = await import("../plan/plan.ts");
    return runPlan(factory, options, command);
  }
  if (options.local && options.detach) throw new FlagError("--detach makes no sense with --local");
  const flags = factory.flags(command);
  const format = parseFormat(flags.output);
  const { run: source, others } = await readRunFiles(options.filename, factory);
  const target: Target = options.local
    ? await startLocal(factory, flags.namespace)
    : await factory.connect(flags);
  try {
    const run = await createRun(options, target, source, others, flags.namespace);
    const key = { namespace: run.metadata.namespace ?? "default", name: run.metadata.name ?? "" };
    if (options.detach) {
      factory.io.stdout.write(
        format === "table"
          ? `workflowrun ${key.name} created in namespace ${key.namespace}\n`
          : await formatData(run, format),
      );
      return;
    }
    const followed = await follow(factory, options, target.client, key, format !== "table");
    if (format !== "table") factory.io.stdout.write(await formatData(followed.run, format));
    judge(factory, options, key, followed);
  } finally {
    await target.close?.();
  }
}

interface Target {
  readonly client: Client;
  readonly namespace: string;
  close?(): Promise<void>;
}

async function startLocal(factory: Factory, namespace = "default"): Promise<Target> {
  const { startLocal: start } = await import("@lateen/server");
  const { io } = factory;
  const local = await start({
    version: lateenVersion(),
    onWarning: (text) => io.stderr.write(`${io.style("yellow", "Warning:")} ${text}\n`),
  });
  return { client: local.client, namespace, close: () => local.close() };
}

async function createRun(
  options: RunOptions,
  target: Target,
  source: SourceObject,
  others: readonly SourceObject[],
  namespaceFlag: string | undefined,
): Promise<WorkflowRun> {
  const { client } = target;
  const namespaceOf = (object: KubeObject): string =>
    namespaceFlag ?? object.metadata.namespace ?? target.namespace;
  if (options.local)
    await ensureNamespaces(
      client,
      [source, ...others].map(({ object }) => namespaceOf(object)),
    );
  for (const { object } of others) await applyObject(client, object, namespaceOf(object));
  const namespace = namespaceOf(source.object);
  await vetRun(source, client, namespace);
  const bare = source.object as WorkflowRun;
  const workflow: Workflow | undefined = await referredWorkflow(client, {
    ...bare,
    metadata: { ...bare.metadata, namespace },
  });
  const { name: _name, ...metadata } = bare.metadata;
  const name = options.name ?? bare.metadata.name;
  const run: WorkflowRun = {
    ...setValues(bare, workflow, options.set),
    metadata: {
      ...metadata,
      namespace,
      ...(name === undefined ? { generateName: bare.metadata.generateName ?? "run-" } : { name }),
    },
  };
  vetParameters(source, run, workflow);
  try {
    return await client.create(run);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    throw new CommandError(
      `there is already a run "${name}" in namespace ${namespace}: give another --name, ` +
        `or \`lateen restart ${name}\`, or \`lateen rm ${name}\` first`,
      { cause: error },
    );
  }
}

async function ensureNamespaces(client: Client, names: readonly string[]): Promise<void> {
  for (const name of new Set(names)) {
    try {
      await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }
}

async function follow(
  factory: Factory,
  options: RunOptions,
  client: Client,
  key: RunKey,
  isQuiet: boolean,
): Promise<Followed> {
  const limit = new AbortController();
  const stopTimer =
    options.timeout === undefined
      ? undefined
      : factory.clock.after(options.timeout, () => limit.abort());
  const waitsForPerson = options.watch || options.local;
  try {
    const followed = await followRun({
      client,
      key,
      io: factory.io,
      clock: factory.clock,
      display: isQuiet ? "none" : displayFor(factory.io),
      signal: AbortSignal.any([factory.signal, limit.signal]),
      until: async (view) =>
        view.isSuspended && !waitsForPerson && !(await willResumeByItself(client, view)),
    });
    if (factory.signal.aborted) {
      if (!options.local)
        factory.io.stderr.write(
          `${key.name} goes on; \`lateen show ${key.name} --watch\` follows it again\n`,
        );
      throw new CancelError();
    }
    if (limit.signal.aborted) {
      throw new CommandError(
        `${key.name} is still ${followed.view?.phase ?? "pending"} after ${(options.timeout ?? 0) / 1000}s`,
      );
    }
    return followed;
  } finally {
    stopTimer?.();
  }
}

function judge(factory: Factory, options: RunOptions, key: RunKey, { view, run }: Followed): void {
  if (view === undefined || run === undefined)
    throw new CommandError(`${key.name} was deleted before it ended`);
  if (view.isSuspended) {
    factory.io.stderr.write(
      `${key.name} is suspended${heldSteps(view)}: \`${resumeCommand(key)}\` lets it go on\n`,
    );
    throw new SilentError(EXIT_SUSPENDED);
  }
  if (view.phase === "succeeded") return;
  throw new CommandError(
    `${key.name} ${view.phase}${view.message === "" ? "" : `: ${view.message}`}${hint(options, key)}`,
  );
}

function hint(options: RunOptions, key: RunKey): string {
  return options.local ? "" : ` (\`lateen show ${key.name}${namespaceFlag(key)}\` tells more)`;
}

function heldSteps(view: RunView): string {
  const held = flattenSteps(view.steps).filter(
    (step) => step.phase === "suspending" && !step.isGroup,
  );
  return held.length === 0 ? "" : ` at ${held.map((step) => step.name).join(", ")}`;
}

function resumeCommand(key: RunKey): string {
  return `lateen resume ${key.name}${namespaceFlag(key)}`;
}

function namespaceFlag(key: RunKey): string {
  return key.namespace === "default" ? "" : ` -n ${key.namespace}`;
}

function parseTimeout(text: string): number {
  const milliseconds = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : durationMilliseconds(text);
  if (milliseconds <= 0) throw new InvalidArgumentError("It must be longer than nothing.");
  return milliseconds;
}

function durationMilliseconds(text: string): number {
  try {
    return parseDuration(text);
  } catch {
    throw new InvalidArgumentError('Expected a duration such as "90s" or "10m".');
  }
}
