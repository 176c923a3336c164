// What the validators of the standard library say in JSON Schema.
import type { CallExpr, Expression } from "../ast/ast.ts";
import { conjunction } from "./merge.ts";
import { CLOSED, type JsonSchema, type JsonValue, OPEN, type Translation } from "./model.ts";
import { resolve, type Scope } from "./scope.ts";

/** Formats that a validator stands for, called or not. */
const FORMATS: Readonly<Record<string, string>> = {
  "time.Time": "date-time",
  "net.IPv4": "ipv4",
  "net.IPv6": "ipv6",
  "net.IP": "ip",
  "net.FQDN": "hostname",
  "net.URL": "uri-reference",
  "net.AbsURL": "uri",
  "uuid.Valid": "uuid",
  "regexp.Valid": "regex",
};

const TIME_LAYOUTS: Readonly<Record<string, string>> = {
  "2006-01-02T15:04:05Z07:00": "date-time",
  "2006-01-02T15:04:05.999999999Z07:00": "date-time",
  "2006-01-02": "date",
  "15:04:05": "time",
};

/** Keywords that a validator's one number goes to. */
const COUNTS: Readonly<Record<string, readonly [keyof JsonSchema, JsonSchema["type"]]>> = {
  "strings.MinRunes": ["minLength", "string"],
  "strings.MaxRunes": ["maxLength", "string"],
  "list.MinItems": ["minItems", "array"],
  "list.MaxItems": ["maxItems", "array"],
  "struct.MinFields": ["minProperties", "object"],
  "struct.MaxFields": ["maxProperties", "object"],
  "math.MultipleOf": ["multipleOf", "number"],
};

/** `strings.MinRunes` for a selector whose left side is an import of `strings`; undefined for anything else. */
export function functionName(expr: Expression, scope: Scope): string | undefined {
  if (expr.kind === "Ident") {
    return resolve(scope, expr.name) === undefined ? expr.name : undefined;
  }
  if (expr.kind !== "SelectorExpr" || expr.expr.kind !== "Ident") return undefined;
  const binding = resolve(scope, expr.expr.name);
  if (binding?.kind !== "package" || expr.selector.kind !== "Ident") return undefined;
  return `${binding.path}.${expr.selector.name}`;
}

/** The schema of a validator that is named but not called; undefined if the name is none. */
export function bareValidator(name: string): JsonSchema | undefined {
  const format = FORMATS[name];
  if (format !== undefined) return { type: "string", format };
  if (name === "time.Duration") return { type: "string" };
  return name === "list.UniqueItems" ? { type: "array", uniqueItems: true } : undefined;
}

function number(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** `matchN(n, [a, b])` for the numbers that JSON Schema has a word for. */
function matchN(t: Translation, call: CallExpr, scope: Scope): JsonSchema {
  const [count, list] = call.arguments;
  if (count === undefined || list?.kind !== "ListLit") return {};
  const schemas = list.elements.map((element) => t.schema(element, scope, OPEN));
  const exact = number(t.constant(count, scope));
  if (exact === 1) return { oneOf: schemas };
  if (exact === 0) return { not: { anyOf: schemas } };
  if (exact === schemas.length) return conjunction(schemas);
  const isAtLeastOne =
    count.kind === "UnaryExpr" &&
    ((count.operator === ">=" && number(t.constant(count.expr, scope)) === 1) ||
      (count.operator === ">" && number(t.constant(count.expr, scope)) === 0));
  return isAtLeastOne ? { anyOf: schemas } : {};
}

function core(t: Translation, name: string, call: CallExpr, scope: Scope): JsonSchema | undefined {
  const [first] = call.arguments;
  switch (name) {
    case "close":
      return first === undefined ? {} : t.schema(first, scope, { ...CLOSED, within: false });
    case "and":
      if (first?.kind !== "ListLit") return {};
      return conjunction(first.elements.map((element) => t.schema(element, scope, OPEN)));
    case "or":
      if (first?.kind !== "ListLit") return {};
      return { anyOf: first.elements.map((element) => t.schema(element, scope, OPEN)) };
    case "matchN":
      return matchN(t, call, scope);
    default:
      return undefined;
  }
}

/** The schema that a call stands for: a validator's constraint, or nothing that can be said. */
export function callSchema(t: Translation, call: CallExpr, scope: Scope): JsonSchema {
  const name = functionName(call.callee, scope);
  if (name === undefined) return {};
  const [first] = call.arguments;
  const argument = first === undefined ? undefined : t.constant(first, scope);
  const count = COUNTS[name];
  const limit = number(argument);
  if (count !== undefined && limit !== undefined && call.arguments.length === 1) {
    return { type: count[1], [count[0]]: limit } as JsonSchema;
  }
  if (name === "time.Format" && typeof argument === "string") {
    const format = TIME_LAYOUTS[argument];
    return format === undefined ? { type: "string" } : { type: "string", format };
  }
  if (call.arguments.length === 0) return bareValidator(name) ?? {};
  return core(t, name, call, scope) ?? {};
}
