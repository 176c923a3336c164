import { openMemoryStore } from "@lateen/store";
import { isServiceUnavailable } from "@lateen/kube";
import { createApiServer } from "@lateen/apiserver";
import { expect, it } from "vitest";
import { httpTransport } from "./http-transport.ts";
import { createInformer } from "./informer.ts";
import { createClient } from "./rest.ts";

it("an informer and a client over HTTP outlive the server", async () => {
  const store = openMemoryStore();
  const first = await createApiServer({ store });
  const { port, url } = await first.listen();
  const { transport, close } = httpTransport({ server: url });
  const client = createClient({ transport });
  const map = (name: string) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default" },
  });
  await client.create(map("before"));
  const informer = createInformer({
    client,
    target: { apiVersion: "v1", kind: "ConfigMap" },
    random: () => 0,
  });
  const stop = new AbortController();
  const seen = Promise.withResolvers<void>();
  const told: string[] = [];
  informer.onChange(({ type, object }) => {
    told.push(`${type} ${object.metadata.name}`);
    if (object.metadata.name === "after") seen.resolve();
  });
  const running = informer.run(stop.signal);
  await informer.synced();
  await first.close();
  const error: unknown = await client
    .get({ ...map(""), name: "before" })
    .catch((caught: unknown) => caught);
  expect(isServiceUnavailable(error)).toBe(true);

  const second = await createApiServer({ store });
  await second.listen({ port });
  await client.create(map("after"));
  await seen.promise;
  expect(told).toEqual(["added before", "added after"]);

  stop.abort();
  await running;
  await close();
  await second.close();
  await store.close();
});
