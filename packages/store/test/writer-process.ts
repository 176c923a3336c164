// Writes to a store as fast as it can and tells on its standard output what was acknowledged, until it
// is killed.
import { openSqliteStore } from "@lateen/store";

const store = openSqliteStore({ path: process.argv[2] as string, retainRevisions: 500 });
const clients = 32;
process.stdout.write("ready\n");
await Promise.all(Array.from({ length: clients }, (_, client) => write(client)));

async function write(client: number): Promise<never> {
  for (let count = 0; ; count++) {
    const key = `/client/${client}/${count % 10}`;
    const latest = store.latest(key);
    const value = `${client}:${count}:${"x".repeat(count % 3_000)}`;
    const result =
      latest === undefined
        ? await store.create(key, () => ({ value }))
        : await store.update(key, latest.revision, () => ({ value }));
    if (!result.ok) throw new Error(`lost ${key}`);
    process.stdout.write(`${key} ${result.entry.revision} ${count}\n`);
  }
}
