// Validation of custom resources, with the texts of kube-apiserver: kube-openapi/pkg/validation and
// apiextensions-apiserver/pkg/apiserver/validation. What several errors of one value look like and which of the
// alternatives of an anyOf is complained about follows from the order in which the checks run there.
import { childPath, type FieldError, fieldError, indexPath } from "../field-error.ts";
import { formatFloat } from "../go-text.ts";
import { jsonEquals } from "../json.ts";
import type { Json, JsonObject } from "../object.ts";
import { hasFormat } from "./format.ts";
import { validateListTypes } from "./list-types.ts";
import { compilePattern } from "./pattern.ts";
import type { StructuralSchema } from "./structural.ts";

/** How {@link validateSchema} reports. */
export interface ValidateOptions {
  /** Where the value stands in the object, e.g. `status`; the root when absent. */
  readonly path?: string;
}

/** What is wrong with a value by its schema; empty if nothing is. Also checks sets and maps among the lists. */
export function validateSchema(
  value: Json,
  schema: StructuralSchema,
  options: ValidateOptions = {},
): FieldError[] {
  const findings = check(value, schema, "");
  const prefix = options.path ?? "";
  const errors = findings.errors.map((error) =>
    prefix === "" ? error : { ...error, field: under(prefix, error.field) },
  );
  return [...errors, ...validateListTypes(value, schema, prefix)];
}

/** Errors, and how many checks were passed on the way: alternatives are compared by it. */
interface Findings {
  readonly errors: FieldError[];
  matches: number;
}

/** What is found, in findings of its own. */
function check(value: Json, schema: StructuralSchema, path: string): Findings {
  return checkInto({ errors: [], matches: 0 }, value, schema, path);
}

function checkInto(
  findings: Findings,
  value: Json,
  schema: StructuralSchema,
  path: string,
): Findings {
  checkType(findings, value, schema, path);
  if (value === null) {
    checkEnum(findings, value, schema, path);
    return findings;
  }
  checkJunctors(findings, value, schema, path);
  if (typeof value === "string") {
    checkString(findings, value, schema, path);
    checkFormat(findings, value, schema, path);
  } else if (typeof value === "number") checkNumber(findings, value, schema, path);
  else if (Array.isArray(value)) checkArray(findings, value, schema, path);
  checkEnum(findings, value, schema, path);
  if (typeof value === "object" && !Array.isArray(value))
    checkObject(findings, value, schema, path);
  findings.matches++;
  return findings;
}

function checkType(findings: Findings, value: Json, schema: StructuralSchema, path: string): void {
  findings.matches++;
  const isEither = schema["x-kubernetes-int-or-string"] === true;
  if (!isEither && (schema.type === undefined || schema.type === "")) return;
  const actual = typeName(value);
  if (!isEither && actual === schema.type) return;
  const expected = isEither ? ["integer", "string"] : [schema.type ?? ""];
  const fits =
    expected.includes(actual) ||
    (value === null && schema.nullable === true) ||
    (actual === "integer" && expected.includes("number"));
  if (fits) return;
  findings.matches--;
  const text = `${path} in body must be of type ${expected.join(",")}: ${JSON.stringify(actual)}`;
  findings.errors.push(fieldError.typeInvalid(at(path), actual, text));
}

function typeName(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "boolean" ? "boolean" : typeof value;
}

function checkString(
  findings: Findings,
  value: string,
  schema: StructuralSchema,
  path: string,
): void {
  const { minLength, maxLength, pattern } = schema;
  findings.matches++;
  if (maxLength !== undefined && value.length > maxLength && runes(value) > maxLength) {
    findings.errors.push(fieldError.tooLong(at(path), maxLength));
  } else if (minLength !== undefined && runes(value) < minLength) {
    complain(findings, path, value, `should be at least ${minLength} chars long`);
  } else if (pattern !== undefined && pattern !== "") {
    const regexp = compilePattern(pattern);
    if (typeof regexp === "string") {
      complain(
        findings,
        path,
        value,
        `should match '${pattern}, but pattern is invalid: ${regexp}'`,
      );
    } else if (!regexp.test(value)) complain(findings, path, value, `should match '${pattern}'`);
  }
}

function checkFormat(
  findings: Findings,
  value: string,
  schema: StructuralSchema,
  path: string,
): void {
  if (schema.format === undefined || (schema.type ?? "string") !== "string") return;
  if (hasFormat(schema.format, value) !== false) return;
  const text = `${path} in body must be of type ${schema.format}: ${JSON.stringify(value)}`;
  findings.errors.push(fieldError.typeInvalid(at(path), value, text));
}

function checkNumber(
  findings: Findings,
  value: number,
  schema: StructuralSchema,
  path: string,
): void {
  const { type = "", format, minimum, maximum, multipleOf } = schema;
  findings.matches++;
  const range = type === "integer" ? RANGES[format ?? "int64"] : undefined;
  if (range !== undefined && Number.isInteger(value) && (value < -range || value >= range)) {
    const called = format === undefined ? "(default format)" : `with format ${format}`;
    const text = `Checked value must be of type ${type} ${called} in ${path}`;
    findings.errors.push(fieldError.invalid("<nil>", "", text));
  }
  if (multipleOf !== undefined && multipleOf > 0) {
    const quotient = multipleOf < 1 ? (1 / multipleOf) * value : value / multipleOf;
    if (Math.abs(quotient - Math.round(quotient)) > 1e-9) {
      complain(findings, path, value, `should be a multiple of ${formatFloat(multipleOf)}`);
    }
  }
  if (minimum !== undefined) {
    const isExclusive = schema.exclusiveMinimum === true;
    if (isExclusive ? value <= minimum : value < minimum) {
      const relation = isExclusive ? "greater than" : "greater than or equal to";
      complain(findings, path, value, `should be ${relation} ${formatFloat(minimum)}`);
    }
  }
  if (maximum !== undefined) {
    const isExclusive = schema.exclusiveMaximum === true;
    if (isExclusive ? value >= maximum : value > maximum) {
      const relation = isExclusive ? "less than" : "less than or equal to";
      complain(findings, path, value, `should be ${relation} ${formatFloat(maximum)}`);
    }
  }
}

const RANGES: { readonly [format: string]: number | undefined } = {
  int32: 2 ** 31,
  int64: 2 ** 63,
};

function checkArray(
  findings: Findings,
  value: readonly Json[],
  schema: StructuralSchema,
  path: string,
): void {
  const { items, minItems, maxItems, uniqueItems } = schema;
  findings.matches++;
  if (items !== undefined) {
    value.forEach((item, index) => checkInto(findings, item, items, indexPath(path, index)));
  }
  if (minItems !== undefined && value.length < minItems) {
    complain(findings, path, value.length, `should have at least ${minItems} items`);
  }
  if (maxItems !== undefined && value.length > maxItems) {
    findings.errors.push(fieldError.tooMany(at(path), value.length, maxItems));
  }
  if (uniqueItems === true) {
    const isDuplicate = (item: Json, index: number): boolean =>
      value.slice(0, index).some((other) => jsonEquals(item, other));
    if (value.some(isDuplicate)) complain(findings, path, "", "shouldn't contain duplicates");
  }
}

function checkEnum(
  findings: Findings,
  value: Json,
  { enum: allowed }: StructuralSchema,
  path: string,
): void {
  findings.matches++;
  if (allowed === undefined || allowed.length === 0) return;
  if (value !== null && allowed.some((candidate) => jsonEquals(candidate, value))) return;
  const texts = allowed.map((candidate) =>
    typeof candidate === "string" ? candidate : JSON.stringify(candidate),
  );
  findings.errors.push(fieldError.notSupported(at(path), value, texts));
}

function checkObject(
  findings: Findings,
  value: JsonObject,
  schema: StructuralSchema,
  path: string,
): void {
  const { properties, additionalProperties, required, minProperties, maxProperties } = schema;
  findings.matches++;
  const size =
    minProperties === undefined && maxProperties === undefined ? 0 : Object.keys(value).length;
  if (minProperties !== undefined && size < minProperties) {
    complain(findings, path, size, `should have at least ${minProperties} properties`);
  }
  if (maxProperties !== undefined && size > maxProperties) {
    findings.errors.push(fieldError.tooMany(at(path), size, maxProperties));
  }
  if (additionalProperties !== undefined && additionalProperties !== true) {
    for (const name of Object.keys(value)) {
      if (properties !== undefined && Object.hasOwn(properties, name)) continue;
      if (additionalProperties === false) {
        complain(findings, path, "", `is a forbidden property`, `${path}.${name}`);
      } else {
        const inner = value[name] as Json;
        checkInto(findings, inner, additionalProperties, childPath(path, name));
      }
    }
  }
  for (const name in properties) {
    if (!Object.hasOwn(value, name)) continue;
    const property = properties[name] as StructuralSchema;
    checkInto(findings, value[name] as Json, property, childPath(path, name));
  }
  for (const name of required ?? []) {
    if (!Object.hasOwn(value, name)) {
      findings.errors.push(fieldError.required(childPath(path, name)));
    }
  }
}

function checkJunctors(
  findings: Findings,
  value: Json,
  { anyOf, oneOf, allOf, not }: StructuralSchema,
  path: string,
): void {
  findings.matches++;
  if (anyOf !== undefined && anyOf.length > 0) {
    const results = anyOf.map((schema) => check(value, schema, path));
    if (!results.some(isClean)) {
      complainOfJunctor(findings, path, "must validate at least one schema (anyOf)");
      merge(findings, best(results));
    }
  }
  if (oneOf !== undefined && oneOf.length > 0) {
    const results = oneOf.map((schema) => check(value, schema, path));
    const fitting = results.filter(isClean).length;
    if (fitting !== 1) {
      const count = fitting === 0 ? "Found none valid" : `Found ${fitting} valid alternatives`;
      complainOfJunctor(findings, path, `must validate one and only one schema (oneOf). ${count}`);
      if (fitting === 0) merge(findings, best(results));
    }
  }
  if (allOf !== undefined && allOf.length > 0) {
    const results = allOf.map((schema) => check(value, schema, path));
    const fitting = results.filter(isClean).length;
    for (const result of results) merge(findings, result);
    if (fitting !== results.length) {
      const count = fitting === 0 ? ". None validated" : "";
      complainOfJunctor(findings, path, `must validate all the schemas (allOf)${count}`);
    }
  }
  if (not !== undefined && isClean(check(value, not, path))) {
    complainOfJunctor(findings, path, "must not validate the schema (not)");
  }
}

function isClean({ errors }: Findings): boolean {
  return errors.length === 0;
}

/** The alternative that came furthest. */
function best(results: readonly Findings[]): Findings {
  return results.reduce((a, b) => (b.matches > a.matches ? b : a));
}

function merge(findings: Findings, { errors, matches }: Findings): void {
  findings.errors.push(...errors);
  findings.matches += matches;
}

function complain(
  findings: Findings,
  path: string,
  value: unknown,
  text: string,
  subject: string = path,
): void {
  findings.errors.push(fieldError.invalid(at(path), value, `${subject} in body ${text}`));
}

function complainOfJunctor(findings: Findings, path: string, text: string): void {
  findings.errors.push(fieldError.invalid("<nil>", "", `${JSON.stringify(path)} ${text}`));
}

function at(path: string): string {
  return path === "" ? "<nil>" : path;
}

function under(prefix: string, field: string): string {
  if (field === "<nil>") return prefix;
  return field.startsWith("[") ? `${prefix}${field}` : `${prefix}.${field}`;
}

function runes(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
