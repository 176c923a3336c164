// The order of the operands of `&`: types first, then literals, bounds, everything else, structs last; what is of one
// sort by its place. cue: internal/core/export/adt.go.
import type { Node } from "../adt/expr.ts";
import { comparePlaces } from "../adt/position.ts";
import {
  BASIC_TYPE,
  BOOL,
  BOUND_VALUE,
  BYTES,
  COMPREHENSION,
  ELLIPSIS,
  FIELD_REFERENCE,
  LAST_EXPR,
  LIST_LIT,
  NULL,
  NUM,
  STRING,
  STRUCT_LIT,
  TOP,
} from "../adt/tag.ts";

function rank(node: Node): number {
  switch (node.tag) {
    case TOP:
      return 0;
    case BASIC_TYPE:
      return 1;
    case FIELD_REFERENCE:
      return 2;
    case BOOL:
    case NULL:
    case NUM:
    case STRING:
    case BYTES:
      return 10;
    case BOUND_VALUE:
      return 20;
    case STRUCT_LIT:
    case LIST_LIT:
      return 500;
    case COMPREHENSION:
    case ELLIPSIS:
      return 100;
    default:
      return node.tag <= LAST_EXPR ? 25 : 100;
  }
}

/** Compares two operands. */
export function compareNodes(a: Node, b: Node): number {
  const order = rank(a) - rank(b);
  if (order !== 0 || a.place === undefined || b.place === undefined) return order;
  return comparePlaces(a.place, b.place);
}
