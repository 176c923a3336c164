import { expect, it } from "vitest";
import { StoreError } from "./errors.ts";
import type { AppendRow } from "./log.ts";
import { LogStore } from "./log-store.ts";
import { MemoryDriver } from "./memory/driver.ts";

/** A disk that is full for a while. */
class FullDriver extends MemoryDriver {
  isFull = false;

  override append(rows: readonly AppendRow[]): Promise<void> {
    if (this.isFull) return Promise.reject(new StoreError("full", "no space left"));
    return super.append(rows);
  }
}

it("writes that could not be made durable leave no trace", async () => {
  const driver = new FullDriver();
  const store = new LogStore(driver);
  await store.create("/a/1", () => ({ value: "one" }));
  driver.isFull = true;
  const seen: string[] = [];
  store.watch(
    { prefix: "/a/" },
    {
      onEvents: (events) => seen.push(...events.map(({ entry }) => entry.value)),
      onExpired: () => undefined,
    },
  );
  const writes = [
    store.update("/a/1", 1, () => ({ value: "two" })),
    store.update("/a/1", 2, () => ({ value: "three" })),
    store.create("/a/2", () => ({ value: "other" })),
  ];
  for (const write of writes) await expect(write).rejects.toMatchObject({ code: "full" });
  expect(store.latest("/a/1")?.value).toBe("one");
  expect(store.latest("/a/2")).toBeUndefined();
  expect(store.revision).toBe(1);
  driver.isFull = false;
  const again = await store.update("/a/1", 1, () => ({ value: "after" }));
  expect(again).toMatchObject({ ok: true, entry: { revision: 2, value: "after" } });
  expect(seen).toEqual(["after"]);
  await store.close();
});
