// Query parameters that several verbs have.
import { badRequest } from "../errors.ts";
import type { FieldValidation, WriteOptions } from "../context.ts";

/** A parameter that is true or false; anything but `false`, `0` and the empty text is true. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== "" && value !== "false" && value !== "0";
}

/** A parameter that is a whole number. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === "") return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw badRequest(
      `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax (parameter ${name})`,
    );
  }
  return number;
}

/** A parameter as it is, if it is there and not empty. */
export function text(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name);
  return value === null || value === "" ? undefined : value;
}

/** What writing verbs are asked for by the query. */
export function writeOptions(
  query: URLSearchParams,
  userAgent: string | undefined,
  warnings: string[],
): WriteOptions {
  return {
    dryRun: dryRun(query.getAll("dryRun")),
    fieldManager: query.get("fieldManager") ?? userAgent?.split("/")[0] ?? "unknown",
    fieldValidation: fieldValidation(query.get("fieldValidation")),
    warn: (message) => warnings.push(message),
  };
}

/** Reads `dryRun`, in the query or in delete options. Throws 400. */
export function dryRun(values: readonly string[]): boolean {
  const wrong = values.find((value) => value !== "All");
  if (wrong !== undefined) {
    throw badRequest(
      `dryRun: Unsupported value: ${JSON.stringify(wrong)}: supported values: "All"`,
    );
  }
  return values.length > 0;
}

function fieldValidation(value: string | null): FieldValidation {
  switch (value) {
    case null:
    case "":
    case "Warn":
      return "Warn";
    case "Ignore":
    case "Strict":
      return value;
    default:
      throw badRequest(
        `fieldValidation: Unsupported value: ${JSON.stringify(value)}: supported values: "Ignore", "Strict", "Warn"`,
      );
  }
}
