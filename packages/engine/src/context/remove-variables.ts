import { parseFields } from "./parse.ts";
import { printFields } from "./print.ts";

/**
 * The stored text of variables without those of these names, for a restart from a step. Text that is not plain data
 * (another program wrote it) loses all its variables rather than keeping some that would conflict.
 */
export function removeVariables(vars: string, names: readonly string[]): string {
  const fields = parseFields(vars);
  if (fields === undefined) return "";
  for (const name of names) fields.delete(name);
  return printFields(fields);
}
