// A step for each item of a list or map (an addition to the reference): each item a sub-step, so many of them at
// once, their outputs gathered as lists. Of many items only the open and the failed ones stay in the status; the work
// and the status therefore grow with the items, not with their square.
import type { Data } from "@lateen/cue";
import { evaluateItems } from "../condition.ts";
import { Gathered } from "../context/gathered.ts";
import { journalKey } from "../context/run-context.ts";
import { VariableConflict } from "../context/variables.ts";
import { InstanceError, type StepItem, type StepNode, outputsWithin } from "../instance.ts";
import { type ListState, type PassScope, ensureEntry, record } from "../scope.ts";
import { type StepEntry, type StepOutcome, skipOpen } from "../status.ts";
import { preCheck, skipStep } from "../task/step.ts";
import { isNodeFinal } from "./final.ts";
import { outcomeOfEntries, timeOutAll } from "./group.ts";
import { itemsInput, lookupInput } from "./pending.ts";

/** Works on a step with `forEach` that is not final and whose dependencies are there. */
export async function runForEach(
  scope: PassScope,
  node: StepNode,
  expand: (item: StepItem) => StepNode,
  list: ListState,
): Promise<void> {
  const check = preCheck(scope, node, list);
  if (check.kind === "skip") {
    skipOpen(scope.entryOf.get(node)?.subSteps ?? []);
    skipStep(scope, node, check.message);
    return scope.publish();
  }
  const entry = ensureEntry(scope, node);
  const gathered = new Gathered(scope.context.getKey(itemsKey(entry)));
  const items = itemsOf(scope, node, gathered);
  if ("error" in items) {
    scope.draft.terminated = true;
    record(scope, entry, node, {
      phase: "failed",
      reason: "Input",
      message: `forEach: ${items.error}`,
    });
    return scope.publish();
  }
  try {
    const work = new ForEach({ scope, node, entry, items: items.items, gathered, expand });
    if (check.kind === "timeout") {
      scope.draft.terminated = true;
      await work.timeOut();
      work.finish({ phase: "failed", reason: "Timeout" });
    } else {
      await work.run(list.onNetwork);
      work.finish(work.outcome());
    }
  } catch (err) {
    // An item may turn out to have the name of another step.
    if (!(err instanceof InstanceError)) throw err;
    scope.draft.terminated = true;
    skipOpen(entry.subSteps);
    record(scope, entry, node, {
      phase: "failed",
      reason: "Input",
      message: `forEach: ${err.message}`,
    });
  }
  return scope.publish();
}

class ForEach {
  readonly #scope: PassScope;
  readonly #node: StepNode;
  readonly #entry: StepEntry;
  readonly #items: readonly StepItem[];
  readonly #expand: (item: StepItem) => StepNode;
  readonly #gathered: Gathered;
  /** Steps of items that have an entry. */
  readonly #open = new Map<number, StepNode>();
  readonly #closed: string[] = [];
  readonly #keepsEntries: boolean;

  constructor(parts: {
    readonly scope: PassScope;
    readonly node: StepNode;
    readonly entry: StepEntry;
    readonly items: readonly StepItem[];
    readonly gathered: Gathered;
    readonly expand: (item: StepItem) => StepNode;
  }) {
    const { scope, node, entry, items } = parts;
    this.#scope = scope;
    this.#node = node;
    this.#entry = entry;
    this.#items = items;
    this.#expand = parts.expand;
    this.#keepsEntries = items.length <= scope.limits.forEachEntries;
    this.#gathered = parts.gathered;
    scope.gathered.set(node, this.#gathered);
    const byName = new Map(entry.subSteps.map((sub) => [sub.name, sub]));
    if (byName.size === 0) return;
    for (const item of items) {
      const sub = byName.get(`${node.spec.name}-${item.key ?? item.index}`);
      if (sub !== undefined) this.#adopt(item, sub);
    }
  }

  get #key(): string {
    return itemsKey(this.#entry);
  }

  /** Works on the open items, and on further ones as those finish. */
  async run(onNetwork: () => void): Promise<void> {
    const limit = Math.max(1, this.#node.spec.maxParallel ?? this.#scope.limits.parallelItems);
    const active = new Set<Promise<void>>();
    const failures: unknown[] = [];
    const start = async (index: number, child: StepNode): Promise<void> => {
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const state: ListState = {
        isDag: true,
        hasFailure: false,
        onNetwork: () => {
          release();
          onNetwork();
        },
      };
      const work: Promise<void> = this.#scope
        .visit(child, state)
        .then(() => this.#close(index, child))
        .catch((err: unknown) => void failures.push(err))
        .finally(() => {
          active.delete(work);
          release();
        });
      active.add(work);
      // An item that does not wait for the network is through before the next one begins.
      await released;
    };
    let held = 0;
    for (const [index, child] of Array.from(this.#open)) {
      if (!isNodeFinal(this.#scope, child)) await start(index, child);
    }
    const countHeld = (): number => {
      let count = 0;
      for (const child of this.#open.values()) if (!isNodeFinal(this.#scope, child)) count += 1;
      return count;
    };
    held = countHeld();
    for (let index = 0; index < this.#items.length && failures.length === 0; ) {
      const item = this.#items[index];
      if (item === undefined) break;
      if (this.#gathered.done.has(index) || this.#open.has(index)) {
        index += 1;
      } else if (held < limit) {
        let child: StepNode;
        try {
          child = this.#expand(item);
        } catch (err) {
          failures.push(err);
          break;
        }
        this.#open.set(index, child);
        held += 1;
        index += 1;
        await start(index - 1, child);
        if (!this.#open.has(index - 1) || isNodeFinal(this.#scope, child)) held -= 1;
      } else if (active.size > 0) {
        await Promise.race(active);
        held = countHeld();
      } else {
        break;
      }
    }
    await Promise.all(active);
    if (failures.length > 0) throw failures[0];
    // With the items on record as done their journals have served; not before.
    const { context } = this.#scope;
    for (const id of this.#closed) context.deleteKey(journalKey(id));
    context.setKeyLater(this.#key, () => this.#gathered.print());
  }

  async timeOut(): Promise<void> {
    for (const child of this.#open.values()) await timeOutAll(this.#scope, child);
  }

  outcome(): StepOutcome {
    const { done } = this.#gathered;
    const entries = this.#entry.subSteps;
    const outcome = outcomeOfEntries(entries, this.#items.length - done.size);
    const isSkipped = outcome.phase === "skipped" && done.size > 0;
    return isSkipped ? { phase: "succeeded" } : outcome;
  }

  finish(outcome: StepOutcome): void {
    const scope = this.#scope;
    let result: StepOutcome = { ...outcome, message: this.#progress() };
    const isOver =
      outcome.phase === "succeeded" ||
      outcome.phase === "skipped" ||
      (outcome.phase === "failed" && outcome.reason !== undefined);
    if (isOver) {
      try {
        for (const { name } of this.#node.spec.outputs ?? []) {
          scope.context.variables.set(name, this.#gathered.list(name, this.#items.length));
        }
        gatherWithin(scope, this.#node, this.#items);
      } catch (err) {
        if (!(err instanceof VariableConflict)) throw err;
        scope.draft.terminated = true;
        result = { phase: "failed", reason: "Output", message: err.message };
      }
      scope.context.deleteKey(this.#key);
    }
    record(scope, this.#entry, this.#node, result);
  }

  #progress(): string {
    if (this.#keepsEntries) return "";
    const { size } = this.#gathered.done;
    const failed = this.#entry.subSteps.filter(({ phase }) => phase === "failed").length;
    return `${size + failed} of ${this.#items.length} done${failed === 0 ? "" : `, ${failed} failed`}`;
  }

  #adopt(item: StepItem, sub: StepEntry): void {
    const child = this.#expand(item);
    this.#open.set(item.index, child);
    const match = (node: StepNode, entry: StepEntry): void => {
      this.#scope.entryOf.set(node, entry);
      this.#scope.entries.set(entry.name, entry);
      const byName = new Map(entry.subSteps.map((below) => [below.name, below]));
      for (const below of node.children ?? []) {
        const found = byName.get(below.spec.name);
        if (found !== undefined) match(below, found);
      }
    };
    match(child, sub);
  }

  /** An item that is done leaves the status, if there are many. */
  #close(index: number, child: StepNode): void {
    const entry = this.#scope.entryOf.get(child);
    if (entry === undefined || this.#keepsEntries) return;
    if (entry.phase !== "succeeded" && entry.phase !== "skipped") return;
    this.#gathered.done.add(index);
    this.#closed.push(entry.id);
    this.#open.delete(index);
    this.#scope.entryOf.delete(child);
    this.#scope.entries.delete(entry.name);
    this.#entry.subSteps.splice(this.#entry.subSteps.indexOf(entry), 1);
  }
}

/** What the steps of the groups gave, which had a name of its own for each item, is a list now. */
export function gatherWithin(
  scope: PassScope,
  node: StepNode,
  items: readonly StepItem[],
): readonly string[] {
  const { variables } = scope.context;
  const gathered = [...new Set(outputsWithin(node.spec.subSteps ?? []))];
  for (const name of gathered) {
    const names = items.map(({ index, key }) => `${name}-${key ?? index}`);
    const list = names.map((each) => variables.get(each) ?? null);
    for (const each of names) variables.delete(each);
    variables.set(name, list);
  }
  return gathered;
}

/** Key of what the items of a step came to so far. */
export function itemsKey(entry: StepEntry): string {
  return `${entry.id}.items`;
}

/** The items of a step with `forEach`, or why they cannot be told. */
export function itemsOf(
  scope: PassScope,
  node: StepNode,
  gathered: Gathered,
): { readonly items: readonly StepItem[] } | { readonly error: string } {
  let data = gathered.items ?? (node.spec.forEach as Data);
  if (typeof data === "string") {
    const isInput = (node.spec.inputs ?? []).some(({ from }) => from === data);
    const input =
      isInput || itemsInput(scope, node) !== undefined
        ? lookupInput(scope, node, data, node.spec.properties)
        : undefined;
    const result = input === undefined ? evaluateItems(scope, node, data) : { value: input };
    if ("error" in result) return result;
    data = result.value;
    gathered.items = data;
  }
  if (data === null || typeof data !== "object" || data instanceof Uint8Array) {
    return { error: "expected a list or a struct" };
  }
  const items = Array.isArray(data)
    ? (data as readonly Data[]).map((value, index) => ({ index, key: undefined, value }))
    : Object.entries(data).map(([key, value], index) => ({ index, key, value: value as Data }));
  const limit = scope.limits.forEachItems;
  if (items.length > limit)
    return { error: `${items.length} items, more than the ${limit} allowed` };
  return { items };
}
