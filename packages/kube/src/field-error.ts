// What is wrong with a field: apimachinery/pkg/util/validation/field.
import { quote } from "./go-text.ts";

/** The kind of a {@link FieldError}; also the `reason` of its cause on the wire. */
export type FieldErrorType =
  | "FieldValueNotFound"
  | "FieldValueRequired"
  | "FieldValueDuplicate"
  | "FieldValueInvalid"
  | "FieldValueNotSupported"
  | "FieldValueForbidden"
  | "FieldValueTooLong"
  | "FieldValueTooShort"
  | "FieldValueTooMany"
  | "FieldValueTooFew"
  | "FieldValueTypeInvalid"
  | "InternalError";

/** One complaint about an object. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** A path such as `spec.steps[0].name`; `<nil>` for the whole object. */
  readonly field: string;
  /** What stands there; left out of the text when absent. */
  readonly value?: unknown;
  readonly detail?: string;
}

/** Makers of {@link FieldError}, one for each type. */
export const fieldError: {
  readonly required: (field: string, detail?: string) => FieldError;
  readonly invalid: (field: string, value: unknown, detail: string) => FieldError;
  readonly typeInvalid: (field: string, value: unknown, detail: string) => FieldError;
  readonly notSupported: (
    field: string,
    value: unknown,
    supported: readonly string[],
  ) => FieldError;
  readonly forbidden: (field: string, detail: string) => FieldError;
  readonly duplicate: (field: string, value: unknown) => FieldError;
  readonly notFound: (field: string, value: unknown) => FieldError;
  readonly tooLong: (field: string, maximum: number) => FieldError;
  readonly tooShort: (field: string, minimum: number) => FieldError;
  readonly tooMany: (field: string, actual: number, maximum: number) => FieldError;
  readonly internal: (field: string, detail: string) => FieldError;
} = {
  required: (field, detail) => ({
    type: "FieldValueRequired",
    field,
    ...(detail === undefined ? {} : { detail }),
  }),
  invalid: (field, value, detail) => ({ type: "FieldValueInvalid", field, value, detail }),
  typeInvalid: (field, value, detail) => ({ type: "FieldValueTypeInvalid", field, value, detail }),
  notSupported: (field, value, supported) => ({
    type: "FieldValueNotSupported",
    field,
    value,
    ...(supported.length === 0
      ? {}
      : { detail: `supported values: ${supported.map(quote).join(", ")}` }),
  }),
  forbidden: (field, detail) => ({ type: "FieldValueForbidden", field, detail }),
  duplicate: (field, value) => ({ type: "FieldValueDuplicate", field, value }),
  notFound: (field, value) => ({ type: "FieldValueNotFound", field, value }),
  tooLong: (field, maximum) => ({
    type: "FieldValueTooLong",
    field,
    detail: `may not be more than ${maximum} ${maximum === 1 ? "byte" : "bytes"}`,
  }),
  tooShort: (field, minimum) => ({
    type: "FieldValueTooShort",
    field,
    detail: `must be at least ${minimum} ${minimum === 1 ? "character" : "characters"}`,
  }),
  tooMany: (field, actual, maximum) => ({
    type: "FieldValueTooMany",
    field,
    value: actual,
    detail: `must have at most ${maximum} ${maximum === 1 ? "item" : "items"}`,
  }),
  internal: (field, detail) => ({ type: "InternalError", field, detail }),
};

/** The error with its field: `spec.name: Required value`. */
export function formatFieldError(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** The error without its field: `Invalid value: "x": must be …`. */
export function fieldErrorBody({ type, value, detail }: FieldError): string {
  const shows = value !== undefined && !WITHOUT_VALUE.has(type);
  const body = shows ? `${TITLES[type]}: ${formatValue(value)}` : TITLES[type];
  return detail === undefined || detail === "" ? body : `${body}: ${detail}`;
}

/** The errors as one text: one alone, several in brackets, each text once. */
export function fieldErrorsMessage(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(formatFieldError))];
  return texts.length === 1 ? (texts[0] as string) : `[${texts.join(", ")}]`;
}

/** The error as a cause of a Status. */
export function fieldErrorToCause(error: FieldError): {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
} {
  return { reason: error.type, message: fieldErrorBody(error), field: error.field };
}

/** `a.b` or, at the root, `b`. */
export function childPath(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** `a[0]` or `a[key]`. */
export function indexPath(path: string, index: number | string): string {
  return `${path}[${index}]`;
}

function formatValue(value: unknown): string {
  if (typeof value === "string") return quote(value);
  return JSON.stringify(value);
}

const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set<FieldErrorType>([
  "FieldValueRequired",
  "FieldValueForbidden",
  "FieldValueTooLong",
  "FieldValueTooShort",
  "InternalError",
]);

const TITLES: { readonly [type in FieldErrorType]: string } = {
  FieldValueNotFound: "Not found",
  FieldValueRequired: "Required value",
  FieldValueDuplicate: "Duplicate value",
  FieldValueInvalid: "Invalid value",
  FieldValueNotSupported: "Unsupported value",
  FieldValueForbidden: "Forbidden",
  FieldValueTooLong: "Too long",
  FieldValueTooShort: "Too short",
  FieldValueTooMany: "Too many",
  FieldValueTooFew: "Too few",
  FieldValueTypeInvalid: "Invalid value",
  InternalError: "Internal error",
};
