// Structs: properties, patterns, what is required and what else is allowed.
import type { Declaration, Field, StructLit } from "../ast/ast.ts";
import { isComplete } from "./complete.ts";
import { description } from "./describe.ts";
import { defaultOf } from "./disjunction.ts";
import { conjunction } from "./merge.ts";
import { CLOSED, type Closing, type JsonSchema, OPEN, type Translation } from "./model.ts";
import { labelName, type Scope } from "./scope.ts";

interface Collected {
  readonly properties: Record<string, JsonSchema>;
  readonly patterns: Record<string, JsonSchema>;
  readonly required: Set<string>;
  /** Those that are declared with `!`: they must be given even if they have a value. */
  readonly marked: Set<string>;
  readonly embedded: JsonSchema[];
  /** How the values of fields are closed. */
  readonly within: Closing;
  isClosed: boolean;
  additional: JsonSchema | undefined;
  isOpen: boolean;
}

function isHidden(field: Field): boolean {
  const { label } = field;
  const name = label.kind === "Alias" ? label.expr : label;
  return name.kind === "Ident" && /^[_#]/.test(name.name);
}

function pattern(t: Translation, field: Field, scope: Scope, into: Collected): boolean {
  const { label } = field;
  const list = label.kind === "Alias" ? label.expr : label;
  if (list.kind !== "ListLit") return false;
  const [key] = list.elements;
  const value = t.schema(field.value, scope, into.within);
  const constraint = key?.kind === "Alias" ? key.expr : key;
  const keySchema = constraint === undefined ? {} : t.schema(constraint, scope, OPEN);
  if (keySchema.pattern !== undefined) {
    into.patterns[keySchema.pattern] = conjunction([into.patterns[keySchema.pattern] ?? {}, value]);
  } else into.additional = conjunction([into.additional ?? {}, value]);
  return true;
}

function field(t: Translation, decl: Field, scope: Scope, into: Collected, isSure: boolean): void {
  if (pattern(t, decl, scope, into) || isHidden(decl)) return;
  const name = labelName(decl.label);
  if (name === undefined) {
    // A computed name may be any.
    into.isOpen = true;
    return;
  }
  const text = description(decl);
  const schema = conjunction([
    t.schema(decl.value, scope, into.within),
    text === undefined ? {} : { description: text },
  ]);
  const known = into.properties[name];
  const merged = known === undefined ? schema : conjunction([known, schema]);
  into.properties[name] = merged;
  // A regular field must be given unless it has a value of its own.
  const isOptional = decl.constraint === "?";
  const has = !isOptional && hasValue(t, merged, decl, scope, into);
  if (decl.constraint === "!") into.marked.add(name);
  if (has) into.required.delete(name);
  else if (isSure && !isOptional) into.required.add(name);
}

function hasValue(
  t: Translation,
  merged: JsonSchema,
  decl: Field,
  scope: Scope,
  into: Collected,
): boolean {
  if (isComplete(merged, t.lookUp)) return true;
  // A default that is no constant, such as a struct with optional fields.
  const standard = defaultOf(decl.value);
  return standard !== undefined && isComplete(t.schema(standard, scope, into.within), t.lookUp);
}

function collect(
  t: Translation,
  declarations: readonly Declaration[],
  scope: Scope,
  into: Collected,
  isSure: boolean,
): void {
  for (const decl of declarations) {
    switch (decl.kind) {
      case "Field":
        field(t, decl, scope, into, isSure);
        break;
      case "Ellipsis":
        into.isOpen = true;
        break;
      case "EmbedDecl":
        into.embedded.push(
          t.schema(decl.expr, scope, {
            here: false,
            within: into.within.within,
            isEmbedded: true,
          }),
        );
        if (t.isDefinition(decl.expr, scope)) into.isClosed = true;
        break;
      case "Comprehension":
        // What may or may not be there is described, but not required.
        if (decl.value.kind === "StructLit") {
          const inner = { declarations: decl.value.elements, parent: scope, file: scope.file };
          collect(t, decl.value.elements, inner, into, false);
        }
        if (decl.fallback !== undefined) {
          const { elements } = decl.fallback.body;
          const inner = { declarations: elements, parent: scope, file: scope.file };
          collect(t, elements, inner, into, false);
        }
        break;
      default:
        break;
    }
  }
}

/** Closes the schema of a struct, unless it says that it is open. */
export function closed(schema: JsonSchema): JsonSchema {
  if (schema.$ref !== undefined || schema.additionalProperties !== undefined) return schema;
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (parts.length === 0) {
    return schema.type === "object" ? { ...schema, additionalProperties: false } : schema;
  }
  const isOpen = (part: JsonSchema): boolean =>
    part.$ref !== undefined ||
    part.additionalProperties !== undefined ||
    [...(part.allOf ?? []), ...(part.anyOf ?? []), ...(part.oneOf ?? [])].some(isOpen);
  const isStruct = [schema, ...parts].some((part) => part.type === "object");
  return isStruct && !parts.some(isOpen) ? { ...schema, unevaluatedProperties: false } : schema;
}

/** The schema of a struct. A struct that is only braces around another value has that value's schema. */
export function structSchema(
  t: Translation,
  struct: StructLit,
  scope: Scope,
  closing: Closing,
): JsonSchema {
  const inner: Scope = { declarations: struct.elements, parent: scope, file: scope.file };
  const into: Collected = {
    properties: {},
    patterns: {},
    required: new Set(),
    marked: new Set(),
    embedded: [],
    within: closing.within ? CLOSED : OPEN,
    isClosed: closing.here,
    additional: undefined,
    isOpen: false,
  };
  collect(t, struct.elements, inner, into, true);
  const hasFields =
    Object.keys(into.properties).length > 0 ||
    Object.keys(into.patterns).length > 0 ||
    into.additional !== undefined ||
    into.isOpen;
  const additional = into.additional ?? (into.isOpen ? true : undefined);
  const required = [...new Set([...into.required, ...into.marked])];
  const own: JsonSchema = {
    type: "object",
    ...(Object.keys(into.properties).length > 0 ? { properties: into.properties } : {}),
    ...(Object.keys(into.patterns).length > 0 ? { patternProperties: into.patterns } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(additional === undefined ? {} : { additionalProperties: additional }),
  };
  const isOnlyEmbedding = !hasFields && into.embedded.length > 0;
  const whole = conjunction([...(isOnlyEmbedding ? [] : [own]), ...into.embedded]);
  // What this is embedded in, or a part of, closes it with its own fields.
  return into.isClosed && !closing.isEmbedded ? closed(whole) : whole;
}
