// What the cache keeps of a finished run: its name and where its steps ended, for metrics. A hundred thousand finished
// runs must not weigh on the controller, so runs that ended alike share one status.
import type { StepStatus, WorkflowRun, WorkflowRunStatus } from "@lateen/api";

const MOST_SHARED = 10_000;

/** Makes the function that shrinks finished runs and leaves all others as they are. */
export function finishedRunShrinker(): (run: WorkflowRun) => WorkflowRun {
  const shared = new Map<string, WorkflowRunStatus>();
  return (run) => {
    const { status } = run;
    if (status?.finished !== true) return run;
    const { namespace, name } = run.metadata;
    return {
      apiVersion: run.apiVersion,
      kind: run.kind,
      metadata: {
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
      },
      status: sharedStatus(shared, status),
    } as unknown as WorkflowRun;
  };
}

function sharedStatus(
  shared: Map<string, WorkflowRunStatus>,
  status: WorkflowRunStatus,
): WorkflowRunStatus {
  const steps = (status.steps ?? []).map(
    ({ type, phase, reason }): StepStatus => ({
      id: "",
      ...(type === undefined ? {} : { type }),
      ...(phase === undefined ? {} : { phase }),
      ...(reason === undefined ? {} : { reason }),
    }),
  );
  const key = `${status.status}\n${JSON.stringify(steps)}`;
  const known = shared.get(key);
  if (known !== undefined) return known;
  const small: WorkflowRunStatus = {
    mode: {},
    status: status.status,
    suspend: false,
    terminated: status.terminated,
    finished: true,
    steps,
  };
  if (shared.size < MOST_SHARED) shared.set(key, small);
  return small;
}
