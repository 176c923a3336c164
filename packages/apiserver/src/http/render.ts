// Objects and lists in the form that the caller wants.
import type { KubeObject } from "@lateen/kube";
import type { Entry } from "@lateen/store";
import { stringify } from "yaml";
import { decodeAs, encodeAs } from "../objects/codec.ts";
import type { ServedResource } from "../registry.ts";
import { apiVersionOf } from "../resource.ts";
import type { ListPage } from "../verbs/list.ts";
import type { ApiResponse } from "./message.ts";
import type { Form } from "./negotiate.ts";

/** How much of an object comes with its row of a table. */
export type IncludeObject = "None" | "Metadata" | "Object";

/** What decides the looks of an answer. */
export interface View {
  readonly served: ServedResource;
  readonly form: Form;
  readonly includeObject: IncludeObject;
  readonly pretty: boolean;
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
}

/** An object as an answer. */
export function renderObject(view: View, status: number, entry: Entry): ApiResponse {
  const { resource, version } = view.served;
  if (view.form.as === "object") {
    return respond(view, status, encodeAs(entry, resource, version));
  }
  const object = decodeAs(entry, resource, version);
  const { resourceVersion = "" } = object.metadata;
  return respond(
    view,
    status,
    JSON.stringify(
      view.form.as === "table"
        ? tableOf(view, [object], { resourceVersion })
        : partial(view, object),
    ),
  );
}

/** A page of a list as an answer. */
export function renderList(view: View, page: ListPage): ApiResponse {
  const { resource, version } = view.served;
  const metadata = {
    resourceVersion: String(page.revision),
    ...(page.continue === undefined ? {} : { continue: page.continue }),
  };
  if (view.form.as === "object") {
    const items = page.entries.map((entry) => encodeAs(entry, resource, version)).join(",");
    return respond(view, 200, `${listHead(view, metadata)}${items}]}`);
  }
  const objects = page.entries.map((entry) => decodeAs(entry, resource, version));
  return respond(
    view,
    200,
    JSON.stringify(
      view.form.as === "table"
        ? tableOf(view, objects, metadata)
        : {
            kind: "PartialObjectMetadataList",
            apiVersion: `meta.k8s.io/${view.form.version}`,
            metadata,
            items: objects.map((object) => partial(view, object)),
          },
    ),
  );
}

/** A list up to its first item; `]}` ends it. */
export function listHead({ served: { resource, version } }: View, metadata: object): string {
  const apiVersion = apiVersionOf(resource.group, version.name);
  return `{"kind":"${resource.listKind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`;
}

/** The payload of a watch event. `isFirst`: tables tell their columns only once. */
export function renderEvent(view: View, entry: Entry, isFirst: boolean): string {
  const { resource, version } = view.served;
  if (view.form.as === "object") return encodeAs(entry, resource, version);
  const object = decodeAs(entry, resource, version);
  if (view.form.as === "metadata") return JSON.stringify(partial(view, object));
  const { resourceVersion = "" } = object.metadata;
  const table = tableOf(view, [object], { resourceVersion });
  return JSON.stringify(isFirst ? table : { ...table, columnDefinitions: null });
}

/** The payload of a bookmark. */
export function renderBookmark(view: View, revision: number, isInitialEnd: boolean): string {
  const { resource, version } = view.served;
  const metadata = {
    resourceVersion: String(revision),
    creationTimestamp: null,
    ...(isInitialEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
  };
  if (view.form.as === "table") {
    return JSON.stringify({
      kind: "Table",
      apiVersion: `meta.k8s.io/${view.form.version}`,
      metadata: { resourceVersion: String(revision) },
      columnDefinitions: null,
      rows: isInitialEnd ? [{ cells: [], object: { ...partialType(view), metadata } }] : [],
    });
  }
  if (view.form.as === "metadata") return JSON.stringify({ ...partialType(view), metadata });
  return JSON.stringify({
    kind: resource.kind,
    apiVersion: apiVersionOf(resource.group, version.name),
    metadata,
  });
}

/** A JSON text as an answer. */
export function respond(
  { form, pretty }: Pick<View, "form" | "pretty">,
  status: number,
  json: string,
): ApiResponse {
  if (form.encoding === "yaml") {
    return { status, contentType: "application/yaml", body: stringify(JSON.parse(json)) };
  }
  const body = pretty ? `${JSON.stringify(JSON.parse(json), undefined, 2)}\n` : json;
  return { status, contentType: "application/json", body };
}

interface Table {
  readonly kind: "Table";
  readonly apiVersion: string;
  readonly metadata: object;
  readonly columnDefinitions: readonly object[];
  readonly rows: readonly object[];
}

function tableOf(view: View, objects: readonly KubeObject[], metadata: object): Table {
  const { columns, cells } = view.served.version.table;
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${view.form.version}`,
    metadata,
    columnDefinitions: columns.map(
      ({ name, type, format = "", description = "", priority = 0 }) => ({
        name,
        type,
        format,
        description,
        priority,
      }),
    ),
    rows: objects.map((object) => ({
      cells: cells(object, view.now),
      ...(view.includeObject === "None"
        ? {}
        : { object: view.includeObject === "Object" ? object : partial(view, object) }),
    })),
  };
}

function partial(view: View, object: KubeObject): object {
  return { ...partialType(view), metadata: object.metadata };
}

function partialType(view: View): { kind: string; apiVersion: string } {
  return { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${view.form.version}` };
}
