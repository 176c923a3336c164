import type { Store } from "@lateen/store";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";
import type { Admission } from "./server.ts";
import type { Registry, ServedResource } from "./registry.ts";

/** What every verb works with. */
export interface ServerContext {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly freezeShared: boolean;
  readonly admission: Admission;
  onError(error: unknown): void;
  /** Ends the streams that are open; each takes itself out when it ends. */
  readonly streams: Set<() => void>;
}

/** How unknown and duplicate fields are treated. */
export type FieldValidation = "Ignore" | "Warn" | "Strict";

/** What a call is about, read from its path and query. */
export interface Target {
  readonly served: ServedResource;
  /** Set for namespaced kinds, but for lists over all namespaces. */
  readonly namespace?: string;
  /** Absent for collections. */
  readonly name?: string;
  readonly subresource?: string;
}

/** Options of the writing verbs. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  /** Takes what goes into `Warning` headers. */
  warn(message: string): void;
}
