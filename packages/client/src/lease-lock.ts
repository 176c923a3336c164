import {
  type Client,
  formatMicroTime,
  isAlreadyExists,
  isConflict,
  isNotFound,
  type KubeObject,
  type ObjectKey,
} from "@lateen/kube";
import type { Clock } from "./clock.ts";

/** A Lease of coordination.k8s.io. */
export interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string | null;
    leaseDurationSeconds?: number | null;
    acquireTime?: string | null;
    renewTime?: string | null;
    leaseTransitions?: number | null;
  };
}

/** What a {@link LeaseLock} is made of. */
export interface LeaseLockOptions {
  readonly client: Client;
  readonly name: string;
  readonly namespace: string;
  /** Who wants it; different for each process. */
  readonly identity: string;
  /** Milliseconds for which a lease lasts without renewal. */
  readonly duration: number;
  readonly labels?: { readonly [key: string]: string };
  readonly clock: Clock;
}

/** A lease that one of several processes holds at a time. */
export interface LeaseLock {
  /** Who holds it, as far as known; `""` if nobody does. */
  readonly holder: string;
  /**
   * Takes the lease if it is free or has run out, or renews it. False if somebody else has it or was faster. Rejects
   * with `ApiError` if the server cannot be asked.
   */
  acquireOrRenew(signal?: AbortSignal): Promise<boolean>;
  /** Gives the lease back so that the next one need not wait for it to run out. */
  release(): Promise<void>;
}

/**
 * Makes a {@link LeaseLock}. Whether a lease has run out is measured from when a change of it was last seen, by the own
 * clock: clocks of different machines are not compared.
 */
export function createLeaseLock(options: LeaseLockOptions): LeaseLock {
  const { client, name, namespace, identity, duration, labels, clock } = options;
  const key: ObjectKey = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", name, namespace };
  let lease: Lease | undefined;
  let seenAt = 0;

  const see = (found: Lease): void => {
    if (lease?.metadata.resourceVersion !== found.metadata.resourceVersion) seenAt = clock.now();
    lease = found;
  };
  const holder = (): string => lease?.spec?.holderIdentity ?? "";
  const isFree = (): boolean => {
    if (holder() === "" || holder() === identity) return true;
    const lasts = (lease?.spec?.leaseDurationSeconds ?? duration / 1_000) * 1_000;
    return seenAt + lasts <= clock.now();
  };
  const held = (): NonNullable<Lease["spec"]> => {
    const now = formatMicroTime(clock.now());
    const { acquireTime, leaseTransitions } = lease?.spec ?? {};
    const isMine = holder() === identity;
    return {
      holderIdentity: identity,
      leaseDurationSeconds: Math.max(1, Math.ceil(duration / 1_000)),
      acquireTime: isMine ? (acquireTime ?? now) : now,
      renewTime: now,
      leaseTransitions: (leaseTransitions ?? 0) + (isMine || lease === undefined ? 0 : 1),
    };
  };
  const write = async (known: Lease, signal: AbortSignal | undefined): Promise<boolean> => {
    try {
      see(await client.update<Lease>({ ...known, spec: held() }, signalOption(signal)));
      return true;
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
      return false;
    }
  };
  const create = async (signal: AbortSignal | undefined): Promise<boolean> => {
    lease = undefined;
    const { apiVersion, kind } = key;
    const metadata = {
      name,
      namespace,
      ...(labels === undefined ? {} : { labels: { ...labels } }),
    };
    try {
      see(
        await client.create<Lease>(
          { apiVersion, kind, metadata, spec: held() },
          signalOption(signal),
        ),
      );
      return true;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return false;
    }
  };

  return {
    get holder() {
      return holder();
    },
    async acquireOrRenew(signal) {
      // Whoever holds it writes at once; only a lost race makes it read again.
      if (lease !== undefined && holder() === identity && (await write(lease, signal))) return true;
      try {
        see(await client.get<Lease>(key, signalOption(signal)));
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return create(signal);
      }
      return isFree() && write(lease as Lease, signal);
    },
    async release() {
      if (lease === undefined || holder() !== identity) return;
      const spec = { ...lease.spec, holderIdentity: "", leaseDurationSeconds: 1 };
      try {
        see(await client.update<Lease>({ ...lease, spec }));
      } catch (error) {
        // Somebody else has it already.
        if (!isConflict(error) && !isNotFound(error)) throw error;
      }
    },
  };
}

function signalOption(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
