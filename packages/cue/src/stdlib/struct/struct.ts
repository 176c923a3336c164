import {
  type BuiltinContext,
  contextual,
  type CueValue,
  definePackage,
  type StandardPackage,
  ValidationFailure,
} from "../builtin.ts";
import { bool, int, requireConcrete, struct } from "../param.ts";

function minFields(ctx: BuiltinContext, object: CueValue, n: number): boolean {
  requireConcrete(ctx, object, "struct");
  const count = ctx.fields(object).length;
  if (count >= n) return true;
  const mayGrow = ctx.isOpen(object) || count + ctx.constraintCount(object) >= n;
  throw new ValidationFailure(
    `len(fields) < MinFields(${n}) (${count} < ${n})`,
    mayGrow ? "incomplete" : "eval",
  );
}

function maxFields(ctx: BuiltinContext, object: CueValue, n: number): boolean {
  requireConcrete(ctx, object, "struct");
  const count = ctx.fields(object).length;
  if (count <= n) return true;
  throw new ValidationFailure(`len(fields) > MaxFields(${n}) (${count} > ${n})`);
}

/** The package `struct`. */
export const structPackage: StandardPackage = definePackage("struct", [
  contextual("MinFields", [struct, int], bool, minFields),
  contextual("MaxFields", [struct, int], bool, maxFields),
]);
