// Where the record of a finished run can be stored. A new store is one file beside this one, and a row here.
import type { WorkflowRun } from "@lateen/api";
import type { Clock } from "@lateen/client";
import { type Client, type KubeObject, isNotFound } from "@lateen/kube";
import { type SlsConfig, slsPersister } from "./sls.ts";
import type { BackupSettings } from "./settings.ts";

/** Stores runs outside of the cluster. */
export interface Persister {
  /** Resolves when the run is stored; rejects if it is to be tried again. */
  store(run: WorkflowRun): Promise<void>;
}

/** Makes a store from the data of its Secret. Throws an Error that names what is missing. */
type MakePersister = (config: SlsConfig, clock: Clock) => Persister;

const PERSISTERS: Readonly<Record<string, MakePersister>> = {
  sls: slsPersister,
};

/** The store that the settings name; undefined for none. Rejects if its Secret or the name is not as it must be. */
export async function openPersister(
  client: Client,
  { persistType, configSecret }: BackupSettings,
  clock: Clock,
): Promise<Persister | undefined> {
  if (persistType === "") return undefined;
  const make = PERSISTERS[persistType];
  if (make === undefined) {
    throw new Error(
      `--backup-persist-type: unsupported persist type ${persistType}, expected one of ${Object.keys(PERSISTERS).join(", ")}`,
    );
  }
  const place = `Secret ${configSecret.namespace}/${configSecret.name}`;
  const data = await secretData(client, configSecret);
  if (data === undefined) throw new Error(`backup of runs: empty config: ${place} has no data`);
  try {
    return make(data, clock);
  } catch (cause) {
    throw new Error(`backup of runs: ${place}: ${(cause as Error).message}`, { cause });
  }
}

interface Secret extends KubeObject {
  readonly data?: { readonly [key: string]: string };
}

async function secretData(
  client: Client,
  key: { readonly namespace: string; readonly name: string },
): Promise<SlsConfig | undefined> {
  try {
    const { data } = await client.get<Secret>({ apiVersion: "v1", kind: "Secret", ...key });
    if (data === undefined || Object.keys(data).length === 0) return undefined;
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [name, Buffer.from(value, "base64").toString()]),
    );
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
