// Calls of the standard library with arguments that mostly have the types that the function takes.
import type { Builtin, KindName } from "../../src/stdlib/builtin.ts";
import { STANDARD_PACKAGES } from "../../src/stdlib/packages.ts";
import type { Sort } from "./grammar.ts";
import type { Random } from "./random.ts";

interface Row {
  readonly path: string;
  readonly builtin: Builtin;
}

const ROWS: readonly Row[] = STANDARD_PACKAGES.flatMap(({ path, rows }) =>
  [...rows.values()].flatMap((builtin) => (builtin.kind === "function" ? [{ path, builtin }] : [])),
);

/** Functions by what they give. */
const BY_SORT: ReadonlyMap<Sort, readonly Row[]> = new Map(
  (["number", "string", "bool", "list", "struct", "any"] as const).map((sort) => [
    sort,
    ROWS.filter(({ builtin }) => builtin.result.some((kind) => sortOf(kind) === sort)),
  ]),
);

/** Texts that mean something to some function. */
const TEXTS: readonly string[] = [
  '"a,b"',
  '"%d %s"',
  '"{\\"a\\": [1, null]}"',
  '"a: [1, x]"',
  '"2006-01-02T15:04:05Z"',
  '"1h30m"',
  '"/a/../b.c"',
  '"10.0.0.1"',
  '"2001:db8::1"',
  '"10.0.0.0/8"',
  '"^(a+)(b)?$"',
  '"(?P<x>a*)"',
  '"{{.a}} {{range .}}{{end}}"',
  '"YWI="',
  '"ff00"',
  '"12"',
  '"-3.5e2"',
  '"http://u@h:8/p?q=1#f"',
  '"f47ac10b-58cc-4372-a567-0e02b2c3d479"',
  '"$A b ${C}"',
  '"é\\u0301😀"',
];

/** A call, and the package that must be imported for it. */
export function randomCall(
  random: Random,
  sort: Sort,
  expr: (wanted: Sort) => string,
): { readonly path: string; readonly text: string } {
  const rows = random.oneIn(6) ? ROWS : (BY_SORT.get(sort) ?? []);
  const { path, builtin } = random.pick(rows.length > 0 ? rows : ROWS);
  const count = random.oneIn(8) ? random.below(builtin.params.length + 2) : builtin.params.length;
  const args = Array.from({ length: count }, (_, index) => {
    const param = builtin.params[index];
    if (param?.choices !== undefined && !random.oneIn(4))
      return JSON.stringify(random.pick(param.choices));
    const wanted = sortOf(param === undefined ? "top" : random.pick(param.kinds));
    return wanted === "string" && random.oneIn(2) ? random.pick(TEXTS) : expr(wanted);
  });
  return {
    path,
    text: `${path.slice(path.lastIndexOf("/") + 1)}.${builtin.name}(${args.join(", ")})`,
  };
}

function sortOf(kind: KindName): Sort {
  switch (kind) {
    case "int":
    case "float":
    case "number":
      return "number";
    case "string":
    case "bytes":
      return "string";
    case "bool":
    case "list":
    case "struct":
      return kind;
    default:
      return "any";
  }
}
