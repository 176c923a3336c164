import { runCommandLine } from "./root.ts";
import { processIo } from "./io.ts";
import { systemClock } from "./clock.ts";

// Timers and idle connections do not keep a process alive; a command that is under way does.
const stopWaiting = systemClock.every(60_000, () => undefined);
process.exitCode = await runCommandLine(process.argv.slice(2), {
  io: processIo(),
  clock: systemClock,
  env: process.env,
  cwd: process.cwd(),
  signal: interruptSignal(),
});
stopWaiting();
// Connections that are kept open must not hold the process up.
process.exit();

/** Aborts at the first Ctrl-C or SIGTERM; the second one ends the process at once. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let count = 0;
  const onSignal = (name: NodeJS.Signals): void => {
    count += 1;
    if (count > 1) process.exit(name === "SIGINT" ? 130 : 143);
    controller.abort(name);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("SIGHUP", onSignal);
  return controller.signal;
}
