// Packages of the standard library as compiled packages: a struct literal with a definition for each row.
import { MEMBER } from "../adt/arc-type.ts";
import { type Expr, Field, type PackageInstance, StructLit } from "../adt/expr.ts";
import type { Feature, Labels } from "../adt/feature.ts";
import {
  BOOL_KIND,
  BYTES_KIND,
  FLOAT_KIND,
  INT_KIND,
  type Kind,
  LIST_KIND,
  NULL_KIND,
  NUMBER_KIND,
  STRING_KIND,
  STRUCT_KIND,
  TOP_KIND,
} from "../adt/kind.ts";
import { BoolLit, Builtin, Bytes, NullLit, Num, Str, type Value } from "../adt/value.ts";
import { BUILTIN } from "../adt/tag.ts";
import { Decimal } from "../literal/decimal.ts";
import type {
  Builtin as LibraryFunction,
  KindName,
  Result,
  StandardPackage,
} from "../stdlib/builtin.ts";

const KINDS: Readonly<Record<KindName, Kind>> = {
  null: NULL_KIND,
  bool: BOOL_KIND,
  int: INT_KIND,
  float: FLOAT_KIND,
  number: NUMBER_KIND,
  string: STRING_KIND,
  bytes: BYTES_KIND,
  struct: STRUCT_KIND,
  list: LIST_KIND,
  top: TOP_KIND,
};

/** The kinds that names stand for. */
export function kindsOf(names: readonly KindName[]): Kind {
  return names.reduce((kind, name) => kind | KINDS[name], 0);
}

function compileFunction(packagePath: string, row: LibraryFunction): Builtin {
  return new Builtin({
    name: row.name,
    packagePath,
    parameters: row.params.map((param, index) => ({
      kind: kindsOf(param.kinds),
      hasDefault: index >= row.minArity,
      text: param.constraint ?? "",
    })),
    result: kindsOf(row.result),
    nonConcrete: row.nonConcrete,
    library: row,
  });
}

function compileConstant(value: Result): Value {
  switch (typeof value) {
    case "string":
      return new Str(value);
    case "boolean":
      return new BoolLit(value);
    case "number":
    case "bigint":
      return new Num(value);
  }
  if (value === null) return new NullLit();
  if (value instanceof Decimal) return new Num(value);
  if (value instanceof Uint8Array) return new Bytes(value);
  throw new Error("a constant of the standard library is no scalar");
}

/** A package of the standard library: its rows, and what it has as CUE text, compiled by `compileSource`. */
export function compileLibrary(
  library: StandardPackage,
  labels: Labels,
  compileSource: (text: string, filename: string) => readonly StructLit[],
): PackageInstance {
  const decls: Field[] = [];
  for (const row of library.rows.values()) {
    const value =
      row.kind === "function" ? compileFunction(library.path, row) : compileConstant(row.value);
    decls.push(new Field(labels.string(row.name), MEMBER, value, undefined, []));
  }
  const files = [new StructLit(decls, undefined, true, false)];
  if (library.source !== undefined) files.push(...compileSource(library.source, library.path));
  return { path: library.path, files, isLibrary: true };
}

/** The function that a package of the standard library has under a label. Constants stay references: they print so. */
export function libraryFunction(instance: PackageInstance, label: Feature): Builtin | undefined {
  if (instance.isLibrary !== true) return undefined;
  for (const decl of instance.files[0]?.decls ?? []) {
    if ("label" in decl && decl.label === label && "value" in decl) {
      const value = decl.value as Expr;
      return value.tag === BUILTIN ? value : undefined;
    }
  }
  return undefined;
}
