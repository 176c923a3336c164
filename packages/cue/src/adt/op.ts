// Operators of compiled expressions.

export type Op =
  | "&"
  | "&&"
  | "||"
  | "=="
  | "!"
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "=~"
  | "!~"
  | "+"
  | "-"
  | "*"
  | "/";

/** The operators that make a bound of their operand. */
export type BoundOp = "==" | "!=" | "<" | "<=" | ">" | ">=" | "=~" | "!~";
