import type { Data, PathElement } from "@lateen/cue";
import { lookupData, parsePath } from "../path.ts";
import { printData, printFields } from "./print.ts";

/** A value cannot be put where another one is. */
export class VariableConflict extends Error {
  constructor(message: string) {
    super(message);
    this.name = "VariableConflict";
  }
}

/**
 * The variables of a run: outputs of steps, by name. A variable once set only grows: setting unifies, so that
 * a struct may gain fields and anything else conflicts.
 */
export class Variables {
  readonly #values: Map<string, Data>;
  readonly #maxBytes: number;
  /** Each variable as text, kept as long as the variable is the same. */
  readonly #texts = new Map<string, string>();
  #size: number | undefined;
  #isChanged = false;

  /** `maxBytes`: how long the text of all variables may be. */
  constructor(values: Map<string, Data> = new Map(), maxBytes: number = Number.POSITIVE_INFINITY) {
    this.#values = values;
    this.#maxBytes = maxBytes;
  }

  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** The value at a path: a whole name if there is such a variable, else taken apart. Undefined if there is none. */
  get(path: string): Data | undefined {
    const whole = this.#values.get(path);
    if (whole !== undefined) return whole;
    const [name, ...rest] = parsePath(path) ?? [];
    if (name === undefined) return undefined;
    return lookupData(this.#values.get(String(name)), rest);
  }

  /**
   * Sets or extends. Throws {@link VariableConflict} with `<path>: conflicting values <new> and <old>` or, for a path
   * that is none, `invalid path`.
   */
  set(path: string, value: Data): void {
    const isPlain = !/[.["]/.test(path);
    const elements = isPlain ? [path] : parsePath(path);
    const name = elements?.[0];
    if (elements === undefined || path === "")
      throw new VariableConflict(`invalid path ${JSON.stringify(path)}`);
    const added = elements.slice(1).reduceRight<Data>(wrap, value);
    const key = String(name);
    const old = this.#values.get(key);
    const merged = old === undefined || old === null ? added : unify(added, old, key);
    if (merged === old) return;
    const text = printFields([[key, merged]]);
    const size =
      this.#sizeOfAll() - (old === undefined ? 0 : this.#textOf(key, old).length) + text.length;
    if (size > this.#maxBytes) {
      throw new VariableConflict(
        `${path}: with ${text.length} bytes for ${key} all variables would take ${size}, more than the ${this.#maxBytes} allowed`,
      );
    }
    this.#size = size;
    this.#texts.set(key, text);
    this.#values.set(key, merged);
    this.#isChanged = true;
  }

  #sizeOfAll(): number {
    if (this.#size === undefined) {
      this.#size = 0;
      for (const [name, value] of this.#values) this.#size += this.#textOf(name, value).length;
    }
    return this.#size;
  }

  #textOf(name: string, value: Data): string {
    let text = this.#texts.get(name);
    if (text === undefined) {
      text = printFields([[name, value]]);
      this.#texts.set(name, text);
    }
    return text;
  }

  /**
   * Sets null, unless there is something or there can be nothing of that name. A later value takes its place: null says
   * that nothing came yet.
   */
  setNothing(path: string): void {
    if (this.get(path) !== undefined) return;
    try {
      this.set(path, null);
    } catch (err) {
      if (!(err instanceof VariableConflict)) throw err;
    }
  }

  /** Removes a whole variable. */
  delete(name: string): void {
    if (!this.#values.delete(name)) return;
    this.#texts.delete(name);
    this.#size = undefined;
    this.#isChanged = true;
  }

  /** All variables as CUE text. */
  print(): string {
    this.#isChanged = false;
    let text = "";
    for (const [name, value] of this.#values) text += this.#textOf(name, value);
    return text;
  }

  entries(): Iterable<readonly [string, Data]> {
    return this.#values;
  }
}

function wrap(value: Data, element: PathElement): Data {
  if (typeof element === "string") return { [element]: value };
  const list: Data[] = Array.from({ length: element }, () => null);
  list.push(value);
  return list;
}

function unify(added: Data, old: Data, path: string): Data {
  if (added === old) return old;
  const conflict = (): VariableConflict =>
    new VariableConflict(
      `${path}: conflicting values ${describe(added, old)} and ${describe(old, added)}`,
    );
  if (added === null || old === null || typeof added !== "object" || typeof old !== "object") {
    // Integers may be numbers on one side and bigints on the other.
    if (isNumeric(added) && isNumeric(old) && added == old) return old;
    throw conflict();
  }
  if (added instanceof Uint8Array || old instanceof Uint8Array) {
    const isSame =
      added instanceof Uint8Array &&
      old instanceof Uint8Array &&
      added.length === old.length &&
      added.every((byte, i) => byte === old[i]);
    if (isSame) return old;
    throw conflict();
  }
  if (Array.isArray(added) || Array.isArray(old)) {
    if (!Array.isArray(added) || !Array.isArray(old) || added.length !== old.length)
      throw conflict();
    let isSame = true;
    const items = (old as readonly Data[]).map((item, i) => {
      const merged = unify((added as readonly Data[])[i] as Data, item, `${path}.${i}`);
      isSame &&= merged === item;
      return merged;
    });
    return isSame ? old : items;
  }
  let result = old as { readonly [key: string]: Data };
  for (const [key, value] of Object.entries(added as { readonly [key: string]: Data })) {
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    const merged =
      before === undefined || before === null ? value : unify(value, before, `${path}.${key}`);
    if (merged !== before) result = { ...result, [key]: merged };
  }
  return result;
}

function isNumeric(value: Data): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Scalars as they are; of structs and lists only what they are, for messages that stay short. */
function describe(value: Data, other: Data): string {
  if (value === null || typeof value !== "object") {
    return other !== null && typeof other === "object" ? `${printData(value)}` : printData(value);
  }
  if (value instanceof Uint8Array) return "bytes";
  return Array.isArray(value) ? "[...]" : "{...}";
}
