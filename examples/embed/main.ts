// The engine inside a program: no server, no files but the one that the program keeps itself.
import type { WorkflowRun } from "@lateen/api";
import {
  type Engine,
  type StoredContext,
  memoryStorage,
  resumeRun,
  runToEnd,
  templatesFor,
} from "@lateen/engine";
import { createProviderRegistry } from "@lateen/providers";
import { order, stepType } from "./order.ts";
import { type Shop, shopProvider } from "./shop.ts";

/** All that there is of a run; plain data, to be kept anywhere. */
export interface SavedRun {
  readonly run: WorkflowRun;
  readonly context: StoredContext | undefined;
}

/** An engine with the functions of the shop. */
export function shopEngine(shop: Shop): Engine {
  const registry = createProviderRegistry({ providers: [shopProvider(shop)] });
  return {
    definitions: {
      stepDefinition: (_namespace, name) => stepType(name),
      workflow: () => undefined,
    },
    registry,
    templates: templatesFor(registry),
    clusters: { cluster: () => Promise.reject(new Error("this program has no clusters")) },
    clock: { now: () => Date.now() },
    random: () => Math.random(),
  };
}

/** Goes on with a run as far as it can go. */
export async function advance(engine: Engine, saved: SavedRun): Promise<SavedRun> {
  const storage = memoryStorage(saved.context);
  const status = await runToEnd(engine, {
    run: saved.run,
    storage,
    wait: ({ at }) => new Promise((done) => setTimeout(done, Math.max(at - Date.now(), 0))),
  });
  return { run: { ...saved.run, status }, context: storage.snapshot() };
}

/** The whole story; `say` gets a line for each part of it. */
export async function main(say: (line: string) => void): Promise<void> {
  const shop: Shop = { stock: new Map([["sail", 5]]), charges: new Map(), looks: new Map() };

  // Until somebody has to look at the order.
  const held = await advance(shopEngine(shop), { run: order, context: undefined });
  tell(held.run, say);

  // The program ends here and begins again: all that it needs is in this text.
  const text = JSON.stringify(held);
  const again = JSON.parse(text) as SavedRun;

  // Approved. The order goes on where it was; nothing is bought twice.
  const { status } = again.run;
  if (status === undefined) throw new Error("the run never began");
  const approved = { ...again.run, status: resumeRun(status) };
  const done = await advance(shopEngine(shop), { ...again, run: approved });
  tell(done.run, say);
  say(`charged ${shop.charges.size} time, ${shop.stock.get("sail")} sails left`);
}

function tell({ metadata, status }: WorkflowRun, say: (line: string) => void): void {
  const steps = (status?.steps ?? []).map(({ name, phase }) => `${name} ${phase}`).join(", ");
  say(`${metadata.name} ${status?.status}: ${steps}`);
}

if (import.meta.main) await main((line) => console.log(line));
