import { ANNOTATION_START_TIME, type ObjectReference, type WorkflowRun } from "@lateen/api";
import {
  type Client,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
  isAlreadyExists,
  isNotFound,
} from "@lateen/kube";
import { idFor } from "../hash.ts";
import type { Clock } from "../provider.ts";
import type { ContextChange, RunStorage, StoredContext } from "../storage.ts";

const SESSION_ANNOTATION = "lateen.dev/session";

/** A ConfigMap as far as we use it. */
interface ConfigMap extends KubeObject {
  data?: { [key: string]: string };
}

/** What `create`, `get` and `patch` of the run's cluster are needed for. */
export type ConfigMapClient = Pick<Client, "create" | "get" | "patch">;

/**
 * Keeps a run's context in the ConfigMap `workflow-<run>-context`, owned by the run (spec: api.md 6). If another
 * run left one of that name, a suffix is added that is the same in every try.
 */
export function configMapStorage(options: {
  readonly client: ConfigMapClient;
  readonly run: WorkflowRun;
  readonly clock: Clock;
}): RunStorage {
  const { client, run, clock } = options;
  const namespace = run.metadata.namespace ?? "default";
  const uid = run.metadata.uid ?? "";
  const plainName = `workflow-${run.metadata.name}-context`;
  const suffixedName = `${plainName}-${idFor(`${uid}/context`, 5)}`;
  const started = run.status?.startTime !== undefined && run.status.startTime !== null;
  let name = started ? run.status?.contextBackend?.name : undefined;
  let current: ConfigMap | undefined;

  const keyOf = (of: string): ObjectKey => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    namespace,
    name: of,
  });

  const read = async (of: string): Promise<ConfigMap | undefined> => {
    try {
      return await client.get<ConfigMap>(keyOf(of));
    } catch (err) {
      if (isNotFound(err)) return undefined;
      throw err;
    }
  };

  const isOurs = (object: ConfigMap): boolean =>
    object.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true;

  const referenceOf = (object: ConfigMap): ObjectReference => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    name: object.metadata.name ?? "",
    namespace,
    ...(object.metadata.uid === undefined ? {} : { uid: object.metadata.uid }),
  });

  const create = async (of: string, change: ContextChange): Promise<ConfigMap> => {
    const data: { [key: string]: string } = {};
    for (const [key, value] of Object.entries(change.data)) {
      if (value !== null) data[key] = value;
    }
    return client.create<ConfigMap>({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: of,
        namespace,
        annotations: {
          [ANNOTATION_START_TIME]: goTime(clock.now()),
          [SESSION_ANNOTATION]: change.session,
        },
        ownerReferences: [
          {
            apiVersion: run.apiVersion,
            kind: run.kind,
            name: run.metadata.name ?? "",
            uid,
            controller: true,
          },
        ],
      },
      data,
    });
  };

  return {
    async load(): Promise<StoredContext | undefined> {
      if (name !== undefined) {
        current = await read(name);
        if (current === undefined) throw new Error(`configmaps "${name}" not found`);
      } else {
        // A process that died after the first write and before the status said so.
        for (const candidate of [plainName, suffixedName]) {
          const found = await read(candidate);
          if (found === undefined) break;
          if (isOurs(found)) {
            current = found;
            break;
          }
        }
      }
      if (current === undefined) return undefined;
      name = current.metadata.name;
      return {
        data: current.data ?? {},
        reference: referenceOf(current),
        session: current.metadata.annotations?.[SESSION_ANNOTATION] ?? current.metadata.uid ?? "",
      };
    },

    async save(change: ContextChange): Promise<ObjectReference> {
      if (current === undefined) {
        try {
          current = await create(plainName, change);
        } catch (err) {
          if (!isAlreadyExists(err)) throw err;
          current = await create(suffixedName, change);
        }
        name = current.metadata.name;
        return referenceOf(current);
      }
      const body: JsonObject = { data: { ...change.data } };
      try {
        current = await client.patch<ConfigMap>(keyOf(name ?? plainName), "merge", body);
      } catch (err) {
        if (!isNotFound(err)) throw err;
        // It vanished under us: what this pass knows is written anew (spec: api.md 6, life cycle).
        const known: { [key: string]: string | null } = { ...current.data, ...change.data };
        current = await create(name ?? plainName, { session: change.session, data: known });
      }
      return referenceOf(current);
    },
  };
}

/** A time the way the reference writes it; only people read it. */
function goTime(ms: number): string {
  return `${new Date(ms).toISOString().replace("T", " ").replace("Z", "")} +0000 UTC`;
}
