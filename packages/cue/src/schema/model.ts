// What a schema consists of, and what the parts of the translation give each other.
import type { Expression } from "../ast/ast.ts";
import type { Scope } from "./scope.ts";

/** A JSON value; numbers are rounded to what JavaScript holds, so that JSON.stringify takes all of it. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** The types that a schema may name. */
export type JsonType = "null" | "boolean" | "integer" | "number" | "string" | "array" | "object";

/** A JSON Schema (draft 2020-12), with the keywords that CUE's constraints translate to. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly const?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly default?: JsonValue;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly items?: JsonSchema | boolean;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly unevaluatedProperties?: boolean;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly propertyNames?: JsonSchema;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** How far a struct is closed, for it stands in a definition. */
export interface Closing {
  /** Whether the struct itself takes no fields but those it has. */
  readonly here: boolean;
  /** Whether structs in its fields do so. */
  readonly within: boolean;
  /** Whether definitions are written out open, since what they are embedded in adds fields. */
  readonly isEmbedded: boolean;
}

/** A struct that takes any fields. */
export const OPEN: Closing = { here: false, within: false, isEmbedded: false };

/** A definition. */
export const CLOSED: Closing = { here: true, within: true, isEmbedded: false };

/** The translation that its parts call for what is inside of what they translate. */
export interface Translation {
  /** The schema of an expression in a scope. A struct that is open says so by `additionalProperties: true`. */
  schema(expr: Expression, scope: Scope, closing: Closing): JsonSchema;
  /** The value of an expression that is constant; undefined otherwise. */
  constant(expr: Expression, scope: Scope): JsonValue | undefined;
  /** The schema that a `$ref` stands for; undefined while it is being made. */
  readonly lookUp: (reference: string) => JsonSchema | undefined;
  /** Whether an expression refers to a definition. */
  isDefinition(expr: Expression, scope: Scope): boolean;
}
