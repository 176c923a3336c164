// How the engine meets the functions that step templates call. A provider function is the only place with
// side effects; it gets everything it needs through ProviderRuntime and says what came of it as an ActionResult.
import type { Data, Source, Value } from "@lateen/cue";
import type { ClusterClients, Json, JsonObject, ObjectKey, TypeMeta } from "@lateen/kube";

/** What a re-checked action read, so that its change can wake the step that waits. */
export type WatchRef = { readonly cluster: string } & (
  | {
      readonly object: ObjectKey;
      /** Of what was read: a change up to here is no news. */
      readonly resourceVersion?: string;
    }
  | { readonly type: TypeMeta; readonly namespace?: string; readonly labelSelector?: string }
);

/**
 * The outcome of one call.
 * `done`: `returns` is unified at the action's path (`$returns` for new-style functions, the struct itself for legacy ones).
 * The rest are the step actions of packages.md 3. A function error is thrown.
 */
export type ActionResult =
  | {
      readonly kind: "done";
      readonly returns?: Data;
      readonly watches?: readonly WatchRef[];
      /** Texts in the result that must be shown nowhere; the data of Secrets in it are known without. */
      readonly secrets?: readonly string[];
    }
  | { readonly kind: "message"; readonly message: string }
  | {
      readonly kind: "wait";
      readonly message?: string;
      /** Wake up then at the latest, ms since the epoch. */
      readonly until?: number;
      /** Go duration from the first time that the step waited here on; past it the step fails. */
      readonly deadline?: string;
      readonly watches?: readonly WatchRef[];
    }
  | { readonly kind: "suspend"; readonly message?: string; readonly duration?: string }
  | { readonly kind: "fail"; readonly message?: string }
  | { readonly kind: "break"; readonly message?: string };

/** Variables of the run and the key-value store beside them (the context ConfigMap). */
export interface VariableStore {
  get(path: string): Data | undefined;
  set(path: string, value: Data): void;
  getKey(key: string): string | undefined;
  setKey(key: string, value: string): void;
  deleteKey(key: string): void;
}

/** Time as the engine sees it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What a function gets besides its input. */
export interface ProviderRuntime {
  readonly run: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly step: {
    readonly name: string;
    readonly id: string;
    readonly groupName?: string;
    readonly path: string;
  };
  /** `context.*` as the template sees it. */
  readonly processContext: JsonObject;
  readonly labels: { readonly [key: string]: string };
  readonly variables: VariableStore;
  readonly clusters: ClusterClients;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The same for every try of this action in this attempt of the step, also after a restart of the controller. */
  readonly idempotencyKey: string;
  /** Appends to the step's log. */
  log(entry: {
    readonly level: "info" | "error";
    readonly message: string;
    readonly fields?: JsonObject;
  }): void;
}

/** The input of a call. */
export interface ActionInput {
  /** The whole action struct as JSON with defaults taken (packages.md 1.4). */
  readonly struct: { readonly [key: string]: Json };
  /** `struct.$params` for new-style functions, `struct` for legacy ones. */
  readonly params: { readonly [key: string]: Json };
  /** The action's value in the evaluation, for functions that read single CUE fields. */
  readonly value: Value;
  /** The label of the field that holds the action. */
  readonly label: string;
  /** Path of the action in its template. */
  readonly path: string;
}

/**
 * How an action behaves when its step goes on after a wait.
 * `read`: safe to repeat; runs again when a condition reads its result. `effect`: changes something; its result is
 * kept in the journal. `control`: steers the step (wait, suspend, message …); decided anew in every attempt.
 */
export type ActionNature = "read" | "effect" | "control";

/** A function of a provider. */
export interface ProviderFunction {
  /** A function of the input where it depends on that: an HTTP GET is a read, a POST is an effect. */
  readonly nature: ActionNature | ((input: ActionInput) => ActionNature);
  /**
   * An effect that may be done twice without harm (a Kubernetes apply): it is not recorded before the next
   * action starts, and runs again if what follows lacks something in its answer. Default false.
   */
  readonly repeatable?: boolean;
  /** Native functions read single CUE fields of `value`; the struct need not be concrete (packages.md 1.4). */
  readonly native?: boolean;
  call(input: ActionInput, runtime: ProviderRuntime): Promise<ActionResult>;
}

/** Functions by `#provider` and `#do`, and the CUE packages that declare them. */
export interface ProviderRegistry {
  find(provider: string, name: string): ProviderFunction | undefined;
  hasProvider(provider: string): boolean;
  /** The files of the package with this import path, e.g. `vela/kube`; a `PackageResolver` of the compiler. */
  packageSource(importPath: string): readonly Source[] | undefined;
  /** What to add to the error about a package that is not there, or about a definition that a package lacks. */
  explainMissing?(importPath: string, definition?: string): string | undefined;
}
