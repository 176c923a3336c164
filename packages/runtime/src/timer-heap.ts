/** Keys with a time, the earliest first: a binary heap that knows where each key is. */
export class TimerHeap<K> {
  readonly #entries: { readonly key: K; readonly at: number }[] = [];
  readonly #places = new Map<K, number>();

  get size(): number {
    return this.#entries.length;
  }

  /** The time of a key. */
  get(key: K): number | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#entries[place]?.at;
  }

  /** The key with the earliest time. */
  peek(): { readonly key: K; readonly at: number } | undefined {
    return this.#entries[0];
  }

  /** Sets or changes the time of a key. */
  set(key: K, at: number): void {
    this.delete(key);
    this.#entries.push({ key, at });
    this.#places.set(key, this.#entries.length - 1);
    this.#up(this.#entries.length - 1);
  }

  /** Removes a key; false if it was not there. */
  delete(key: K): boolean {
    const place = this.#places.get(key);
    if (place === undefined) return false;
    this.#places.delete(key);
    const last = this.#entries.pop() as { readonly key: K; readonly at: number };
    if (place < this.#entries.length) {
      this.#put(place, last);
      this.#up(place);
      this.#down(place);
    }
    return true;
  }

  clear(): void {
    this.#entries.length = 0;
    this.#places.clear();
  }

  #up(start: number): void {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#at(parent) <= this.#at(place)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #down(start: number): void {
    let place = start;
    for (;;) {
      let least = place;
      for (const child of [2 * place + 1, 2 * place + 2]) {
        if (child < this.#entries.length && this.#at(child) < this.#at(least)) least = child;
      }
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #at(place: number): number {
    return (this.#entries[place] as { readonly at: number }).at;
  }

  #swap(a: number, b: number): void {
    const first = this.#entries[a] as { readonly key: K; readonly at: number };
    this.#put(a, this.#entries[b] as { readonly key: K; readonly at: number });
    this.#put(b, first);
  }

  #put(place: number, entry: { readonly key: K; readonly at: number }): void {
    this.#entries[place] = entry;
    this.#places.set(entry.key, place);
  }
}
