import {
  ApiError,
  type Client,
  isAlreadyExists,
  isConflict,
  isGone,
  isInvalid,
  isNotFound,
  type KubeObject,
  type WatchEvent,
} from "@lateen/kube";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A server to talk to. */
export interface ContractServer {
  readonly client: Client;
  close(): Promise<void>;
}

interface ConfigMap extends KubeObject {
  data?: { [key: string]: string };
}

/** What every client must do, whatever is behind it. */
export function clientContract(name: string, open: () => Promise<ContractServer>): void {
  describe(`client contract: ${name}`, () => {
    let server: ContractServer;
    let client: Client;
    const type = { apiVersion: "v1", kind: "ConfigMap" };
    let count = 0;
    const fresh = (): ConfigMap => ({
      ...type,
      metadata: { name: `contract-${++count}`, namespace: "default", labels: { n: String(count) } },
      data: { a: "1" },
    });
    const keyOf = ({ metadata }: KubeObject) => ({
      ...type,
      name: metadata.name as string,
      namespace: "default",
    });

    beforeAll(async () => {
      server = await open();
      client = server.client;
    });
    afterAll(() => server.close());

    it("create gives the stored object, get reads it", async () => {
      const given = fresh();
      const created = await client.create(given);
      expect(created).toMatchObject(given);
      expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(created.metadata.resourceVersion).toMatch(/./);
      expect(await client.get(keyOf(given))).toEqual(created);
    });

    it("create makes a name from generateName", async () => {
      const given: ConfigMap = {
        ...fresh(),
        metadata: { generateName: "contract-", namespace: "default" },
      };
      const created = await client.create(given);
      expect(created.metadata.name).toMatch(/^contract-[a-z0-9]{5}$/);
    });

    it("create refuses a name that is taken", async () => {
      const given = await client.create(fresh());
      const error = await failure(client.create({ ...fresh(), metadata: keyMetadata(given) }));
      expect(isAlreadyExists(error)).toBe(true);
      expect(error.message).toBe(`configmaps "${given.metadata.name}" already exists`);
    });

    it("create refuses a bad name with its reason", async () => {
      const given = { ...fresh(), metadata: { name: "Not_Good", namespace: "default" } };
      const error = await failure(client.create(given));
      expect(isInvalid(error)).toBe(true);
      expect(error.details?.causes?.[0]).toMatchObject({ field: "metadata.name" });
    });

    it("get says that there is no such object", async () => {
      const error = await failure(client.get({ ...type, name: "nope", namespace: "default" }));
      expect(isNotFound(error)).toBe(true);
      expect(error).toMatchObject({ message: 'configmaps "nope" not found', code: 404 });
    });

    it("a kind that the server does not have is not found", async () => {
      const error = await failure(
        client.get({ apiVersion: "nope.example/v1", kind: "Nope", name: "a" }),
      );
      expect(isNotFound(error)).toBe(true);
      expect(error.message).toBe('no matches for kind "Nope" in version "nope.example/v1"');
    });

    it("update replaces, and refuses an old resourceVersion", async () => {
      const created = await client.create(fresh());
      const updated = await client.update({ ...created, data: { b: "2" } });
      expect(updated.data).toEqual({ b: "2" });
      const error = await failure(client.update({ ...created, data: { c: "3" } }));
      expect(isConflict(error)).toBe(true);
      expect(error.message).toBe(
        `Operation cannot be fulfilled on configmaps "${created.metadata.name}": the object has been modified; please apply your changes to the latest version and try again`,
      );
    });

    it("patch merges", async () => {
      const created = await client.create(fresh());
      const patched = await client.patch<ConfigMap>(keyOf(created), "merge", {
        data: { a: null, b: "2" },
      });
      expect(patched.data).toEqual({ b: "2" });
    });

    it("patch carries out JSON patches, all or nothing", async () => {
      const created = await client.create(fresh());
      const patched = await client.patch<ConfigMap>(keyOf(created), "json", [
        { op: "test", path: "/data/a", value: "1" },
        { op: "add", path: "/data/b", value: "2" },
      ]);
      expect(patched.data).toEqual({ a: "1", b: "2" });
      const error = await failure(
        client.patch(keyOf(created), "json", [
          { op: "add", path: "/data/c", value: "3" },
          { op: "test", path: "/data/a", value: "9" },
        ]),
      );
      expect(error.code).toBe(422);
      expect((await client.get<ConfigMap>(keyOf(created))).data).toEqual({ a: "1", b: "2" });
    });

    it("patch merges built-in kinds strategically", async () => {
      const service = await client.create({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: `contract-${++count}`, namespace: "default" },
        spec: { clusterIP: "None", ports: [{ name: "http", port: 80 }] },
      });
      const key = {
        apiVersion: "v1",
        kind: "Service",
        name: service.metadata.name as string,
        namespace: "default",
      };
      const patched = await client.patch<KubeObject & { spec: { ports: unknown[] } }>(
        key,
        "strategic",
        {
          spec: { ports: [{ name: "https", port: 443 }] },
        },
      );
      expect(patched.spec.ports).toMatchObject([
        { name: "https", port: 443 },
        { name: "http", port: 80 },
      ]);
      await client.delete(key);
    });

    it("patch with an old resourceVersion is a conflict", async () => {
      const created = await client.create(fresh());
      await client.patch(keyOf(created), "merge", { data: { b: "2" } });
      const error = await failure(
        client.patch(keyOf(created), "merge", {
          metadata: { resourceVersion: created.metadata.resourceVersion as string },
          data: { c: "3" },
        }),
      );
      expect(isConflict(error)).toBe(true);
    });

    it("a dry run changes nothing", async () => {
      const given = fresh();
      const answered = await client.create(given, { dryRun: true });
      expect(answered.metadata.name).toBe(given.metadata.name);
      expect(isNotFound(await failure(client.get(keyOf(given))))).toBe(true);
    });

    it("delete removes; a second time there is nothing", async () => {
      const created = await client.create(fresh());
      await client.delete(keyOf(created));
      expect(isNotFound(await failure(client.get(keyOf(created))))).toBe(true);
      expect(isNotFound(await failure(client.delete(keyOf(created))))).toBe(true);
    });

    it("delete keeps to its preconditions", async () => {
      const created = await client.create(fresh());
      const error = await failure(
        client.delete(keyOf(created), { preconditions: { uid: "other" } }),
      );
      expect(isConflict(error)).toBe(true);
      await client.delete(keyOf(created), {
        preconditions: { uid: created.metadata.uid as string },
      });
    });

    it("an object with finalizers stays until they are gone", async () => {
      const given = fresh();
      given.metadata.finalizers = ["example.com/hold"];
      const created = await client.create(given);
      await client.delete(keyOf(created));
      const held = await client.get(keyOf(created));
      expect(held.metadata.deletionTimestamp).toMatch(/^\d{4}-/);
      await client.patch(keyOf(created), "merge", { metadata: { finalizers: null } });
      expect(isNotFound(await failure(client.get(keyOf(created))))).toBe(true);
    });

    it("list selects by labels and fields", async () => {
      const [a, b] = [await client.create(fresh()), await client.create(fresh())];
      const names = async (options: object): Promise<(string | undefined)[]> => {
        const list = await client.list<ConfigMap>(type, { namespace: "default", ...options });
        expect(list.kind).toBe("ConfigMapList");
        for (const item of list.items) expect(item).toMatchObject(type);
        return list.items.map(({ metadata }) => metadata.name);
      };
      expect(await names({ labelSelector: `n=${a.metadata.labels?.n}` })).toEqual([
        a.metadata.name,
      ]);
      expect(await names({ fieldSelector: `metadata.name=${b.metadata.name}` })).toEqual([
        b.metadata.name,
      ]);
      const error = await failure(client.list(type, { labelSelector: "a in x" }));
      expect(error).toMatchObject({ code: 400, reason: "BadRequest" });
    });

    it("list gives pages that together are all", async () => {
      for (let index = 0; index < 5; index++) await client.create(fresh());
      const all = await client.list(type, { namespace: "default" });
      const names: unknown[] = [];
      let page = await client.list(type, { namespace: "default", limit: 2 });
      expect(page.items).toHaveLength(2);
      for (;;) {
        names.push(...page.items.map(({ metadata }) => metadata.name));
        const { continue: next } = page.metadata;
        if (next === undefined || next === "") break;
        page = await client.list(type, { namespace: "default", limit: 2, continue: next });
      }
      expect(names).toEqual(all.items.map(({ metadata }) => metadata.name));
    });

    it("deleteAll removes what is selected", async () => {
      const [a, b] = [await client.create(fresh()), await client.create(fresh())];
      await client.deleteAll(type, {
        namespace: "default",
        labelSelector: `n=${a.metadata.labels?.n}`,
      });
      expect(isNotFound(await failure(client.get(keyOf(a))))).toBe(true);
      await client.get(keyOf(b));
    });

    it("watch tells what happens after a resourceVersion", async () => {
      const { metadata } = await client.list(type, { namespace: "default" });
      const created = await client.create(fresh());
      const patched = await client.patch<ConfigMap>(keyOf(created), "merge", { data: { a: "2" } });
      await client.delete(keyOf(created));
      const stop = new AbortController();
      const events: WatchEvent<ConfigMap>[] = [];
      for await (const event of client.watch<ConfigMap>(type, {
        namespace: "default",
        resourceVersion: metadata.resourceVersion,
        signal: stop.signal,
      })) {
        if (event.type === "BOOKMARK") continue;
        events.push(event);
        if (event.type === "DELETED") stop.abort();
      }
      expect(events.map((event) => [event.type, event.object.data])).toEqual([
        ["ADDED", { a: "1" }],
        ["MODIFIED", { a: "2" }],
        ["DELETED", { a: "2" }],
      ]);
      expect(events[1]?.object).toEqual(patched);
    });

    it("watch sees changes as they happen, of one object if it is named", async () => {
      const created = await client.create(fresh());
      const other = await client.create(fresh());
      const stop = new AbortController();
      const seen: unknown[] = [];
      const watch = client.watch<ConfigMap>(type, {
        namespace: "default",
        name: created.metadata.name as string,
        resourceVersion: other.metadata.resourceVersion as string,
        signal: stop.signal,
      });
      const watching = (async () => {
        for await (const { type: event, object } of watch) {
          if (event === "BOOKMARK") continue;
          seen.push(object.data);
          if (seen.length === 2) stop.abort();
        }
      })();
      await client.patch(keyOf(other), "merge", { data: { a: "other" } });
      await client.patch(keyOf(created), "merge", { data: { a: "2" } });
      await client.patch(keyOf(created), "merge", { data: { a: "3" } });
      await watching;
      expect(seen).toEqual([{ a: "2" }, { a: "3" }]);
    });

    it("watch can be left while nothing happens", async () => {
      const { metadata } = await client.list(type, { namespace: "default" });
      const stop = new AbortController();
      const watch = client.watch(type, {
        resourceVersion: metadata.resourceVersion,
        signal: stop.signal,
      });
      const watching = (async () => {
        for await (const event of watch) if (event.type !== "BOOKMARK") return event;
        return undefined;
      })();
      stop.abort();
      expect(await watching).toBeUndefined();
    });

    it("watch from a resourceVersion that is no number is refused", async () => {
      const watch = client.watch(type, { resourceVersion: "nonsense" });
      const error = await failure(watch[Symbol.asyncIterator]().next());
      expect(isGone(error)).toBe(false);
      expect(error.code).toBe(400);
    });

    it("status is apart from the rest where it is a subresource", async () => {
      const pod = await client.create({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `contract-${++count}`, namespace: "default" },
        spec: { containers: [{ name: "a", image: "a" }] },
      });
      const key = {
        apiVersion: "v1",
        kind: "Pod",
        name: pod.metadata.name as string,
        namespace: "default",
      };
      const patched = await client.patch(
        key,
        "merge",
        { metadata: { labels: { ignored: "yes" } }, status: { message: "hello" } },
        { subresource: "status" },
      );
      expect(patched.status).toMatchObject({ message: "hello" });
      const updated = await client.update(
        { ...patched, status: { message: "there" } },
        { subresource: "status" },
      );
      expect(updated.status).toMatchObject({ message: "there" });
      const plain = await client.patch(key, "merge", { status: { message: "no" } });
      expect(plain.status).toMatchObject({ message: "there" });
      await client.delete(key);
    });

    it("the scale of a workload is patched by itself", async () => {
      const name = `contract-${++count}`;
      const labels = { app: name };
      await client.create({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, namespace: "default" },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: "a", image: "a" }] } },
        },
      } as KubeObject);
      const key = { apiVersion: "apps/v1", kind: "Deployment", name, namespace: "default" };
      const scale = await client.patch(
        key,
        "merge",
        { spec: { replicas: 3 } },
        { subresource: "scale" },
      );
      expect(scale).toMatchObject({ kind: "Scale", spec: { replicas: 3 } });
      expect(await client.get(key)).toMatchObject({ spec: { replicas: 3 } });
      await client.delete(key);
    });

    it("logs of a Pod that does not exist are not found", async () => {
      const error: unknown = await client
        .logs({ name: "contract-nothing", namespace: "default" }, { container: "a", tailLines: 5 })
        .catch((reason: unknown) => reason);
      expect(isNotFound(error)).toBe(true);
    });

    it("a call that is called off rejects with the reason", async () => {
      const reason = new Error("enough");
      const error: unknown = await client
        .get({ ...type, name: "a", namespace: "default" }, { signal: AbortSignal.abort(reason) })
        .catch((caught: unknown) => caught);
      expect(error).toBe(reason);
    });

    it("names with odd characters are escaped", async () => {
      const key = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
      const name = `contract:${++count}`;
      const created = await client.create<KubeObject>({ ...key, metadata: { name }, rules: [] });
      expect(created.metadata.namespace).toBeUndefined();
      expect((await client.get({ ...key, name })).metadata.uid).toBe(created.metadata.uid);
      await client.delete({ ...key, name });
    });

    it("many calls at once all get their own answers", async () => {
      const created = await Promise.all(Array.from({ length: 100 }, () => client.create(fresh())));
      const read = await Promise.all(created.map((object) => client.get(keyOf(object))));
      expect(read).toEqual(created);
    });
  });
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

function keyMetadata({ metadata }: KubeObject): { name: string; namespace: string } {
  return { name: metadata.name as string, namespace: metadata.namespace as string };
}
