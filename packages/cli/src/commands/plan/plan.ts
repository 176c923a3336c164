import type { WorkflowRun } from "@lateen/api";
import { type DefinitionSource, type PlannedStep, planRun } from "@lateen/engine";
import type { Client, Json, KubeObject } from "@lateen/kube";
import { Command } from "commander";
import { stringify } from "yaml";
import { applyObject } from "../../apply-object.ts";
import { type ClientEngine, clientEngine, engineWith } from "../../client-engine.ts";
import { readRunFiles } from "../../definition/read-run.ts";
import { CommandError, SilentError } from "../../errors.ts";
import type { Factory } from "../../factory.ts";
import { formatData, parseFormat } from "../../output/object.ts";
import { collect } from "../../repeatable.ts";
import { type DifferenceLine, lineDifference, nearChanges } from "../../step-test/difference.ts";
import { setValues } from "../run/set-values.ts";
import { type DryChange, dryClient, dryClusters, planningRegistry } from "./dry-run.ts";

/** Options of {@link runPlan}. */
export interface PlanOptions {
  readonly filename: readonly string[];
  readonly set: readonly string[];
}

/** `lateen plan`. */
export function newPlanCommand(factory: Factory): Command {
  return new Command("plan")
    .summary("show what a run would do, without running it")
    .description(
      "Evaluates every step of a run whose inputs are known, and shows its parameters, what it would change in which\n" +
        "cluster (the server's own dry run against what is there), and what only the run can tell. Reads are made,\n" +
        "nothing is changed; steps are taken to succeed, waits and approvals to be over.",
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
    .action((options: PlanOptions, command: Command) => runPlan(factory, options, command));
}

/** Plans the run of a file; exit code 1 if a step would fail. */
export async function runPlan(
  factory: Factory,
  options: PlanOptions,
  command: Command,
): Promise<void> {
  const { io, clock, signal } = factory;
  const flags = factory.flags(command);
  const format = parseFormat(flags.output);
  const files = await readRunFiles(options.filename, factory);
  const bare = files.run.object as WorkflowRun;
  const { client, namespace: usual } = await factory.connect(flags);
  const namespaceOf = ({ metadata }: KubeObject): string =>
    flags.namespace ?? metadata.namespace ?? usual;
  const changes: DryChange[] = [];
  const others = files.others.map(({ object }) => object);
  await applyDry(client, others, namespaceOf, changes);
  const real = await clientEngine(client, clock);
  try {
    const namespace = namespaceOf(bare);
    const definitions = withObjects(real, others, namespaceOf);
    const workflow = await definitions.workflow(namespace, bare.spec?.workflowRef ?? "");
    const run: WorkflowRun = {
      ...setValues(bare, workflow, options.set),
      metadata: { name: bare.metadata.generateName ?? "run", ...bare.metadata, namespace },
    };
    const steps = await plan(real, { definitions, run, changes, clock, signal });
    if (format === "table") io.stdout.write(`${planLines(factory, steps, changes).join("\n")}\n`);
    else io.stdout.write(await formatData({ steps, changes: changes.map(withoutSecrets) }, format));
    if (steps.some(({ state }) => state === "failed")) throw new SilentError();
  } finally {
    await real.close();
  }
}

async function plan(
  real: ClientEngine,
  {
    definitions,
    run,
    changes,
    clock,
    signal,
  }: {
    readonly definitions: DefinitionSource;
    readonly run: WorkflowRun;
    readonly changes: DryChange[];
    readonly clock: Factory["clock"];
    readonly signal: AbortSignal;
  },
): Promise<readonly PlannedStep[]> {
  let step = "";
  const registry = planningRegistry(real.registry, (name) => {
    step = name;
  });
  const clusters = dryClusters(real.clusters, changes, () => step);
  try {
    return await planRun(
      { ...engineWith(definitions, registry, clock), clusters },
      { run, signal },
    );
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}

/** What the file has besides its run would be applied first. */
async function applyDry(
  client: Client,
  objects: readonly KubeObject[],
  namespaceOf: (object: KubeObject) => string,
  changes: DryChange[],
): Promise<void> {
  const dry = dryClient(client, (change) => changes.push({ ...change, cluster: "", step: "" }));
  for (const object of objects) await applyObject(dry, object, namespaceOf(object));
}

/** Step types and Workflows of the file come before those of the server. */
function withObjects(
  { definitions }: ClientEngine,
  objects: readonly KubeObject[],
  namespaceOf: (object: KubeObject) => string,
): DefinitionSource {
  const find = <T>(kind: string, namespace: string, name: string): T | undefined =>
    objects.find(
      (object) =>
        object.kind === kind && object.metadata.name === name && namespaceOf(object) === namespace,
    ) as T | undefined;
  return {
    stepDefinition: (namespace, name) =>
      find("WorkflowStepDefinition", namespace, name) ??
      definitions.stepDefinition(namespace, name),
    workflow: (namespace, name) =>
      find("Workflow", namespace, name) ??
      (name === "" ? undefined : definitions.workflow(namespace, name)),
  };
}

const MARKS = {
  known: ["●", "green"],
  partial: ["◐", "cyan"],
  unknown: ["?", "yellow"],
  skipped: ["○", "gray"],
  failed: ["✖", "red"],
} as const;

function planLines(
  { io }: Factory,
  steps: readonly PlannedStep[],
  changes: readonly DryChange[],
): string[] {
  const first = changes.filter(({ step }) => step === "");
  const lines =
    first.length === 0 ? [] : [io.style("bold", "before the run"), ...changeLines(first, io, "  ")];
  for (const { name, type, depth, state, detail, parameter, unknownOutputs } of steps) {
    const indent = "  ".repeat(depth);
    const [sign, style] = MARKS[state];
    const word =
      state === "known" ? "" : io.style(style, state === "failed" ? "would fail" : state);
    lines.push(
      `${indent}${io.style(style, sign)} ${[io.style("bold", name), io.style("dim", type), word].filter(Boolean).join(" ")}`,
    );
    if (detail !== "")
      lines.push(`${indent}    ${detail.trimEnd().replaceAll("\n", `\n${indent}    `)}`);
    for (const line of yamlLines(parameter as Json | undefined)) {
      lines.push(`${indent}    ${io.style("dim", line)}`);
    }
    lines.push(
      ...changeLines(
        changes.filter(({ step }) => step === name),
        io,
        `${indent}    `,
      ),
    );
    if (unknownOutputs.length > 0) {
      lines.push(
        `${indent}    ${io.style("yellow", `unknown until it ran: ${unknownOutputs.join(", ")}`)}`,
      );
    }
  }
  const count = (state: PlannedStep["state"]): number =>
    steps.filter((step) => step.state === state).length;
  const changed = changes.filter((change) => differenceOf(change).length > 0).length;
  lines.push(
    "",
    `${steps.length} steps: ${(["known", "partial", "unknown", "skipped", "failed"] as const)
      .filter((state) => count(state) > 0)
      .map((state) => `${count(state)} ${state}`)
      .join(", ")}; ${changed} object${changed === 1 ? "" : "s"} would change`,
  );
  return lines;
}

function changeLines(changes: readonly DryChange[], io: Factory["io"], indent: string): string[] {
  return changes.flatMap((change) => {
    const { key, cluster, before, after } = change;
    const lines = differenceOf(change);
    const verb =
      after === undefined
        ? "delete"
        : before === undefined
          ? "create"
          : lines.length === 0
            ? "unchanged"
            : "change";
    const name = [key.namespace, key.name].filter(Boolean).join("/");
    const place = cluster === "" ? "" : ` in cluster ${cluster}`;
    const head = `${indent}${io.style("cyan", verb)} ${key.kind} ${name}${place}`;
    return [
      head,
      ...nearChanges(lines).map(
        ({ sign, text }) =>
          `${indent}  ${sign === " " ? io.style("dim", `  ${text}`) : io.style(sign === "-" ? "red" : "green", `${sign} ${text}`)}`,
      ),
    ];
  });
}

function differenceOf({ before, after }: DryChange): readonly DifferenceLine[] {
  if (after === undefined) return [{ sign: "-", text: "the object" }];
  const lines = lineDifference(before === undefined ? [] : objectLines(before), objectLines(after));
  return lines.every(({ sign }) => sign === " ") ? [] : lines;
}

/** Without what the server writes of its own accord; of Secrets, without the data. */
function objectLines(given: KubeObject): readonly string[] {
  const { metadata, ...object } = withoutData(given);
  const {
    managedFields: _fields,
    resourceVersion: _version,
    uid: _uid,
    creationTimestamp: _time,
    generation: _generation,
    ...kept
  } = metadata;
  const rest = Object.fromEntries(Object.entries(object).filter(([name]) => name !== "status"));
  return yamlLines({ ...rest, metadata: withoutRecord(kept) } as unknown as Json);
}

/** The record of what was applied last says everything twice. */
function withoutRecord<T extends { readonly annotations?: { readonly [key: string]: string } }>(
  metadata: T,
): T {
  if (metadata.annotations === undefined) return metadata;
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations).filter(
      ([name]) => !name.endsWith("/last-applied-configuration"),
    ),
  );
  const { annotations: _all, ...others } = metadata;
  return (Object.keys(annotations).length === 0 ? others : { ...others, annotations }) as T;
}

function withoutSecrets(change: DryChange): DryChange {
  const { before, after } = change;
  return {
    ...change,
    before: before === undefined ? undefined : withoutData(before),
    after: after === undefined ? undefined : withoutData(after),
  };
}

/** A Secret with the names of its data alone. */
function withoutData(object: KubeObject): KubeObject {
  if (object.kind !== "Secret") return object;
  return {
    ...object,
    metadata: withoutRecord(object.metadata),
    ...hidden(object, "data"),
    ...hidden(object, "stringData"),
  };
}

function hidden(
  object: { readonly [key: string]: unknown },
  field: string,
): { [key: string]: unknown } {
  const data = object[field];
  if (typeof data !== "object" || data === null) return {};
  return { [field]: Object.fromEntries(Object.keys(data).map((key) => [key, "***"])) };
}

function yamlLines(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === "object" && Object.keys(value).length === 0) return [];
  return stringify(value, { lineWidth: 0, sortMapEntries: true }).trimEnd().split("\n");
}
