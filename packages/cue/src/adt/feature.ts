// Labels as small integers: the kind of label in the low three bits, above them an index into a table of names
// (or the number itself for list indices). Comparing two labels is comparing two integers.
//
// A table may have a base: names of the program are in a table that is shared and lives as long as the program;
// names that an evaluation computes go into a table of its own on top of it, and die with the evaluation.

/** A label of a field or an index of a list element. */
export type Feature = number;

export const STRING_LABEL = 0;
export const INT_LABEL = 1;
export const DEFINITION_LABEL = 2;
export const HIDDEN_LABEL = 3;
export const HIDDEN_DEFINITION_LABEL = 4;
export const LET_LABEL = 5;

/** No label, the blank identifier. */
export const NO_LABEL: Feature = 0;

/** Lists longer than this have no labels for their elements. */
export const MAX_INDEX: number = 0x0fff_ffff;

/** Stands for the label of any regular field: what matches it matches all names. */
export const ANY_STRING: Feature = (MAX_INDEX << 3) | STRING_LABEL;

export function labelKind(label: Feature): number {
  return label & 7;
}

export function labelIndex(label: Feature): number {
  return label >>> 3;
}

export function intLabel(index: number): Feature {
  return ((index << 3) | INT_LABEL) >>> 0;
}

/** A field's name or a list index: what `cue export` shows. */
export function isRegular(label: Feature): boolean {
  return (label & 7) <= INT_LABEL;
}

export function isStringLabel(label: Feature): boolean {
  return (label & 7) === STRING_LABEL;
}

export function isIntLabel(label: Feature): boolean {
  return (label & 7) === INT_LABEL;
}

export function isDefinition(label: Feature): boolean {
  const kind = label & 7;
  return kind === DEFINITION_LABEL || kind === HIDDEN_DEFINITION_LABEL;
}

export function isHidden(label: Feature): boolean {
  const kind = label & 7;
  return kind === HIDDEN_LABEL || kind === HIDDEN_DEFINITION_LABEL;
}

export function isLet(label: Feature): boolean {
  return (label & 7) === LET_LABEL;
}

/** Hidden names, definitions and lets are allowed in closed structs. */
export function isAllowedInClosed(label: Feature): boolean {
  return (label & 7) >= DEFINITION_LABEL;
}

/** Between a hidden name, or a let's, and what sets it apart from others of the same name. */
const SCOPE_MARK = "\u0000";

/** A table of names. */
export class Labels {
  readonly #base: Labels | undefined;
  /** Names below this index are the base's, as it was when this table was made. */
  readonly #first: number;
  readonly #names: string[] = [];
  readonly #index = new Map<string, number>();
  #lets = 0;

  constructor(base?: Labels) {
    this.#base = base;
    this.#first = base === undefined ? 0 : base.size;
    if (base === undefined) this.#names.push("_");
    this.#lets = base === undefined ? 0 : base.#lets;
  }

  get size(): number {
    return this.#first + this.#names.length;
  }

  #intern(name: string, isLabel = false): number {
    if (this.#base !== undefined) {
      const inherited = this.#base.#find(name, this.#first);
      if (inherited >= 0) return inherited;
    }
    let index = this.#index.get(name);
    if (index === undefined) {
      // Labels that look the same are the same; those that are known have been seen to.
      const normal = isLabel ? name.normalize("NFC") : name;
      if (normal !== name) return this.#intern(normal);
      index = this.size;
      this.#names.push(name);
      this.#index.set(name, index);
    }
    return index;
  }

  #find(name: string, limit: number): number {
    const index = this.#index.get(name);
    if (index !== undefined) return index < limit ? index : -1;
    return this.#base === undefined ? -1 : this.#base.#find(name, Math.min(limit, this.#first));
  }

  #name(index: number): string {
    if (index >= this.#first) return this.#names[index - this.#first] ?? "";
    return this.#base === undefined ? "" : this.#base.#name(index);
  }

  /** The label of a regular field. */
  string(name: string): Feature {
    return (this.#intern(name, true) << 3) | STRING_LABEL;
  }

  /** The label of a regular field if the table has it. */
  findString(name: string): Feature | undefined {
    const index = this.#find(name, Number.POSITIVE_INFINITY);
    return index < 0 ? undefined : (index << 3) | STRING_LABEL;
  }

  /** The label that an identifier stands for; hidden ones belong to a package. */
  identifier(name: string, packagePath: string): Feature {
    if (name === "_") return NO_LABEL;
    if (name.startsWith("_#")) {
      return (this.#intern(name + SCOPE_MARK + packagePath) << 3) | HIDDEN_DEFINITION_LABEL;
    }
    if (name.startsWith("#")) return (this.#intern(name) << 3) | DEFINITION_LABEL;
    if (name.startsWith("_")) {
      return (this.#intern(name + SCOPE_MARK + packagePath) << 3) | HIDDEN_LABEL;
    }
    return this.string(name);
  }

  /** A new label for a let clause: no two lets share one. */
  let(name: string): Feature {
    return (this.#intern(`${name}${SCOPE_MARK}${this.#lets++}:${this.#first}`) << 3) | LET_LABEL;
  }

  /** The name as in the source, without what scopes it. For an index its digits. */
  text(label: Feature): string {
    if ((label & 7) === INT_LABEL) return String(label >>> 3);
    const name = this.#name(label >>> 3);
    if ((label & 7) <= DEFINITION_LABEL) return name;
    const mark = name.indexOf(SCOPE_MARK);
    return mark < 0 ? name : name.slice(0, mark);
  }

  /** The package of a hidden label. */
  packageOf(label: Feature): string {
    const name = this.#name(label >>> 3);
    return name.slice(name.indexOf(SCOPE_MARK) + 1);
  }
}
