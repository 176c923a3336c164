import { startCluster } from "@lateen/testkit";
import { clientContract } from "./client.contract.ts";
import { httpTransport } from "./http-transport.ts";
import { createClient } from "./rest.ts";
import { handlerTransport } from "./transport.ts";

clientContract("over HTTP", async () => {
  const cluster = await startCluster();
  const http = httpTransport({ server: await cluster.url() });
  return {
    client: createClient({ transport: http.transport }),
    close: async () => {
      await http.close();
      await cluster.close();
    },
  };
});

clientContract("through a handler", async () => {
  const cluster = await startCluster();
  const transport = handlerTransport((request) => cluster.server.handle(request));
  return { client: createClient({ transport }), close: () => cluster.close() };
});

clientContract("in process", async () => {
  const cluster = await startCluster();
  return { client: cluster.client, close: () => cluster.close() };
});
