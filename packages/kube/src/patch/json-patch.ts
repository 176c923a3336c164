// JSON patch, RFC 6902, with what the API server's library (evanphx/json-patch v4) allows beyond it:
// negative indices, and a test for null that a missing field passes.
import { badRequest, fromStatus, requestEntityTooLarge } from "../errors.ts";
import { cloneJson, getField, isJsonObject, jsonEquals, setField } from "../json.ts";
import type { Json, JsonObject } from "../object.ts";

/** One operation of a JSON patch. */
export type JsonPatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move" | "copy"; readonly path: string; readonly from: string };

const MAX_OPERATIONS = 10_000;

/**
 * The document with the operations applied, all or none. The document is not changed; the result may share
 * parts with it. Throws a bad request for what is no patch, and 422 (`isInvalid`), whose `cause` says what did
 * not fit, for one that does not apply.
 */
export function applyJsonPatch(document: Json, patch: Json): Json {
  const operations = checkPatch(patch);
  // A root above the document makes `""` a path like any other.
  const root: JsonObject = { "": cloneJson(document) };
  try {
    for (const operation of operations) applyOperation(root, operation);
  } catch (error) {
    throw fromStatus(
      {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "the server rejected our request due to an error in our request",
        reason: "Invalid",
        code: 422,
      },
      error,
    );
  }
  return root[""] as Json;
}

function checkPatch(patch: Json): JsonPatchOperation[] {
  if (!Array.isArray(patch)) {
    const found = patch === null ? "null" : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type jsonpatch.Patch`,
    );
  }
  if (patch.length > MAX_OPERATIONS) {
    throw requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
    );
  }
  return patch.map((operation, index) => {
    const problem = operationProblem(operation);
    if (problem !== undefined)
      throw badRequest(`error decoding patch: operation ${index}: ${problem}`);
    return operation as JsonPatchOperation;
  });
}

function operationProblem(operation: Json): string | undefined {
  if (!isJsonObject(operation)) return "not an object";
  const { op, path, from } = operation;
  if (typeof op !== "string" || !OPERATIONS.has(op))
    return `unexpected kind: ${JSON.stringify(op ?? "unknown")}`;
  if (typeof path !== "string") return 'missing or non-string "path"';
  if ((op === "move" || op === "copy") && typeof from !== "string") {
    return 'missing or non-string "from"';
  }
  return undefined;
}

const OPERATIONS: ReadonlySet<string> = new Set([
  "add",
  "remove",
  "replace",
  "move",
  "copy",
  "test",
]);

function applyOperation(root: JsonObject, operation: JsonPatchOperation): void {
  switch (operation.op) {
    case "add":
      return insert(root, operation.path, cloneJson(operation.value ?? null), "add");
    case "replace": {
      const { container, key } = locate(root, operation.path, "replace");
      if (read(container, key) === undefined) {
        throw new Error(
          `replace operation does not apply: doc is missing key: ${operation.path}: missing value`,
        );
      }
      return write(container, key, cloneJson(operation.value ?? null));
    }
    case "remove": {
      take(root, operation.path, "remove");
      return;
    }
    case "move": {
      const { path, from } = operation;
      if (path.startsWith(`${from}/`)) throw new Error(`cannot move ${from} into itself`);
      return insert(root, path, take(root, from, "move"), "move");
    }
    case "copy": {
      const { container, key } = locate(root, operation.from, "copy");
      const value = read(container, key);
      if (value === undefined) {
        throw new Error(
          `copy operation does not apply: doc is missing from path: ${operation.from}: missing value`,
        );
      }
      return insert(root, operation.path, cloneJson(value), "copy");
    }
    case "test":
      return test(root, operation.path, operation.value ?? null);
  }
}

function test(root: JsonObject, path: string, expected: Json): void {
  const { container, key } = locate(root, path, "test");
  const actual = read(container, key) ?? null;
  if (!jsonEquals(actual, expected)) throw new Error(`testing value ${path} failed: test failed`);
}

function insert(root: JsonObject, path: string, value: Json, op: string): void {
  const { container, key } = locate(root, path, op);
  if (!Array.isArray(container)) return setField(container, key, value);
  if (key === "-") {
    container.push(value);
    return;
  }
  const index = parseIndex(key, container.length, container.length);
  container.splice(index, 0, value);
}

function take(root: JsonObject, path: string, op: string): Json {
  const { container, key } = locate(root, path, op);
  const value = read(container, key);
  if (value === undefined)
    throw new Error(`Unable to remove nonexistent key: ${key}: missing value`);
  if (Array.isArray(container)) {
    container.splice(parseIndex(key, container.length, container.length - 1), 1);
  } else delete container[key];
  return value;
}

function write(container: JsonObject | Json[], key: string, value: Json): void {
  if (Array.isArray(container)) {
    container[parseIndex(key, container.length, container.length - 1)] = value;
  } else setField(container, key, value);
}

function read(container: JsonObject | Json[], key: string): Json | undefined {
  if (!Array.isArray(container)) return getField(container, key);
  return container[parseIndex(key, container.length, container.length - 1)];
}

function locate(
  root: JsonObject,
  path: string,
  op: string,
): { container: JsonObject | Json[]; key: string } {
  if (path !== "" && !path.startsWith("/")) throw new Error(`not a JSON pointer: "${path}"`);
  const parts = path.split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  let container: JsonObject | Json[] = root;
  for (const part of parts.slice(0, -1)) {
    const inner: Json | undefined = read(container, part);
    if (typeof inner !== "object" || inner === null) {
      throw new Error(
        `${op} operation does not apply: doc is missing path: "${path}": missing value`,
      );
    }
    container = inner;
  }
  return { container, key: parts.at(-1) as string };
}

function parseIndex(key: string, length: number, maximum: number): number {
  if (!/^-?(?:0|[1-9]\d*)$/.test(key)) {
    throw new Error(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  }
  const index = Number(key) < 0 ? Number(key) + length : Number(key);
  if (index < 0 || index > maximum) {
    throw new Error(`Unable to access invalid index: ${key}: invalid index referenced`);
  }
  return index;
}
