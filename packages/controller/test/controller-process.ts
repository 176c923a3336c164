// A controller in a process of its own, against the API server at the address that it is given; tells when it works.
import { createClient, httpTransport } from "@lateen/client";
import { createManager } from "@lateen/runtime";
import { createWorkflowController, readControllerFlags } from "../src/index.ts";

const { transport } = httpTransport({ server: process.argv[2] as string });
const client = createClient({ transport });
const say = (fields: object, message: string): void => {
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
};
const silent = (): void => undefined;
const controller = createWorkflowController({
  client,
  clusters: { cluster: async () => client },
  settings: readControllerFlags(),
  version: "1",
  log: { debug: silent, info: silent, warn: silent, error: say },
});
const manager = createManager();
manager.add("caches", controller.caches);
manager.add("controllers", controller);
void controller.caches.ready().then(() => process.stdout.write("ready\n"));
await manager.run(new AbortController().signal);
