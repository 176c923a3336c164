// What every store must do, whatever keeps its log.
import { afterEach, expect, it } from "vitest";
import type { LogStoreOptions } from "./log-store.ts";
import type { Entry, RangeResult, Store, StoreEvent, WriteResult } from "./store.ts";

/** Registers the suite for stores made by `open`. */
export function storeContract(open: (options?: LogStoreOptions) => Store): void {
  let store: Store;
  const opened = (options?: LogStoreOptions): Store => (store = open(options));
  afterEach(() => store.close());

  it("create makes an entry with the next revision", async () => {
    const s = opened();
    const before = s.revision;
    const entry = await written(s.create("/a/1", (revision) => ({ value: `r${revision}` })));
    expect(entry).toMatchObject({
      key: "/a/1",
      value: `r${before + 1}`,
      revision: before + 1,
      createRevision: before + 1,
    });
    expect(s.get("/a/1")).toEqual(entry);
    expect(s.revision).toBe(before + 1);
  });

  it("create loses against an entry that is there, durable or under way", async () => {
    const s = opened();
    const first = s.create("/a/1", () => ({ value: "first" }));
    expect(s.get("/a/1")).toBeUndefined();
    expect(s.latest("/a/1")?.value).toBe("first");
    const second = await s.create("/a/1", () => ({ value: "second" }));
    const entry = await written(first);
    expect(second).toEqual({ ok: false, latest: entry });
    expect(await s.create("/a/1", () => ({ value: "third" }))).toEqual({
      ok: false,
      latest: entry,
    });
  });

  it("update replaces what the caller has seen and nothing else", async () => {
    const s = opened();
    const one = await put(s, "/a/1", "one");
    const two = await written(s.update("/a/1", one.revision, () => ({ value: "two" })));
    expect(two.createRevision).toBe(one.revision);
    expect(await s.update("/a/1", one.revision, () => ({ value: "lost" }))).toEqual({
      ok: false,
      latest: two,
    });
    expect(await s.update("/a/none", 1, () => ({ value: "x" }))).toEqual({
      ok: false,
      latest: undefined,
    });
    expect(s.get("/a/1")?.value).toBe("two");
  });

  it("delete removes, and a key can be created again", async () => {
    const s = opened();
    const one = await put(s, "/a/1", "one");
    expect((await s.delete("/a/1", one.revision + 1, () => ({ value: "x" }))).ok).toBe(false);
    await written(s.delete("/a/1", one.revision, () => ({ value: "last" })));
    expect(s.get("/a/1")).toBeUndefined();
    const again = await put(s, "/a/1", "again");
    expect(again.createRevision).toBe(again.revision);
  });

  it("writes to one key that overlap are decided in order", async () => {
    const s = opened();
    const results: Promise<WriteResult>[] = [];
    for (let i = 0; i < 50; i++) {
      const latest = s.latest("/a/1");
      if (latest === undefined) results.push(s.create("/a/1", () => ({ value: `${i}` })));
      else if (i % 7 === 6) {
        results.push(s.delete("/a/1", latest.revision, () => ({ value: `${i}` })));
      } else results.push(s.update("/a/1", latest.revision, () => ({ value: `${i}` })));
      if (i % 3 === 2) await results.at(-1);
    }
    expect((await Promise.all(results)).every((result) => result.ok)).toBe(true);
    expect(s.get("/a/1")?.value).toBe("49");
  });

  it("range pages through the keys of a prefix in order", async () => {
    const s = opened();
    for (const key of ["/b/2", "/a/1", "/b/1", "/b/3", "/c/1", "/b/10"]) await put(s, key, key);
    expect(keys(s.range({ prefix: "/b/" }))).toEqual(["/b/1", "/b/10", "/b/2", "/b/3"]);
    const page = s.range({ prefix: "/b/", limit: 2 });
    expect(page).toMatchObject({ ok: true, more: true });
    expect(keys(page)).toEqual(["/b/1", "/b/10"]);
    const rest = s.range({ prefix: "/b/", after: "/b/10", limit: 2 });
    expect(rest).toMatchObject({ ok: true, more: false });
    expect(keys(rest)).toEqual(["/b/2", "/b/3"]);
    expect(s.count("/b/")).toBe(4);
    expect(s.count("/")).toBe(6);
  });

  it("range shows an older revision", async () => {
    const s = opened();
    const one = await put(s, "/a/1", "one");
    const two = await put(s, "/a/2", "two");
    await written(s.update("/a/1", one.revision, () => ({ value: "changed" })));
    await written(s.delete("/a/2", two.revision, () => ({ value: "gone" })));
    await put(s, "/a/3", "three");
    const values = (revision?: number): string[] => {
      const result = s.range({ prefix: "/a/", ...(revision === undefined ? {} : { revision }) });
      return result.ok ? result.entries.map((entry) => entry.value) : [result.reason];
    };
    expect(values(two.revision)).toEqual(["one", "two"]);
    expect(values(two.revision + 1)).toEqual(["changed", "two"]);
    expect(values()).toEqual(["changed", "three"]);
    expect(values(s.revision + 1)).toEqual(["future"]);
  });

  it("watch delivers what comes after, in order, once", async () => {
    const s = opened();
    const one = await put(s, "/a/1", "one");
    const live = watch(s, "/a/");
    await written(s.update("/a/1", one.revision, () => ({ value: "two" })));
    await put(s, "/b/1", "elsewhere");
    await written(s.delete("/a/1", (s.get("/a/1") as Entry).revision, () => ({ value: "end" })));
    expect(live.seen()).toEqual(["updated two<one", "deleted end<two"]);
    const past = watch(s, "/a/", 0);
    await past.until(3);
    expect(past.seen()).toEqual(["created one", "updated two<one", "deleted end<two"]);
    const single = watch(s, "/b/1", 0);
    await single.until(1);
    expect(single.seen()).toEqual(["created elsewhere"]);
    await put(s, "/b/10", "not the same key");
    const again = watch(s, "/b/1", 0);
    await again.until(1);
    expect(keys(s.range({ prefix: "/b/1" }))).toEqual(["/b/1"]);
    expect([...single.seen(), ...again.seen()]).toEqual(["created elsewhere", "created elsewhere"]);
  });

  it("watch from the past joins the present without a gap", async () => {
    const s = opened();
    const total = 3_000;
    for (let i = 0; i < total / 2; i++) void s.create(`/a/${i}`, () => ({ value: `${i}` }));
    await put(s, "/a/x", "x");
    const watched = watch(s, "/a/", 0);
    for (let i = total / 2; i < total; i++) void s.create(`/a/${i}`, () => ({ value: `${i}` }));
    await put(s, "/a/y", "y");
    await watched.until(total + 2);
    const revisions = watched.events.map((event) => event.entry.revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(new Set(revisions).size).toBe(total + 2);
  });

  it("a stopped watch hears nothing, and one that throws ends alone", async () => {
    const errors: unknown[] = [];
    const s = opened({ onError: (error) => errors.push(error) });
    const stopped = watch(s, "/a/");
    stopped.stop();
    s.watch(
      { prefix: "/a/" },
      {
        onEvents: () => {
          throw new Error("broken sink");
        },
        onExpired: () => undefined,
      },
    );
    const other = watch(s, "/a/");
    await put(s, "/a/1", "one");
    await put(s, "/a/2", "two");
    expect(stopped.seen()).toEqual([]);
    expect(other.seen()).toEqual(["created one", "created two"]);
    expect(errors).toHaveLength(1);
  });

  it("compact forgets what was superseded", async () => {
    const s = opened();
    const one = await put(s, "/a/1", "one");
    const two = await put(s, "/a/2", "two");
    const changed = await written(s.update("/a/1", one.revision, () => ({ value: "changed" })));
    const gone = await written(s.delete("/a/2", two.revision, () => ({ value: "gone" })));
    await s.compact(gone.revision);
    expect(s.compactRevision).toBe(gone.revision);
    expect(s.range({ prefix: "/a/", revision: two.revision })).toEqual({
      ok: false,
      reason: "compacted",
    });
    expect(s.watch({ prefix: "/a/", after: two.revision }, ignore)).toEqual({
      ok: false,
      reason: "compacted",
    });
    expect(keys(s.range({ prefix: "/a/" }))).toEqual(["/a/1"]);
    await written(s.update("/a/1", changed.revision, () => ({ value: "again" })));
    await put(s, "/a/2", "back");
    const watched = watch(s, "/a/", gone.revision);
    await watched.until(2);
    expect(watched.seen()).toEqual(["updated again<changed", "created back"]);
  });

  it("compacts by itself and keeps the newest revisions", async () => {
    const s = opened({ retainRevisions: 100 });
    let entry = await put(s, "/a/1", "0");
    for (let i = 1; i <= 5_000; i++) {
      const update = s.update("/a/1", entry.revision, () => ({ value: `${i}` }));
      entry = s.latest("/a/1") as Entry;
      if (i % 100 === 0) await update;
    }
    expect(s.compactRevision).toBeGreaterThan(0);
    expect(s.compactRevision).toBeLessThanOrEqual(s.revision - 100);
    expect(s.get("/a/1")?.value).toBe("5000");
  });

  it("finds the entries that refer to a name", async () => {
    const s = opened();
    const refs = (...addedRefs: string[]) => ({ value: "", addedRefs });
    const one = await written(s.create("/a/1", () => refs("x", "y")));
    await written(s.create("/a/2", () => refs("x")));
    expect(s.referrers("x")).toEqual(["/a/1", "/a/2"]);
    expect(s.references("", 10)).toEqual(["x", "y"]);
    const changed = await written(
      s.update("/a/1", one.revision, () => ({ value: "", addedRefs: ["z"], droppedRefs: ["x"] })),
    );
    expect(s.referrers("x")).toEqual(["/a/2"]);
    await written(
      s.delete("/a/1", changed.revision, () => ({ value: "", droppedRefs: ["y", "z"] })),
    );
    expect(s.references("", 10)).toEqual(["x"]);
    expect(s.references("x", 10)).toEqual([]);
  });

  it("keeps a memo with its entry while it is in memory", async () => {
    const s = opened();
    const memo = { parsed: true };
    const entry = await written(s.create("/a/1", () => ({ value: "v", memo })));
    expect(entry.memo).toBe(memo);
  });

  it("keeps any text but the character NUL", async () => {
    const s = opened();
    const value = "ünï ☃ 𝒳 \n\"'%";
    await put(s, "/a/1", value);
    const result = s.range({ prefix: "/a/" });
    expect(result.ok && result.entries[0]?.value).toBe(value);
    expect(s.get("/a/1")?.value).toBe(value);
  });

  it("refuses to work when closed, after finishing what was under way", async () => {
    const s = opened();
    const write = s.create("/a/1", () => ({ value: "v" }));
    await s.close();
    expect((await write).ok).toBe(true);
    expect(() => s.get("/a/1")).toThrow("the store is closed");
  });
}

const ignore = { onEvents: () => undefined, onExpired: () => undefined };

async function written(result: Promise<WriteResult>): Promise<Entry> {
  const outcome = await result;
  if (!outcome.ok) throw new Error(`lost against ${outcome.latest?.revision ?? "nothing"}`);
  return outcome.entry;
}

function put(store: Store, key: string, value: string): Promise<Entry> {
  return written(store.create(key, () => ({ value })));
}

function keys(result: RangeResult): string[] {
  return result.ok ? result.entries.map((entry) => entry.key) : [result.reason];
}

interface Watched {
  readonly events: StoreEvent[];
  seen(): string[];
  until(count: number): Promise<void>;
  stop(): void;
}

function watch(store: Store, prefix: string, after?: number): Watched {
  const events: StoreEvent[] = [];
  let wake: () => void = () => undefined;
  const result = store.watch(after === undefined ? { prefix } : { prefix, after }, {
    onEvents: (batch) => {
      events.push(...batch);
      wake();
    },
    onExpired: () => {
      throw new Error("the watch expired");
    },
  });
  if (!result.ok) throw new Error(result.reason);
  return {
    events,
    seen: () =>
      events.map(({ kind, entry, previous }) =>
        previous === undefined
          ? `${kind} ${entry.value}`
          : `${kind} ${entry.value}<${previous.value}`,
      ),
    async until(count) {
      while (events.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
    stop: () => result.stop(),
  };
}
