// Everything that is stored for a run beside its status, loaded once a pass and written where it must be durable.
import { type ObjectReference } from "@lateen/api";
import type { Data } from "@lateen/cue";
import { idFor } from "../hash.ts";
import { EMPTY_JOURNAL, type Journal, parseJournal, printJournal } from "../journal.ts";
import type { VariableStore } from "../provider.ts";
import type { RunStorage, StoredContext } from "../storage.ts";
import type { Variables } from "./variables.ts";

const VARS = "vars";
/** How many times a part of the run was restarted; makes new step ids. */
export const RESTARTS_KEY = "lateen.restarts";

/**
 * Counts the writes of the context. The status says which one it was written after (in
 * `contextBackend.resourceVersion`): if the two differ, the process died between the write of the context and that of
 * the status.
 */
export const REVISION_KEY = "lateen.revision";

/** Key of a step's journal. */
export function journalKey(stepId: string): string {
  return `${stepId}.journal`;
}

/** What a run needs to go on cannot be stored or read. Ends the pass. */
export class ContextError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = "ContextError";
  }
}

/** The stored context of a run, for the length of a pass. */
export class RunContext implements VariableStore {
  readonly variables: Variables;
  readonly session: string;
  readonly #storage: RunStorage;
  readonly #data: Map<string, string>;
  readonly #pending = new Map<string, string | null>();
  readonly #later = new Map<string, () => string>();
  /** Whether the status was written after all that is stored. */
  readonly #isRecorded: boolean;
  readonly #journalBytes: number;
  readonly #place: string;
  #reference: ObjectReference | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: {
    readonly storage: RunStorage;
    readonly stored: StoredContext | undefined;
    readonly variables: Variables;
    readonly newSession: () => string;
    /** What the status says of the context: the revision that it was written after. */
    readonly recordedRevision: string | undefined;
    readonly journalBytes: number;
    /** For messages, e.g. `configMap(ns/name)`. */
    readonly place: string;
  }) {
    this.#storage = options.storage;
    this.#data = new Map(Object.entries(options.stored?.data ?? {}));
    this.#reference = options.stored?.reference;
    this.session = options.stored?.session || options.newSession();
    this.variables = options.variables;
    this.#isRecorded =
      options.stored === undefined ||
      options.stored.data[REVISION_KEY] === options.recordedRevision;
    this.#journalBytes = options.journalBytes;
    this.#place = options.place;
  }

  /** Where the context is stored, and the revision of it that is. */
  get reference(): ObjectReference | undefined {
    if (this.#reference === undefined) return undefined;
    const revision = this.#data.get(REVISION_KEY);
    return revision === undefined
      ? this.#reference
      : { ...this.#reference, resourceVersion: revision };
  }

  get(path: string): Data | undefined {
    return this.variables.get(path);
  }

  set(path: string, value: Data): void {
    this.variables.set(path, value);
  }

  getKey(key: string): string | undefined {
    return this.#data.get(key);
  }

  setKey(key: string, value: string): void {
    if (this.#data.get(key) === value) return;
    this.#data.set(key, value);
    this.#pending.set(key, value);
  }

  /** Sets a key to what the function says when the context is written: for text that changes often. */
  setKeyLater(key: string, text: () => string): void {
    this.#later.set(key, text);
  }

  deleteKey(key: string): void {
    this.#later.delete(key);
    if (this.#data.delete(key)) this.#pending.set(key, null);
  }

  /** The journal of a step; the empty one if there is none or it belongs to a life of the step before a restart. */
  journal(stepId: string): Journal {
    const text = this.#data.get(journalKey(stepId));
    if (text === undefined) return EMPTY_JOURNAL;
    const journal = parseJournal(text);
    return journal === undefined || this.#isStale(journal) ? EMPTY_JOURNAL : journal;
  }

  /** A closed journal whose step's end is recorded: if the step runs again, it was restarted. */
  #isStale(journal: Journal): boolean {
    return journal.isClosed && this.#isRecorded;
  }

  setJournal(stepId: string, journal: Journal): void {
    const text = printJournal(journal, this.#journalBytes);
    if (text === undefined) this.deleteKey(journalKey(stepId));
    else this.setKey(journalKey(stepId), text);
  }

  /**
   * The id of a step that has none yet. It depends on the session and the step's path only, so that a pass which is
   * repeated because the process died uses the same one; a step that ran before under an id gets the next.
   */
  newStepId(path: string): string {
    const restarts = this.#data.get(RESTARTS_KEY) ?? "";
    for (let life = 0; ; life++) {
      const id = idFor(`${this.session}/${restarts}/${life}/${path}`, 10);
      const text = this.#data.get(journalKey(id));
      const journal = text === undefined ? undefined : parseJournal(text);
      if (journal === undefined || !this.#isStale(journal)) return id;
    }
  }

  /** Closed journals of an earlier pass shrink to their mark: their steps are recorded as final since. */
  compactJournals(finalIds: ReadonlySet<string>): void {
    for (const [key, text] of this.#data) {
      if (!key.endsWith(".journal") || !text.includes('"z":')) continue;
      const journal = parseJournal(text);
      if (journal === undefined || journal.entries.size === 0) continue;
      const id = key.slice(0, -".journal".length);
      if (this.#isStale(journal) && finalIds.has(id)) {
        this.setJournal(id, { ...EMPTY_JOURNAL, isClosed: true });
      }
    }
  }

  get isChanged(): boolean {
    return this.variables.isChanged || this.#pending.size > 0 || this.#later.size > 0;
  }

  /** Writes what changed; also makes the store if there is none yet. Durable when it returns. */
  flush(): Promise<void> {
    const write = this.#writing.then(() => this.#write());
    // A failed write must not fail the ones after it: each writes all that is pending.
    this.#writing = write.catch(() => undefined);
    return write;
  }

  async #write(): Promise<void> {
    for (const [key, text] of this.#later) this.setKey(key, text());
    this.#later.clear();
    const pending = new Map(this.#pending);
    if (this.variables.isChanged || (this.#reference === undefined && !this.#data.has(VARS))) {
      const text = this.variables.print();
      this.#data.set(VARS, text);
      pending.set(VARS, text);
    }
    if (pending.size === 0 && this.#reference !== undefined) return;
    const revision = String(Number(this.#data.get(REVISION_KEY) ?? "0") + 1);
    this.#data.set(REVISION_KEY, revision);
    pending.set(REVISION_KEY, revision);
    this.#pending.clear();
    try {
      this.#reference = await this.#storage.save({
        session: this.session,
        data: Object.fromEntries(pending),
      });
    } catch (err) {
      for (const [key, value] of pending) {
        if (!this.#pending.has(key)) this.#pending.set(key, value);
      }
      const text = err instanceof Error ? err.message : String(err);
      throw new ContextError(
        `commit workflow context: save context to ${this.#place}: ${text}`,
        err,
      );
    }
  }
}
