// A client that calls the verbs themselves: no socket, no text. Objects that go in are copied; those
// that come out of `get` and of writes are copies, those of `list` and `watch` are shared.
import {
  cloneJson,
  type CallOptions,
  type Client,
  type DeleteOptions,
  expired,
  fromStatus,
  type Json,
  type JsonObject,
  type KubeList,
  type KubeObject,
  type ListOptions,
  type LogOptions,
  type ObjectKey,
  type PatchOptions,
  type PatchType,
  type TypeMeta,
  type WatchEvent,
} from "@lateen/kube";
import type { Entry } from "@lateen/store";
import type { ServerContext, Target, WriteOptions } from "./context.ts";
import { pathNotFound } from "./errors.ts";
import { copyJson, decodeAs } from "./objects/codec.ts";
import { parseSelection } from "./objects/selection.ts";
import type { ServedResource } from "./registry.ts";
import { apiVersionOf } from "./resource.ts";
import { create } from "./verbs/create.ts";
import { deleteObject } from "./verbs/delete.ts";
import { deleteCollection } from "./verbs/delete-collection.ts";
import { get } from "./verbs/get.ts";
import { list } from "./verbs/list.ts";
import { patch } from "./verbs/patch.ts";
import { noContainers } from "./verbs/pod.ts";
import { patchScale } from "./verbs/scale.ts";
import { update } from "./verbs/update.ts";
import { type WatchItem, watch } from "./verbs/watch.ts";

/** The client of an API server in the same process. */
export class InProcessClient implements Client {
  readonly #ctx: ServerContext;
  readonly #watches = new Set<() => void>();

  constructor(ctx: ServerContext) {
    this.#ctx = ctx;
  }

  async get<T extends KubeObject>(key: ObjectKey, options?: CallOptions): Promise<T> {
    options?.signal?.throwIfAborted();
    const target = this.#target(key, key.namespace, key.name);
    return this.#own<T>(target, get(this.#ctx, target));
  }

  async list<T extends KubeObject>(
    type: TypeMeta,
    options: ListOptions = {},
  ): Promise<KubeList<T>> {
    options.signal?.throwIfAborted();
    const target = this.#target(type, options.namespace);
    const { resource, version } = target.served;
    const page = list(this.#ctx, target, {
      selection: parseSelection(resource, options),
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      ...(options.continue === undefined ? {} : { continue: options.continue }),
    });
    return {
      apiVersion: apiVersionOf(resource.group, version.name),
      kind: resource.listKind,
      metadata: {
        resourceVersion: String(page.revision),
        ...(page.continue === undefined ? {} : { continue: page.continue }),
      },
      items: page.entries.map((entry) => decodeAs(entry, resource, version) as T),
    };
  }

  async create<T extends KubeObject>(object: T, options: CallOptions = {}): Promise<T> {
    options.signal?.throwIfAborted();
    const target = this.#target(object, object.metadata.namespace ?? "default");
    return this.#own<T>(
      target,
      await create(this.#ctx, target, copyJson<KubeObject>(object), writeOptions(options)),
    );
  }

  async update<T extends KubeObject>(
    object: T,
    options: CallOptions & { readonly subresource?: "status" } = {},
  ): Promise<T> {
    options.signal?.throwIfAborted();
    const { name, namespace = "default" } = object.metadata;
    const target = this.#target(object, namespace, name, options.subresource);
    return this.#own<T>(
      target,
      await update(this.#ctx, target, copyJson<KubeObject>(object), writeOptions(options)),
    );
  }

  async patch<T extends KubeObject>(
    key: ObjectKey,
    type: PatchType,
    body: JsonObject | JsonObject[],
    options: PatchOptions = {},
  ): Promise<T> {
    options.signal?.throwIfAborted();
    const target = this.#target(key, key.namespace, key.name, options.subresource);
    if (options.subresource === "scale") {
      if (target.served.version.scale === undefined) throw pathNotFound();
      const scale = await patchScale(this.#ctx, target, {
        ...writeOptions(options),
        type,
        body: copyJson<Json>(body),
        force: false,
      });
      return scale as T;
    }
    const entry = await patch(this.#ctx, target, {
      ...writeOptions(options),
      type,
      body: copyJson<Json>(body),
      force: options.force ?? false,
    });
    return this.#own<T>(target, entry);
  }

  async logs(
    { name, namespace }: { readonly name: string; readonly namespace: string },
    options: LogOptions = {},
  ): Promise<string> {
    options.signal?.throwIfAborted();
    get(this.#ctx, this.#target({ apiVersion: "v1", kind: "Pod" }, namespace, name));
    throw noContainers("log", name);
  }

  async delete(key: ObjectKey, options: DeleteOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    const target = this.#target(key, key.namespace, key.name);
    await deleteObject(this.#ctx, target, deletion(options));
  }

  async deleteAll(
    type: TypeMeta,
    options: ListOptions & Pick<DeleteOptions, "propagationPolicy"> = {},
  ): Promise<void> {
    options.signal?.throwIfAborted();
    const target = this.#target(type, options.namespace);
    const selection = parseSelection(target.served.resource, options);
    await deleteCollection(this.#ctx, target, { selection }, deletion(options));
  }

  async *watch<T extends KubeObject>(
    type: TypeMeta,
    options: ListOptions & { readonly resourceVersion?: string; readonly name?: string },
  ): AsyncIterable<WatchEvent<T>> {
    options.signal?.throwIfAborted();
    const target = this.#target(type, options.namespace);
    const { resource, version } = target.served;
    const fields = [
      ...(options.fieldSelector === undefined ? [] : [options.fieldSelector]),
      ...(options.name === undefined ? [] : [`metadata.name=${options.name}`]),
    ];
    const selection = parseSelection(resource, {
      ...(options.labelSelector === undefined ? {} : { labelSelector: options.labelSelector }),
      ...(fields.length === 0 ? {} : { fieldSelector: fields.join(",") }),
    });
    let queue: WatchItem[] = [];
    let failure: unknown;
    let isOver = false;
    let wake: () => void = () => undefined;
    const running = watch(
      this.#ctx,
      target,
      {
        selection,
        ...(options.resourceVersion === undefined
          ? {}
          : { resourceVersion: options.resourceVersion }),
      },
      {
        onItems(items) {
          for (const item of items) queue.push(item);
          wake();
        },
        onInitialEnd: () => undefined,
        onExpired() {
          failure = expired("the log was compacted past the place of this watch");
          wake();
        },
      },
    );
    const end = (): void => {
      isOver = true;
      wake();
    };
    this.#watches.add(end);
    options.signal?.addEventListener("abort", end, { once: true });
    try {
      for (;;) {
        const items = queue;
        queue = [];
        for (const { type: event, entry } of items) {
          if (isOver) return;
          yield { type: event, object: decodeAs(entry, resource, version) as T };
        }
        if (isOver) return;
        if (queue.length > 0) continue;
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      running.stop();
      this.#watches.delete(end);
      options.signal?.removeEventListener("abort", end);
    }
  }

  /** Ends all watches. */
  close(): void {
    for (const end of this.#watches) end();
  }

  #target(type: TypeMeta, namespace?: string, name?: string, subresource?: string): Target {
    const served = this.#ctx.registry.findKind(type.apiVersion, type.kind);
    if (served === undefined) throw unknownKind(type);
    const isNamespaced = served.resource.namespaced;
    const place = namespaceOf(served, namespace, name);
    return {
      served,
      ...(isNamespaced && place !== undefined ? { namespace: place } : {}),
      ...(name === undefined ? {} : { name }),
      ...(subresource === undefined ? {} : { subresource }),
    };
  }

  #own<T extends KubeObject>({ served }: Target, entry: Entry): T {
    return cloneJson(decodeAs(entry, served.resource, served.version)) as T;
  }
}

/** An object without a namespace is in `default`, as with kubectl. */
function namespaceOf(
  { resource }: ServedResource,
  namespace: string | undefined,
  name: string | undefined,
): string | undefined {
  if (!resource.namespaced || name === undefined) return namespace;
  return namespace ?? "default";
}

function writeOptions(options: CallOptions): WriteOptions {
  return {
    dryRun: options.dryRun ?? false,
    fieldManager: options.fieldManager ?? "lateen",
    fieldValidation: "Ignore",
    warn: () => undefined,
  };
}

function deletion(options: DeleteOptions): Parameters<typeof deleteObject>[2] {
  return {
    dryRun: options.dryRun ?? false,
    ...(options.propagationPolicy === undefined
      ? {}
      : { propagationPolicy: options.propagationPolicy }),
    ...(options.preconditions === undefined ? {} : { preconditions: options.preconditions }),
  };
}

/** 404 as discovery would end in: the kind is not served. */
function unknownKind({ apiVersion, kind }: TypeMeta): Error {
  return fromStatus({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: `no matches for kind "${kind}" in version "${apiVersion}"`,
    reason: "NotFound",
    code: 404,
  });
}
