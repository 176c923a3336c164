// Disjunctions: enumerations, optional nulls, defaults, alternatives.
import type { Expression } from "../ast/ast.ts";
import type { Closing, JsonSchema, JsonType, JsonValue, Translation } from "./model.ts";
import { satisfies, typeOf } from "./satisfies.ts";
import type { Scope } from "./scope.ts";

interface Disjunct {
  readonly expr: Expression;
  readonly isDefault: boolean;
}

function disjuncts(expr: Expression): readonly Disjunct[] {
  if (expr.kind === "ParenExpr") return disjuncts(expr.expr);
  if (expr.kind === "BinaryExpr" && expr.operator === "|") {
    return [...disjuncts(expr.left), ...disjuncts(expr.right)];
  }
  if (expr.kind === "UnaryExpr" && expr.operator === "*") {
    return disjuncts(expr.expr).map((inner) => ({ expr: inner.expr, isDefault: true }));
  }
  return [{ expr, isDefault: false }];
}

/** The default of a disjunction that has exactly one. */
export function defaultOf(expr: Expression): Expression | undefined {
  const [standard, ...others] = disjuncts(expr).filter(({ isDefault }) => isDefault);
  return others.length === 0 ? standard?.expr : undefined;
}

/** Whether a schema says no more than a type. */
function isBareType(schema: JsonSchema): boolean {
  return Object.keys(schema).length === 1 && typeof schema.type === "string";
}

function sameValue(left: JsonValue, right: JsonValue): boolean {
  return typeof left === typeof right && String(left) === String(right);
}

/** The schema of several constants. */
function enumeration(values: readonly JsonValue[]): JsonSchema {
  const unique = values.filter(
    (value, index) => values.findIndex((other) => sameValue(other, value)) === index,
  );
  const [only] = unique;
  if (unique.length === 1 && only !== undefined) return { const: only };
  const types = new Set(unique.map(typeOf));
  const [type] = types;
  return types.size === 1 && type !== undefined ? { type, enum: unique } : { enum: unique };
}

/** The schema of a disjunction. */
export function disjunction(
  t: Translation,
  expr: Expression,
  scope: Scope,
  closing: Closing,
): JsonSchema {
  const parts = disjuncts(expr);
  const constants: JsonValue[] = [];
  const compounds: (readonly [JsonValue, Expression])[] = [];
  const schemas: JsonSchema[] = [];
  const defaults: JsonValue[] = [];
  for (const part of parts) {
    if (part.expr.kind === "BottomLit") continue;
    const constant = t.constant(part.expr, scope);
    if (part.isDefault && constant !== undefined) defaults.push(constant);
    if (constant === undefined) schemas.push(t.schema(part.expr, scope, closing));
    else if (typeof constant === "object" && constant !== null)
      compounds.push([constant, part.expr]);
    else constants.push(constant);
  }
  for (const [value, constant] of compounds) {
    if (schemas.some((schema) => satisfies(schema, value))) continue;
    schemas.push(t.schema(constant, scope, closing));
  }
  const rest = constants.filter((value) => !schemas.some((schema) => satisfies(schema, value)));
  // A default of several marks none.
  const [value] = defaults;
  const annotation: JsonSchema =
    defaults.length === 1 && value !== undefined ? { default: value } : {};
  return { ...alternatives(schemas, rest), ...annotation };
}

function alternatives(schemas: readonly JsonSchema[], constants: readonly JsonValue[]): JsonSchema {
  const isNullable = constants.includes(null);
  const others = constants.filter((value) => value !== null);
  const all = [...schemas, ...(others.length > 0 ? [enumeration(others)] : [])];
  if (all.length === 0) return isNullable ? { type: "null" } : { not: {} };
  const bare = all.filter(isBareType);
  if (bare.length === all.length) {
    const types = [
      ...new Set([
        ...bare.map((schema) => schema.type as JsonType),
        ...(isNullable ? (["null"] as const) : []),
      ]),
    ];
    const [type] = types;
    return types.length === 1 && type !== undefined ? { type } : { type: types };
  }
  const [only] = all;
  if (all.length === 1 && only !== undefined) {
    if (!isNullable) return only;
    if (
      only.enum !== undefined &&
      Object.keys(only).every((key) => key === "enum" || key === "type")
    ) {
      return { enum: [...only.enum, null] };
    }
    if (typeof only.type === "string") return { ...only, type: [only.type, "null"] };
  }
  return { anyOf: isNullable ? [...all, { type: "null" }] : all };
}
