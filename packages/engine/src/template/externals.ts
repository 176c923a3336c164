/** What the engine fills into templates. */
export const TEMPLATE_EXTERNALS: readonly string[] = ["parameter", "context"];

/** What conditions and the expressions of `forEach` may refer to. */
export const CONDITION_EXTERNALS: readonly string[] = [
  "inputs",
  "status",
  "context",
  "parameter",
  "parameters",
  "error",
  "item",
  "index",
  "key",
];
