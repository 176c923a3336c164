import { hostname } from "node:os";
import { createLog, startControllerAlone } from "@lateen/server";
import { Command } from "commander";
import { readKubeconfig } from "../../connect.ts";
import { addControllerFlags, controllerSettings } from "../../controller-flags.ts";
import { FlagError } from "../../errors.ts";
import type { Factory } from "../../factory.ts";
import { lateenVersion } from "../../version.ts";

/** `lateen controller`. */
export function newControllerCommand(factory: Factory): Command {
  const command = new Command("controller")
    .summary("run the controller alone, against any API server")
    .description(
      "Runs the controller against the API server of the kubeconfig, or of the Pod that it is in.",
    )
    .action((_options: unknown, called: Command) => runController(factory, called));
  return addControllerFlags(command, { isAlone: true });
}

async function runController(factory: Factory, command: Command): Promise<void> {
  const settings = controllerSettings(command);
  const log = createLog({ isDebug: settings.logDebug, file: settings.logFile });
  const kubeconfig = await readKubeconfig(factory.flags(command), factory);
  log.info({ server: kubeconfig.http.server, version: lateenVersion() }, "starting the controller");
  try {
    await startControllerAlone(
      {
        kubeconfig,
        settings,
        version: lateenVersion(),
        log,
        identity: `${hostname()}_${process.pid}`,
      },
      factory.signal,
    );
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "flag")
      throw new FlagError(error.message);
    throw error;
  }
  log.info({}, "the controller has stopped");
}
