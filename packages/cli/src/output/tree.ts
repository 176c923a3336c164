// A run as a tree of steps. One line a step: state, name, type, duration, message.
import { type RunView, type ShownPhase, type StepView, formatDuration } from "@lateen/view";
import type { Io, Style } from "../io.ts";
import { cutToWidth, displayWidth } from "./table.ts";

interface Mark {
  readonly sign: string;
  readonly style: Style;
}

const STEP_MARKS: Readonly<Record<ShownPhase, Mark>> = {
  succeeded: { sign: "✔", style: "green" },
  failed: { sign: "✖", style: "red" },
  skipped: { sign: "○", style: "gray" },
  running: { sign: "◐", style: "cyan" },
  suspending: { sign: "⏸", style: "yellow" },
  pending: { sign: "…", style: "gray" },
  waiting: { sign: "·", style: "gray" },
};

const RUN_MARKS: Readonly<Record<RunView["phase"], Mark>> = {
  pending: { sign: "·", style: "gray" },
  initializing: { sign: "◐", style: "yellow" },
  executing: { sign: "◐", style: "cyan" },
  suspending: { sign: "⏸", style: "yellow" },
  succeeded: { sign: "✔", style: "green" },
  failed: { sign: "✖", style: "red" },
  terminated: { sign: "✖", style: "red" },
  skipped: { sign: "○", style: "gray" },
};

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Options of {@link treeLines}. */
export interface TreeOptions {
  readonly columns: number;
  /** Which picture of the spinner to show for what is running; still when absent. */
  readonly frame?: number;
}

/** The style of a phase of a run. */
export function runStyle(phase: RunView["phase"]): Style {
  return RUN_MARKS[phase].style;
}

/** The mark and style of a step's phase. */
export function stepMark(step: Pick<StepView, "phase">): {
  readonly sign: string;
  readonly style: Style;
} {
  return STEP_MARKS[step.phase];
}

/** What a step says of itself: its message, or why it is where it is. */
export function stepRemark(step: StepView): string {
  const message = step.message.replaceAll(/\s*\n\s*/g, " ⏎ ");
  if (step.phase === "failed")
    return [reasonRemark(step.reason), message].filter(Boolean).join(": ");
  if (message !== "") return message;
  if (step.phase === "skipped")
    return step.condition === "" ? "skipped" : `skipped: if ${step.condition}`;
  if (step.phase === "running" && step.reason === "Wait") return "waiting";
  return "";
}

/** The lines of a run: the run itself, then its steps with branches. */
export function treeLines(view: RunView, io: Pick<Io, "style">, options: TreeOptions): string[] {
  const rows = [...stepRows(view.steps, "")];
  const nameWidth = Math.max(
    0,
    ...rows.map((row) => displayWidth(row.lead) + displayWidth(row.step.title)),
  );
  const typeWidth = Math.max(0, ...rows.map((row) => displayWidth(row.step.type)));
  const mark = RUN_MARKS[view.phase];
  const duration = formatDuration(view.durationMilliseconds);
  const { done, total } = view.progress;
  const head = [
    io.style(mark.style, spin(mark.sign, options.frame)),
    io.style("bold", view.name),
    io.style(mark.style, view.phase),
    io.style("dim", [`${done}/${total} steps`, duration].filter(Boolean).join("  ")),
  ].join(" ");
  const lines = [head];
  for (const { lead, step } of rows)
    lines.push(stepLine(lead, step, nameWidth, typeWidth, io, options));
  const isSaid = rows.some(
    ({ step }) => view.message.includes(step.message) && step.message !== "",
  );
  if (view.message !== "" && !isSaid)
    lines.push(`  ${io.style(mark.style, cutToWidth(flat(view.message), options.columns - 3))}`);
  return lines;
}

function stepLine(
  lead: string,
  step: StepView,
  nameWidth: number,
  typeWidth: number,
  io: Pick<Io, "style">,
  options: TreeOptions,
): string {
  const mark = STEP_MARKS[step.phase];
  const padding = " ".repeat(nameWidth - displayWidth(lead) - displayWidth(step.title));
  const duration = formatDuration(step.durationMilliseconds).padEnd(6);
  const type = step.type.padEnd(typeWidth);
  const room = options.columns - nameWidth - typeWidth - 6 - 9;
  const remark = cutToWidth(stepRemark(step), Math.max(room, 16));
  const isQuiet = step.phase === "waiting" || step.phase === "skipped" || step.phase === "pending";
  return [
    `${io.style("dim", lead)}${io.style(mark.style, spin(mark.sign, options.frame))} `,
    `${isQuiet ? io.style("dim", step.title) : step.title}${padding}  `,
    `${io.style("dim", type)}  ${io.style("dim", duration)} `,
    step.phase === "failed"
      ? io.style("red", remark)
      : step.phase === "suspending"
        ? io.style("yellow", remark)
        : io.style("dim", remark),
  ]
    .join("")
    .trimEnd();
}

function* stepRows(
  steps: readonly StepView[],
  indent: string,
): Generator<{ lead: string; step: StepView }> {
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    yield { lead: `${indent}${isLast ? "└─" : "├─"}`, step };
    yield* stepRows(step.children, `${indent}${isLast ? "  " : "│ "}`);
  }
}

function spin(sign: string, frame: number | undefined): string {
  return sign === "◐" && frame !== undefined ? (SPINNER[frame % SPINNER.length] ?? sign) : sign;
}

function reasonRemark(reason: string): string {
  const remarks: Readonly<Record<string, string>> = {
    Timeout: "timed out",
    Terminate: "terminated",
    FailedAfterRetries: "gave up after all retries",
    Execute: "failed, will be retried",
    Input: "input",
    Output: "output",
    Rendering: "rendering",
  };
  return remarks[reason] ?? "";
}

function flat(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ⏎ ");
}
