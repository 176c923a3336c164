// Kinds of values as a bit set.

export type Kind = number;

export const BOTTOM_KIND = 0;
export const NULL_KIND = 1;
export const BOOL_KIND = 2;
export const INT_KIND = 4;
export const FLOAT_KIND = 8;
export const STRING_KIND = 16;
export const BYTES_KIND = 32;
export const FUNC_KIND = 64;
export const LIST_KIND = 128;
export const STRUCT_KIND = 256;
export const NUMBER_KIND: Kind = INT_KIND | FLOAT_KIND;
export const TOP_KIND = 511;
export const SCALAR_KINDS: Kind =
  NULL_KIND | BOOL_KIND | INT_KIND | FLOAT_KIND | STRING_KIND | BYTES_KIND;
export const COMPOSITE_KIND: Kind = LIST_KIND | STRUCT_KIND;

const NAMES: readonly (readonly [Kind, string, string])[] = [
  [NULL_KIND, "null", "null"],
  [BOOL_KIND, "bool", "bool"],
  [INT_KIND, "int", "int"],
  [FLOAT_KIND, "float", "float"],
  [STRING_KIND, "string", "string"],
  [BYTES_KIND, "bytes", "bytes"],
  [FUNC_KIND, "func", "_"],
  [LIST_KIND, "list", "[...]"],
  [STRUCT_KIND, "struct", "{...}"],
];

function text(kind: Kind, column: 1 | 2): string {
  if (kind === BOTTOM_KIND) return "_|_";
  if (kind === TOP_KIND) return "_";
  const isNumber = (kind & NUMBER_KIND) === NUMBER_KIND;
  const rest = isNumber ? kind & ~NUMBER_KIND : kind;
  const parts = NAMES.filter((row) => (rest & row[0]) !== 0).map((row) => row[column]);
  if (isNumber) parts.push("number");
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join("|")})`;
}

/** The kinds as messages name them: `int`, `(int|string)`, `_`. */
export function kindText(kind: Kind): string {
  return text(kind, 1);
}

/** The kinds as a CUE expression: `[...]` for lists, `{...}` for structs. */
export function kindTypeText(kind: Kind): string {
  return text(kind, 2);
}
