// What the items of a `forEach` came to so far: which are done and left no entry in the status, and their outputs.
import type { Data } from "@lateen/cue";
import { decodeData, encodeData } from "./encode.ts";

/** Indices as ranges, `0-57,60`: they are added in nearly their order, so that the text stays short. */
export class IndexSet {
  readonly #members = new Set<number>();

  constructor(text = "") {
    for (const range of text.split(",")) {
      const [from, to] = range.split("-");
      if (from === undefined || from === "") continue;
      for (let i = Number(from); i <= Number(to ?? from); i++) this.#members.add(i);
    }
  }

  get size(): number {
    return this.#members.size;
  }

  has(index: number): boolean {
    return this.#members.has(index);
  }

  add(index: number): void {
    this.#members.add(index);
  }

  print(): string {
    const sorted = [...this.#members].sort((a, b) => a - b);
    const ranges: string[] = [];
    for (let i = 0; i < sorted.length; ) {
      let j = i;
      while (sorted[j + 1] === (sorted[j] ?? 0) + 1) j += 1;
      ranges.push(i === j ? `${sorted[i]}` : `${sorted[i]}-${sorted[j]}`);
      i = j + 1;
    }
    return ranges.join(",");
  }
}

/** The state of one `forEach` beside the entries of its open items. */
export class Gathered {
  readonly done: IndexSet;
  /** The items, where they were computed: they stay what they were when the first one began. */
  items: Data | undefined;
  readonly #outputs: Map<string, Map<number, Data>>;

  constructor(text?: string) {
    const stored =
      text === undefined
        ? {}
        : (decodeData(text) as {
            d?: string;
            i?: Data;
            o?: { [name: string]: { [index: string]: Data } };
          });
    this.done = new IndexSet(stored.d);
    this.items = stored.i;
    this.#outputs = new Map(
      Object.entries(stored.o ?? {}).map(([name, values]) => [
        name,
        new Map(Object.entries(values).map(([index, value]) => [Number(index), value])),
      ]),
    );
  }

  put(name: string, index: number, value: Data): void {
    const values = this.#outputs.get(name);
    if (values === undefined) this.#outputs.set(name, new Map([[index, value]]));
    else values.set(index, value);
  }

  /** The values of an output by index, null for items that gave none. */
  list(name: string, count: number): Data {
    const values = this.#outputs.get(name);
    return Array.from({ length: count }, (_, index) => values?.get(index) ?? null);
  }

  print(): string {
    const outputs = Object.fromEntries(
      Array.from(this.#outputs, ([name, values]) => [name, Object.fromEntries(values)]),
    );
    const items = this.items === undefined ? {} : { i: this.items };
    return encodeData({ d: this.done.print(), o: outputs, ...items });
  }
}
