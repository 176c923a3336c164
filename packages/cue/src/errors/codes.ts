/**
 * What went wrong, as far as evaluation needs to know. Only the code of an error may steer control flow.
 * `syntax` and `compile` come before evaluation; `budget` ends one.
 */
export type ErrorCode =
  | "syntax"
  | "compile"
  | "eval"
  | "user"
  | "structural_cycle"
  | "incomplete"
  | "cycle"
  | "budget";
