import { serviceUnavailable } from "@lateen/kube";
import { type FakeClock, fakeClock, startCluster } from "@lateen/testkit";
import { describe, expect, it } from "vitest";
import { createLeaderElection } from "./leader-election.ts";
import { createLeaseLock, type Lease } from "./lease-lock.ts";

const KEY = {
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  name: "lead",
  namespace: "default",
};

describe("createLeaseLock", () => {
  it("is held by one until it runs out or is given back", async () => {
    const { client, close } = await startCluster();
    const clock = fakeClock();
    const lock = (identity: string) =>
      createLeaseLock({
        client,
        name: "lead",
        namespace: "default",
        identity,
        duration: 15_000,
        clock,
      });
    const [a, b] = [lock("a"), lock("b")];
    expect(await a.acquireOrRenew()).toBe(true);
    expect(await b.acquireOrRenew()).toBe(false);
    expect(b.holder).toBe("a");
    clock.advance(10_000);
    expect(await a.acquireOrRenew()).toBe(true);
    clock.advance(10_000);
    expect(await b.acquireOrRenew()).toBe(false);
    clock.advance(15_000);
    expect(await b.acquireOrRenew()).toBe(true);
    expect(await a.acquireOrRenew()).toBe(false);
    const { spec } = await client.get<Lease>(KEY);
    expect(spec).toMatchObject({
      holderIdentity: "b",
      leaseDurationSeconds: 15,
      leaseTransitions: 1,
    });
    await a.release();
    expect((await client.get<Lease>(KEY)).spec?.holderIdentity).toBe("b");
    await b.release();
    expect(await a.acquireOrRenew()).toBe(true);
    await close();
  });
});

describe("createLeaderElection", () => {
  /** Lets time pass in small steps, so that what hangs on it can go on in between. */
  async function pass(clock: FakeClock, milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 500) {
      clock.advance(500);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    }
  }

  it("one leads, and the next takes over when it stops", async () => {
    const { client, close } = await startCluster();
    const clock = fakeClock();
    const election = (identity: string) =>
      createLeaderElection({ client, name: "lead", namespace: "default", identity, clock });
    const [a, b] = [election("a"), election("b")];
    const [stopA, stopB] = [new AbortController(), new AbortController()];
    const runningA = a.run(stopA.signal);
    await a.ready();
    const runningB = b.run(stopB.signal);
    await pass(clock, 60_000);
    expect([a.isLeader, b.isLeader]).toEqual([true, false]);
    stopA.abort();
    await runningA;
    await pass(clock, 3_000);
    await b.ready();
    expect([a.isLeader, b.isLeader]).toEqual([false, true]);
    stopB.abort();
    await runningB;
    await close();
  });

  it("gives up when it cannot renew", async () => {
    const { client, close } = await startCluster();
    const clock = fakeClock();
    let isDown = false;
    const errors: unknown[] = [];
    const election = createLeaderElection({
      client: Object.create(client, {
        get: {
          value: (key: never) =>
            isDown ? Promise.reject(serviceUnavailable("down")) : client.get(key),
        },
        update: {
          value: (lease: never) =>
            isDown ? Promise.reject(serviceUnavailable("down")) : client.update(lease),
        },
        create: { value: (lease: never) => client.create(lease) },
      }),
      name: "lead",
      namespace: "default",
      identity: "a",
      clock,
      onError: (error) => errors.push(error),
    });
    const running = election.run(new AbortController().signal);
    const outcome = running.then(
      () => "ended",
      (error: Error) => error.message,
    );
    await election.ready();
    isDown = true;
    await pass(clock, 20_000);
    expect(await outcome).toBe('leadership lost: default/lead is held by "a"');
    expect(errors.length).toBeGreaterThan(2);
    await close();
  });
});
