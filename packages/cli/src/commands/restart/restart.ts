import type { Workflow } from "@lateen/api";
import {
  type StepRestart,
  removeVariables,
  restartFromStep,
  restartRun,
  restartedContext,
} from "@lateen/engine";
import { type Client, type KubeObject, type ObjectKey, isNotFound } from "@lateen/kube";
import { Command } from "commander";
import type { Factory } from "../../factory.ts";
import { referredWorkflow } from "../../follow.ts";
import { editStatus, getRun } from "../../runs.ts";
import type { RunKey } from "../../watch-run.ts";

/** `lateen restart`. */
export function newRestartCommand(factory: Factory): Command {
  return new Command("restart")
    .summary("start a run over, or from one of its steps")
    .description(
      "Starts a run over. With --step only that step and what comes after it run again; what was done before " +
        "stays. Objects that steps applied are not deleted.",
    )
    .argument("<run>", "name of the run")
    .option("-s, --step <name>", "the step to start from")
    .action(async (name: string, options: { readonly step?: string }, command: Command) => {
      const { client, namespace } = await factory.connect(factory.flags(command));
      const key = { namespace, name };
      if (options.step === undefined) await restartWhole(client, key);
      else await restartStep(client, key, options.step);
      factory.io.stdout.write(
        options.step === undefined
          ? `Successfully restart workflow: ${name}\n`
          : `Successfully restart workflow ${name} from step ${options.step}\n`,
      );
    });
}

async function restartWhole(client: Client, key: RunKey): Promise<void> {
  const run = await getRun(client, key);
  const context = run.status?.contextBackend?.name;
  if (context !== undefined) {
    try {
      await client.delete(contextKey(key, context));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  await editStatus(client, key, () => restartRun());
}

async function restartStep(client: Client, key: RunKey, step: string): Promise<void> {
  await editStatus(client, key, async (run) => {
    const workflow: Workflow | undefined = await referredWorkflow(client, run);
    const restart = restartFromStep(run.status, run.spec?.workflowSpec ?? workflow ?? {}, step);
    const context = run.status?.contextBackend?.name;
    // Before the status, so that nothing runs on the old variables.
    if (context !== undefined) await changeContext(client, contextKey(key, context), restart);
    return restart.status;
  });
}

async function changeContext(client: Client, key: ObjectKey, restart: StepRestart): Promise<void> {
  try {
    const map = await client.get<KubeObject & { data?: { [key: string]: string } }>(key);
    const data = map.data ?? {};
    const vars = removeVariables(data["vars"] ?? "", restart.variables);
    await client.patch(key, "merge", { data: { ...restartedContext(data, restart, vars) } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function contextKey(key: RunKey, name: string): ObjectKey {
  return { apiVersion: "v1", kind: "ConfigMap", namespace: key.namespace, name };
}
