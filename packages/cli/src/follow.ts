// Following a run to its end: as a tree that is drawn again in place, or line by line.
import type { Workflow, WorkflowRun } from "@lateen/api";
import { typeOf } from "@lateen/api";
import { type Client, isNotFound } from "@lateen/kube";
import { type RunView, changedSteps, formatDuration, viewRun } from "@lateen/view";
import type { Clock } from "./clock.ts";
import type { Io } from "./io.ts";
import { liveBlock } from "./output/live.ts";
import { runStyle, stepMark, stepRemark, treeLines } from "./output/tree.ts";
import { type RunKey, watchRun } from "./watch-run.ts";

/** How progress is shown: `tree` in place on a terminal, `lines` one line a change, `none`. */
export type Display = "tree" | "lines" | "none";

/** What {@link followRun} works with. */
export interface FollowOptions {
  readonly client: Client;
  readonly key: RunKey;
  readonly io: Io;
  readonly clock: Clock;
  readonly display: Display;
  readonly signal: AbortSignal;
  /** Asked for each new state; true ends the following before the run's end. */
  readonly until?: (view: RunView, run: WorkflowRun) => boolean | Promise<boolean>;
}

/** Where the following ended: the last state seen; `run` is undefined if the run was deleted. */
export interface Followed {
  readonly view: RunView | undefined;
  readonly run: WorkflowRun | undefined;
}

const FRAME_MILLISECONDS = 100;

/** The display that suits the output: a tree on a terminal, lines elsewhere. */
export function displayFor(io: Io): Display {
  return io.stdout.isTerminal ? "tree" : "lines";
}

/** Follows a run until it is finished, gone, `until` says so, or the signal aborts. */
export async function followRun(options: FollowOptions): Promise<Followed> {
  const { client, key, clock, display } = options;
  const screen =
    display === "tree" ? treeScreen(options) : lineScreen(options, display === "lines");
  let workflow: Workflow | undefined;
  let last: Followed = { view: undefined, run: undefined };
  try {
    for await (const run of watchRun(client, key, options.signal)) {
      if (run === undefined) return { view: last.view, run: undefined };
      workflow ??= await referredWorkflow(client, run);
      const view = viewRun(run, { now: clock.now(), workflow });
      last = { view, run };
      screen.show(run, workflow, view);
      if (view.isFinished || (await options.until?.(view, run)) === true) return last;
    }
    return last;
  } finally {
    screen.end();
  }
}

/** The Workflow that a run refers to, if it does and there is one. */
export async function referredWorkflow(
  client: Client,
  run: WorkflowRun,
): Promise<Workflow | undefined> {
  const name = run.spec?.workflowSpec === undefined ? run.spec?.workflowRef : undefined;
  if (name === undefined || name === "") return undefined;
  try {
    return await client.get<Workflow>({
      ...typeOf("Workflow"),
      name,
      namespace: run.metadata.namespace ?? "default",
    });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

interface Screen {
  show(run: WorkflowRun, workflow: Workflow | undefined, view: RunView): void;
  end(): void;
}

function treeScreen({ io, clock }: FollowOptions): Screen {
  const block = liveBlock(io.stdout);
  let frame = 0;
  let current: { run: WorkflowRun; workflow: Workflow | undefined } | undefined;
  const draw = (): void => {
    if (current === undefined) return;
    const view = viewRun(current.run, { now: clock.now(), workflow: current.workflow });
    block.draw(treeLines(view, io, { columns: io.stdout.size().columns, frame }));
  };
  const stop = clock.every(FRAME_MILLISECONDS, () => {
    frame += 1;
    draw();
  });
  return {
    show(run, workflow) {
      current = { run, workflow };
      draw();
    },
    end() {
      stop();
      draw();
      block.end();
    },
  };
}

function lineScreen({ io, clock }: FollowOptions, isShown: boolean): Screen {
  let before: RunView | undefined;
  const say = (text: string): void => {
    if (isShown) io.stdout.write(`${io.style("dim", timeOfDay(clock.now()))} ${text}\n`);
  };
  return {
    show(_run, _workflow, view) {
      if (before?.phase !== view.phase && !view.isFinished) {
        say(`${view.name} ${io.style(runStyle(view.phase), view.phase)}`);
      }
      for (const { step, within } of changedSteps(before, view)) {
        const mark = stepMark(step);
        const duration = step.durationMilliseconds ? formatDuration(step.durationMilliseconds) : "";
        const name = [...within, step.name].join(" › ");
        say(
          [
            `${io.style(mark.style, mark.sign)} ${name}`,
            io.style(mark.style, step.phase),
            io.style("dim", duration),
            stepRemark(step),
          ]
            .filter((part) => part !== "")
            .join("  "),
        );
      }
      if (view.isFinished && before?.isFinished !== true) {
        const duration = io.style("dim", formatDuration(view.durationMilliseconds));
        say(`${view.name} ${io.style(runStyle(view.phase), view.phase)} ${duration}`.trimEnd());
      }
      before = view;
    },
    end() {},
  };
}

function timeOfDay(milliseconds: number): string {
  const date = new Date(milliseconds);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
