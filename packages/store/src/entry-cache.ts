import type { Entry } from "./store.ts";

/** A parsed value takes about that many times the memory of its text. */
const MEMO_FACTOR = 4;
/** What an entry costs besides its text. */
const ENTRY_OVERHEAD = 256;

/** The most recently used entries, bounded by an estimate of their memory. */
export class EntryCache {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  #size = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  get(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  set(entry: Entry): void {
    this.delete(entry.key);
    this.#entries.set(entry.key, entry);
    this.#size += cost(entry);
    if (this.#size <= this.#limit) return;
    for (const oldest of this.#entries.values()) {
      this.#entries.delete(oldest.key);
      this.#size -= cost(oldest);
      if (this.#size <= this.#limit) return;
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#size -= cost(entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#size = 0;
  }
}

/** Counted as if the memo were there: readers fill it in later. */
function cost(entry: Entry): number {
  return ENTRY_OVERHEAD + entry.value.length * (1 + MEMO_FACTOR);
}
