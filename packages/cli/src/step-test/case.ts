// Cases of step types as people write them: archives whose files are YAML, one a case.
import type { WorkflowStepDefinition } from "@lateen/api";
import { type Json, type JsonObject, parseDuration } from "@lateen/kube";
import { LineCounter, parseDocument } from "yaml";
import { CommandError } from "../errors.ts";
import { type Recording, caseOf, recordedStep } from "../recording/recording.ts";
import type { ArchiveFile } from "../txtar.ts";
import type { CannedResult } from "./canned-registry.ts";

/** One case. */
export interface StepCase {
  /** File of the archive. */
  readonly file: string;
  readonly name: string;
  /** Line of the archive on which the case begins. */
  readonly line: number;
  readonly type: string;
  readonly parameter: JsonObject;
  /** Further keys of the template's `context`; `name`, `namespace` and `stepName` are those of the run. */
  readonly context: JsonObject;
  /** Further fields of the step, such as `timeout` and `retry`. */
  readonly step: JsonObject;
  readonly results: ReadonlyMap<string, readonly CannedResult[]>;
  /** Go duration of virtual time after which the case ends, finished or not. */
  readonly until: string;
  /** How often the step is resumed when it is suspended. */
  readonly resumes: number;
  readonly expect: JsonObject;
}

const FIELDS = [
  "type",
  "parameter",
  "context",
  "step",
  "results",
  "until",
  "resumes",
  "expect",
  "recorded",
];
const EXPECTED = ["phase", "reason", "message", "after", "actions", "outputs"];

/** What is near a case. */
export interface CaseSurroundings {
  /** The step types among which a case that names none finds its own. */
  readonly definitions: readonly WorkflowStepDefinition[];
  /** Recorded runs by file name. */
  readonly recordings: ReadonlyMap<string, Recording>;
}

/**
 * Reads a case. `recorded: {recording, step}` names a step of a recorded run that gives what the case itself does not.
 * Throws {@link CommandError} with the place.
 */
export function parseCase(
  file: string,
  { name, text, line }: ArchiveFile,
  { definitions, recordings }: CaseSurroundings,
): StepCase {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fail = (what: string, offset = 0): never => {
    const at = lines.linePos(offset);
    throw new CommandError(`${file}:${line + at.line - 1}:${at.col}: ${what}`);
  };
  const [problem] = document.errors;
  if (problem !== undefined) fail(problem.message, problem.pos[0]);
  const value: unknown = document.toJS() ?? {};
  if (!isObject(value)) return fail("a case is an object");
  const place = (path: readonly string[]): number => {
    const node = document.getIn(path, true) as { readonly range?: readonly number[] } | undefined;
    return node?.range?.[0] ?? 0;
  };
  for (const key of Object.keys(value)) {
    if (!FIELDS.includes(key))
      fail(`unknown field "${key}": a case has ${FIELDS.join(", ")}`, place([key]));
  }
  const objectAt = (key: string): JsonObject => {
    const found = value[key] ?? {};
    return isObject(found) ? found : fail(`${key} must be an object`, place([key]));
  };
  const expect = objectAt("expect");
  for (const key of Object.keys(expect)) {
    if (!EXPECTED.includes(key)) {
      fail(`unknown field "${key}": expected are ${EXPECTED.join(", ")}`, place(["expect", key]));
    }
  }
  for (const path of [["until"], ["expect", "after"]]) {
    const duration: unknown = document.getIn(path);
    if (duration !== undefined && !isDuration(duration)) {
      fail(`${path.join(".")} must be a duration such as 90s or 1h30m`, place(path));
    }
  }
  const given = value["recorded"];
  let base: Pick<StepCase, "parameter" | "context" | "results"> & { readonly type?: string } = {
    parameter: {},
    context: {},
    results: new Map(),
  };
  if (given !== undefined) {
    const { recording: from, step } = objectAt("recorded");
    const recording = recordings.get(String(from));
    if (recording === undefined) {
      return fail(`there is no recording ${String(from)} beside the case`, place(["recorded"]));
    }
    const recorded = recordedStep(recording, String(step));
    const { parameter, results } = recorded;
    base = caseOf(recording, recorded, { parameter: parameter as JsonObject, results });
  }
  return {
    file,
    name,
    line,
    type:
      typeOf(value["type"] ?? base.type, definitions) ??
      fail("type is missing: which step type is it of?"),
    parameter: { ...base.parameter, ...objectAt("parameter") },
    context: { ...base.context, ...objectAt("context") },
    step: objectAt("step"),
    results: new Map([
      ...base.results,
      ...Object.entries(objectAt("results")).map(
        ([path, result]) => [path, cannedResults(result)] as const,
      ),
    ]),
    until: typeof value["until"] === "string" ? value["until"] : "1h",
    resumes: typeof value["resumes"] === "number" ? value["resumes"] : 0,
    expect,
  };
}

function typeOf(
  given: Json | undefined,
  definitions: readonly WorkflowStepDefinition[],
): string | undefined {
  if (typeof given === "string") return given;
  return definitions.length === 1 ? definitions[0]?.metadata.name : undefined;
}

/** `turns` is a list of results, one a call; `error` an error; all else a result. */
function cannedResults(result: Json): readonly CannedResult[] {
  if (isObject(result) && Object.keys(result).length === 1) {
    const { turns, error } = result;
    if (Array.isArray(turns)) return turns.flatMap(cannedResults);
    if (typeof error === "string") return [{ error }];
  }
  return [{ returns: result }];
}

function isDuration(value: unknown): boolean {
  try {
    return typeof value === "string" && parseDuration(value) >= 0;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
