// Whether a schema is one that a CustomResourceDefinition may have: every field has a type, and what stands under anyOf,
// allOf, oneOf and not only restricts values. Rules and texts: apiextensions-apiserver, pkg/apiserver/schema/validation.go
// and pkg/apis/apiextensions/validation.
import { childPath, type FieldError, fieldError, indexPath } from "../field-error.ts";
import { jsonEquals } from "../json.ts";
import type { Json } from "../object.ts";
import { compilePattern } from "./pattern.ts";
import type { StructuralSchema } from "./structural.ts";
import { validateSchema } from "./validation.ts";

type Level = "root" | "field" | "item";

/** What is wrong with the schema of a version of a CRD; `path` is where it stands. Sorted by path and text. */
export function validateStructuralSchema(schema: StructuralSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  checkLevel(errors, schema, path, "root");
  return errors.sort(
    (a, b) => compare(a.field, b.field) || compare(a.detail ?? "", b.detail ?? ""),
  );
}

function checkLevel(
  errors: FieldError[],
  schema: StructuralSchema,
  path: string,
  level: Level,
): void {
  checkType(errors, schema, path, level);
  checkForbidden(errors, schema, path);
  checkExtensions(errors, schema, path);
  checkDefault(errors, schema, path);
  checkValues(errors, schema, path);
  const { properties, additionalProperties, items } = schema;
  if (additionalProperties !== undefined) {
    const at = childPath(path, "additionalProperties");
    if (level === "root") errors.push(fieldError.forbidden(at, "must not be used at the root"));
    if (properties !== undefined && additionalProperties !== false) {
      errors.push(
        fieldError.forbidden(at, "additionalProperties and properties are mutual exclusive"),
      );
    }
    if (additionalProperties === false) {
      errors.push(fieldError.forbidden(at, "additionalProperties cannot be set to false"));
    }
    if (typeof additionalProperties === "object") {
      checkLevel(errors, additionalProperties, at, "field");
    }
  }
  if (schema.type === "array" && items === undefined) {
    errors.push(fieldError.required(childPath(path, "items"), "must be specified"));
  }
  if (items !== undefined) checkLevel(errors, items, childPath(path, "items"), "item");
  for (const [name, property] of Object.entries(properties ?? {})) {
    const at = indexPath(childPath(path, "properties"), name);
    if (level === "root" && name === "metadata") checkMetadata(errors, property, at);
    else checkLevel(errors, property, at, "field");
  }
}

const TYPES = ["array", "boolean", "integer", "number", "object", "string"];

const MISSING_TYPE: { readonly [level in Level]: string } = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

function checkType(
  errors: FieldError[],
  schema: StructuralSchema,
  path: string,
  level: Level,
): void {
  const at = childPath(path, "type");
  const { type = "" } = schema;
  const isEmbedded = schema["x-kubernetes-embedded-resource"] === true;
  if (type === "null") {
    errors.push(
      fieldError.forbidden(at, "type cannot be set to null, use nullable as an alternative"),
    );
  } else if (type !== "" && !TYPES.includes(type)) {
    errors.push(fieldError.notSupported(at, type, TYPES));
  } else if (isEmbedded && type !== "object") {
    const text = "must be object if x-kubernetes-embedded-resource is true";
    errors.push(type === "" ? fieldError.required(at, text) : fieldError.invalid(at, type, text));
  } else if (
    type === "" &&
    schema["x-kubernetes-int-or-string"] !== true &&
    !keepsUnknown(schema)
  ) {
    errors.push(fieldError.required(at, MISSING_TYPE[level]));
  } else if (level === "root" && type !== "" && type !== "object") {
    errors.push(fieldError.invalid(at, type, "must be object at the root"));
  }
}

const UNSUPPORTED = [
  "id",
  "additionalItems",
  "patternProperties",
  "definitions",
  "dependencies",
  "$ref",
];

function checkForbidden(errors: FieldError[], schema: StructuralSchema, path: string): void {
  for (const name of UNSUPPORTED) {
    if ((schema as { readonly [field: string]: unknown })[name] === undefined) continue;
    errors.push(fieldError.forbidden(childPath(path, name), `${name} is not supported`));
  }
  if (schema.uniqueItems === true) {
    errors.push(
      fieldError.forbidden(
        childPath(path, "uniqueItems"),
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  }
  if (Array.isArray(schema.items)) {
    errors.push(
      fieldError.forbidden(
        childPath(path, "items"),
        "items must be a schema object and not an array",
      ),
    );
  }
}

function checkExtensions(errors: FieldError[], schema: StructuralSchema, path: string): void {
  const preserve = childPath(path, "x-kubernetes-preserve-unknown-fields");
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) {
    errors.push(fieldError.invalid(preserve, false, "must be true or undefined"));
  }
  if (schema["x-kubernetes-int-or-string"] === true && keepsUnknown(schema)) {
    const text = "must be false if x-kubernetes-int-or-string is true";
    errors.push(fieldError.invalid(preserve, true, text));
  }
  checkMapType(errors, schema, path);
  checkListType(errors, schema, path);
}

function checkMapType(errors: FieldError[], schema: StructuralSchema, path: string): void {
  const type = schema["x-kubernetes-map-type"];
  if (type === undefined) return;
  if (type !== "atomic" && type !== "granular") {
    const at = childPath(path, "x-kubernetes-map-type");
    errors.push(fieldError.notSupported(at, type, ["atomic", "granular"]));
  }
  requireType(errors, schema, path, "object", "x-kubernetes-map-type is specified");
}

function checkListType(errors: FieldError[], schema: StructuralSchema, path: string): void {
  const type = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const at = childPath(path, "x-kubernetes-list-type");
  const atKeys = childPath(path, "x-kubernetes-list-map-keys");
  if (type !== undefined) {
    if (!["atomic", "set", "map"].includes(type)) {
      errors.push(fieldError.notSupported(at, type, ["atomic", "set", "map"]));
    }
    requireType(errors, schema, path, "array", "x-kubernetes-list-type is specified");
  }
  if (keys.length > 0 && type !== "map") {
    const text = "must be map if x-kubernetes-list-map-keys is non-empty";
    errors.push(
      type === undefined ? fieldError.required(at, text) : fieldError.invalid(at, type, text),
    );
  }
  if (type !== "map") return;
  if (keys.length === 0) {
    errors.push(fieldError.required(atKeys, "must not be empty if x-kubernetes-list-type is map"));
  }
  const { items } = schema;
  if (items === undefined) return;
  if (items.type !== "object") {
    const text = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(fieldError.invalid(childPath(path, "items.type"), items.type ?? "", text));
  }
  if (new Set(keys).size < keys.length) {
    errors.push(fieldError.invalid(atKeys, keys, "must not contain duplicate entries"));
  }
  for (const key of keys) {
    const property = items.properties?.[key];
    if (property === undefined) {
      errors.push(fieldError.invalid(atKeys, keys, "entries must all be names of item properties"));
    } else if (property.default === undefined && items.required?.includes(key) !== true) {
      errors.push(
        fieldError.required(
          childPath(indexPath(childPath(path, "items.properties"), key), "default"),
          "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
        ),
      );
    }
  }
}

function requireType(
  errors: FieldError[],
  { type = "" }: StructuralSchema,
  path: string,
  wanted: string,
  reason: string,
): void {
  if (type === wanted) return;
  const text = `must be ${wanted} if ${reason}`;
  const at = childPath(path, "type");
  errors.push(type === "" ? fieldError.required(at, text) : fieldError.invalid(at, type, text));
}

function checkDefault(errors: FieldError[], schema: StructuralSchema, path: string): void {
  if (schema.default === undefined) return;
  const at = childPath(path, "default");
  for (const error of validateSchema(schema.default, schema, { path: at })) errors.push(error);
}

function checkMetadata(errors: FieldError[], schema: StructuralSchema, path: string): void {
  if (schema.type !== "object") {
    errors.push(fieldError.invalid(childPath(path, "type"), schema.type ?? "", "must be object"));
  }
  const { type: _type, properties = {}, description: _description, ...rest } = schema;
  const isPlain = Object.keys(properties).every(
    (name) => name === "name" || name === "generateName",
  );
  if (isPlain && Object.keys(rest).length === 0) return;
  errors.push(
    fieldError.forbidden(
      path,
      "must not specify anything other than name and generateName, but metadata is implicitly specified",
    ),
  );
}

/** What restricts values: patterns, and schemas under anyOf, allOf, oneOf and not. */
function checkValues(errors: FieldError[], schema: StructuralSchema, path: string): void {
  const { pattern, anyOf, allOf, oneOf, not } = schema;
  if (pattern !== undefined && typeof compilePattern(pattern) === "string") {
    const text = `must be a valid regular expression, but isn't: ${compilePattern(pattern)}`;
    errors.push(fieldError.invalid(childPath(path, "pattern"), pattern, text));
  }
  const isIntOrString = jsonEquals((anyOf ?? []) as unknown as Json, INT_OR_STRING);
  if (!isIntOrString) checkNestedList(errors, anyOf, path, "anyOf");
  const first = allOf?.[0];
  const isFirstIntOrString =
    first !== undefined && jsonEquals((first.anyOf ?? []) as unknown as Json, INT_OR_STRING);
  checkNestedList(errors, isFirstIntOrString ? allOf?.slice(1) : allOf, path, "allOf");
  checkNestedList(errors, oneOf, path, "oneOf");
  if (not !== undefined) checkNested(errors, not, childPath(path, "not"));
}

const INT_OR_STRING: Json = [{ type: "integer" }, { type: "string" }];

function checkNestedList(
  errors: FieldError[],
  schemas: readonly StructuralSchema[] | undefined,
  path: string,
  name: string,
): void {
  schemas?.forEach((schema, index) => {
    checkNested(errors, schema, indexPath(childPath(path, name), index));
  });
}

const NESTED: readonly (readonly [field: keyof StructuralSchema, text: string])[] = [
  ["type", "must be empty to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["default", "must be undefined to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
];

function checkNested(errors: FieldError[], schema: StructuralSchema, path: string): void {
  for (const [field, text] of NESTED) {
    const value = schema[field];
    if (value === undefined || value === "" || value === false) continue;
    errors.push(fieldError.forbidden(childPath(path, field), text));
  }
  checkValues(errors, schema, path);
  if (schema.items !== undefined) checkNested(errors, schema.items, childPath(path, "items"));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const at = indexPath(childPath(path, "properties"), name);
    if (name === "metadata") {
      errors.push(fieldError.forbidden(at, "must not be specified in a nested context"));
    }
    checkNested(errors, property, at);
  }
}

function keepsUnknown(schema: StructuralSchema): boolean {
  return schema["x-kubernetes-preserve-unknown-fields"] === true;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
