// Why a step is where it is, as lines for people.
import type { StepExplanation, WatchRef } from "@lateen/engine";
import { formatDuration } from "@lateen/view";
import { stringify } from "yaml";
import type { Io } from "../io.ts";
import { stepMark } from "./tree.ts";
import { cutToWidth } from "./table.ts";

/** Of more steps than this only the number is said. */
const MOST_STEPS = 10;

/** What an explanation is shown with. */
export interface ExplanationOptions {
  readonly columns: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The lines of an explanation. */
export function explanationLines(
  explanation: StepExplanation,
  io: Pick<Io, "style">,
  { columns, now }: ExplanationOptions,
): string[] {
  const { name, type, status, summary } = explanation;
  const phase = status?.phase ?? "waiting";
  const mark = stepMark({ phase });
  const head = [
    io.style(mark.style, mark.sign),
    io.style("bold", name),
    io.style("dim", type),
    io.style(mark.style, phase === "waiting" ? "not started" : phase),
  ].join(" ");
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ["", io.style("bold", title), ...lines.map((line) => `  ${line}`)];
  return [
    head,
    ...summary.split("\n").map((line) => `  ${line}`),
    ...section("decided by", clauseLines(explanation, io, columns - 2)),
    ...section("waits for", holdingLines(explanation, io, columns - 2)),
    ...section("parameter", yamlLines(explanation.parameter)),
    ...section("results", resultLines(explanation, io, columns - 2)),
    ...section("goes on", wakeLines(explanation, now)),
  ];
}

function clauseLines(
  { clause, type, action, place: placeInRun }: StepExplanation,
  io: Pick<Io, "style">,
  columns: number,
): string[] {
  const position = clause?.position ?? action?.position;
  if (position === undefined) return placeInRun === undefined ? [] : [io.style("dim", placeInRun)];
  const file =
    position.filename === "template.cue" ? `${type}.cue` : (placeInRun ?? position.filename);
  const place = io.style("dim", `${file}:${position.line}:${position.column}`);
  if (clause === undefined) return [`${place}  ${action?.name ?? ""}`];
  const values = clause.values.map(
    ({ reference, value }) =>
      `  ${io.style("cyan", reference)} = ${cutToWidth(oneLine(value), columns - reference.length - 5)}`,
  );
  const text = clause.text === "" ? (action?.name ?? "") : oneLine(clause.text);
  return [`${place}  ${cutToWidth(text, columns - file.length - 10)}`, ...values];
}

function holdingLines(
  { waitsFor }: StepExplanation,
  io: Pick<Io, "style">,
  columns: number,
): string[] {
  const shown = waitsFor.slice(0, MOST_STEPS).map(({ name, phase, message }) => {
    const state = phase === "" ? "not reached yet" : phase;
    const said = message === "" ? "" : `: ${oneLine(message)}`;
    return `${name}  ${io.style("dim", cutToWidth(`${state}${said}`, columns - name.length - 2))}`;
  });
  const more = waitsFor.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

function resultLines(
  { results }: StepExplanation,
  io: Pick<Io, "style">,
  columns: number,
): string[] {
  const width = Math.max(0, ...results.map(({ path }) => path.length));
  return results.map(({ path, nature, isRecorded, value }) => {
    const kind = `${nature}, ${isRecorded ? "on record" : "read now"}`;
    const text = value === undefined ? "(not shown)" : JSON.stringify(value);
    const room = Math.max(columns - width - kind.length - 4, 16);
    return `${path.padEnd(width)}  ${io.style("dim", kind)}  ${cutToWidth(text, room)}`;
  });
}

function wakeLines(
  { status, watches, until, timeoutAt, runTimeoutAt, retryAt, failures }: StepExplanation,
  now: number,
): string[] {
  const phase = status?.phase;
  const isOpen = phase === "running" || phase === "suspending" || phase === "pending";
  if (!isOpen && retryAt === undefined) return [];
  const lines: string[] = [];
  if (phase === "suspending" && until === undefined) lines.push("when it is resumed");
  for (const ref of watches ?? []) lines.push(`when ${watchText(ref)} changes`);
  if (retryAt !== undefined) lines.push(`at ${timeText(retryAt, now)} it is tried again`);
  if (phase === "running" && watches === undefined) {
    lines.push("when the controller looks again");
  }
  if (until !== undefined) {
    const how = phase === "suspending" ? "by itself" : "at the latest";
    lines.push(`at ${timeText(until, now)} ${how}`);
  }
  if (timeoutAt !== undefined) lines.push(`at ${timeText(timeoutAt, now)} its time is over`);
  if (runTimeoutAt !== undefined) {
    lines.push(`at ${timeText(runTimeoutAt, now)} the time of the run is over`);
  }
  if (failures > 0) lines.push(`after ${failures} failed attempt${failures === 1 ? "" : "s"}`);
  return lines;
}

function watchText(ref: WatchRef): string {
  const cluster = ref.cluster === "" || ref.cluster === "local" ? "" : ` of cluster ${ref.cluster}`;
  if ("object" in ref) {
    const { kind, namespace, name } = ref.object;
    return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}${cluster}`;
  }
  const within = ref.namespace === undefined ? "" : ` in ${ref.namespace}`;
  const which = ref.labelSelector === undefined ? "" : ` with ${ref.labelSelector}`;
  return `a ${ref.type.kind}${within}${which}${cluster}`;
}

function timeText(at: number, now: number): string {
  const time = new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
  return at > now ? `${time} (in ${formatDuration(at - now)})` : time;
}

function yamlLines(value: unknown): string[] {
  if (value === undefined) return [];
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isEmpty ? [] : stringify(value).trimEnd().split("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}
