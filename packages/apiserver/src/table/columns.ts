import type { KubeObject } from "@lateen/kube";
import type { TableColumn, TableColumns } from "../resource.ts";
import { age } from "./age.ts";
import { type JsonPath, parseJsonPath } from "./json-path.ts";

/** A column and how its cell is made. */
export type ColumnRow = readonly [
  column: Omit<TableColumn, "type"> & { readonly type?: TableColumn["type"] },
  cell: (object: KubeObject, now: number) => unknown,
];

const NAME: ColumnRow = [
  {
    name: "Name",
    format: "name",
    description: "Name must be unique within a namespace.",
  },
  (object) => object.metadata.name ?? "",
];

/** The age of an object. */
export const AGE: ColumnRow = [
  { name: "Age", description: "Time since the object was created." },
  (object, now) => age(object.metadata.creationTimestamp, now),
];

/** A table with the name in front and the given columns. */
export function table(...rows: readonly ColumnRow[]): TableColumns {
  const all = [NAME, ...rows];
  return {
    columns: all.map(([column]) => ({ type: "string", ...column })),
    cells: (object, now) => all.map(([, cell]) => cell(object, now)),
  };
}

/** Name and age: what kinds without columns of their own show. */
export const defaultTable: TableColumns = table(AGE);

/** A column as a CRD declares it. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

/** The table of a custom resource. apiextensions-apiserver/pkg/registry/customresource/tableconvertor */
export function printerTable(columns: readonly PrinterColumn[] | undefined): TableColumns {
  if (columns === undefined || columns.length === 0) return defaultTable;
  return table(
    ...columns.map(({ jsonPath, type, ...column }): ColumnRow => {
      const path = parseJsonPath(jsonPath);
      return [
        { ...column, type: type as TableColumn["type"] },
        (object, now) => cell(path, type, object, now),
      ];
    }),
  );
}

function cell(path: JsonPath, type: string, object: KubeObject, now: number): unknown {
  const found = path(object);
  const value = found[0];
  if (value === undefined || value === null) return type === "date" ? "<unknown>" : null;
  switch (type) {
    case "integer":
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return age(value, now);
    default:
      return found.map(text).join(",");
  }
}

function text(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
