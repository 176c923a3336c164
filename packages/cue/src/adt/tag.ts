// The discriminants of all nodes, as numbers: the evaluator switches on them all the time.
// Values come first, then what resolves to a vertex, then what computes a value, then declarations and clauses.

export const BOTTOM = 1;
export const NULL = 2;
export const BOOL = 3;
export const NUM = 4;
export const STRING = 5;
export const BYTES = 6;
export const TOP = 7;
export const BASIC_TYPE = 8;
export const BOUND_VALUE = 9;
export const BUILTIN = 10;
export const BUILTIN_VALIDATOR = 11;
export const CONJUNCTION = 12;
export const DISJUNCTION = 13;
export const VERTEX = 14;
/** The last tag of a value. */
export const LAST_VALUE = 14;

export const STRUCT_MARKER = 15;
export const LIST_MARKER = 16;

export const FIELD_REFERENCE = 20;
export const VALUE_REFERENCE = 21;
export const DYNAMIC_REFERENCE = 22;
export const IMPORT_REFERENCE = 23;
export const LET_REFERENCE = 24;
export const SELECTOR = 25;
export const INDEX = 26;
/** The last tag of what resolves to a vertex. */
export const LAST_RESOLVER = 26;

export const LABEL_REFERENCE = 30;
export const STRUCT_LIT = 31;
export const LIST_LIT = 32;
export const BOUND_EXPR = 33;
export const SLICE = 34;
export const INTERPOLATION = 35;
export const UNARY = 36;
export const BINARY = 37;
export const OPEN = 38;
export const CALL = 39;
export const DISJUNCTION_EXPR = 40;
/** The last tag of an expression. */
export const LAST_EXPR = 40;

export const FIELD = 50;
export const LET_FIELD = 51;
export const DYNAMIC_FIELD = 52;
export const PATTERN_FIELD = 53;
export const ELLIPSIS = 54;
export const COMPREHENSION = 55;

export const FOR_CLAUSE = 60;
export const IF_CLAUSE = 61;
export const LET_CLAUSE = 62;
export const TRY_CLAUSE = 63;
