// Names that nothing else has: `x_1` to `x_4`, then with digits drawn at random, always the same ones.
// cue: internal/core/export/export.go; the generator is that of Go's math/rand/v2.PCG.
const MASK64 = (1n << 64n) - 1n;
const MULTIPLIER = (2549297995355413924n << 64n) | 4865540595714422341n;
const INCREMENT = (6364136223846793005n << 64n) | 1442695040888963407n;
const CHEAP_MULTIPLIER = 0xda942042e4dd58b5n;

class Generator {
  #state = (123n << 64n) | 456n;

  #next(): bigint {
    this.#state = (this.#state * MULTIPLIER + INCREMENT) & ((1n << 128n) - 1n);
    let high = this.#state >> 64n;
    const low = this.#state & MASK64;
    high ^= high >> 32n;
    high = (high * CHEAP_MULTIPLIER) & MASK64;
    high ^= high >> 48n;
    return (high * (low | 1n)) & MASK64;
  }

  /** A number from 0 to below `limit`, which fits into 32 bits. */
  below(limit: number): number {
    const n = BigInt(limit);
    if ((n & (n - 1n)) === 0n) return Number(this.#next() & (n - 1n));
    let product = (this.#next() >> 32n) * n;
    let low = product & 0xffff_ffffn;
    if (low < n) {
      const threshold = ((1n << 32n) - n) % n;
      while (low < threshold) {
        product = (this.#next() >> 32n) * n;
        low = product & 0xffff_ffffn;
      }
    }
    return Number(product >> 32n);
  }
}

/** Gives out names, each once. */
export class UniqueNames {
  readonly #used: Set<string>;
  #generator: Generator | undefined;

  /** `used` are the names that are taken already. */
  constructor(used: Iterable<string>) {
    this.#used = new Set(used);
  }

  /** Takes names that have not been given out but occur. */
  add(names: Iterable<string>): void {
    for (const name of names) this.#used.add(name);
  }

  /** `base` if that is free, or else a name that begins with it. */
  unique(base: string): string {
    if (this.#take(base)) return base;
    for (let count = 1; count < 5; count++) {
      const name = `${base}_${count}`;
      if (this.#take(name)) return name;
    }
    this.#generator ??= new Generator();
    for (let digits = 1, limit = 0x10; ; digits++) {
      const number = this.#generator.below(limit - 1) + 1;
      const name = `${base}_${number.toString(16).toUpperCase().padStart(digits, "0")}`;
      if (this.#take(name)) return name;
      limit = Math.min(limit * 16, 0x1000_0000);
    }
  }

  #take(name: string): boolean {
    if (this.#used.has(name)) return false;
    this.#used.add(name);
    return true;
  }
}
