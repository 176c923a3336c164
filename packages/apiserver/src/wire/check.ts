// What a typed decoder would make of the JSON of a built-in kind: unknown fields and nulls are
// dropped, values of the wrong type are refused.
import type { KubeObject } from "@lateen/kube";
import { badRequest } from "../errors.ts";
import type { SchemaCheck } from "../resource.ts";
import { type MessageField, messageFields, messageName } from "./message.ts";

type JsonValue = unknown;

/** The check of a built-in kind; nothing for kinds whose fields are not known. */
export function builtinCheck(
  group: string,
  version: string,
  kind: string,
): SchemaCheck | undefined {
  const fields = messageFields(messageName(group, version, kind));
  if (fields === undefined) return undefined;
  const known = [...fields, ...TYPE_FIELDS];
  return {
    prune(object, part) {
      const unknown: string[] = [];
      const checking = { kind, version, unknown };
      if (part === "object") checkObject(checking, object, known, "");
      else {
        const status = fields.find((field) => field.name === "status");
        if (status !== undefined && object["status"] !== undefined) {
          checkForm(checking, object["status"], status, "status");
        }
      }
      return unknown.sort();
    },
    applyDefaults: () => undefined,
    validate: () => [],
  };
}

/** The same for the metadata of a custom resource. Returns the unknown fields. */
export function pruneMetadata(object: KubeObject): string[] {
  const fields = messageFields("meta/v1.ObjectMeta") ?? [];
  const version = object.apiVersion.split("/").at(-1) as string;
  const checking = { kind: object.kind, version, unknown: [] };
  checkObject(checking, object.metadata, fields, "metadata");
  return checking.unknown;
}

/** Throws 400 unless the fields of the metadata have their types; drops nulls, keeps unknown fields. */
export function checkMetadataTypes(object: KubeObject): void {
  const fields = messageFields("meta/v1.ObjectMeta") ?? [];
  const version = object.apiVersion.split("/").at(-1) as string;
  const checking = { kind: object.kind, version, unknown: [], keepsUnknown: true };
  checkObject(checking, object.metadata, fields, "metadata");
}

const TYPE_FIELDS: readonly MessageField[] = ["apiVersion", "kind"].map((name) => ({
  name,
  number: 0,
  type: "string",
  form: "one",
  keepsZero: false,
}));

interface Checking {
  readonly kind: string;
  readonly version: string;
  readonly unknown: string[];
  readonly keepsUnknown?: boolean;
}

/** Any JSON goes into these. */
const OPEN = new Set([
  "runtime.RawExtension",
  "meta/v1.FieldsV1",
  "authorization/v1.ExtraValue",
  "authentication/v1.ExtraValue",
  "certificates/v1.ExtraValue",
]);
const TYPES: Readonly<Record<string, readonly string[] | undefined>> = {
  string: ["string"],
  bytes: ["string"],
  int: ["integer"],
  bool: ["boolean"],
  double: ["number", "integer"],
  "meta/v1.Time": ["string"],
  "meta/v1.MicroTime": ["string"],
  "meta/v1.Duration": ["string"],
  "api.resource.Quantity": ["string", "number", "integer"],
  "util.intstr.IntOrString": ["string", "integer"],
};
const GO_TYPES: Readonly<Record<string, string>> = {
  int: "int64",
  double: "float64",
  bytes: "[]uint8",
};

function checkObject(
  checking: Checking,
  object: object,
  fields: readonly MessageField[],
  path: string,
): void {
  const values = object as Record<string, JsonValue>;
  for (const name of Object.keys(values)) {
    const at = path === "" ? name : `${path}.${name}`;
    const field = fieldNamed(fields, name);
    if (field === undefined) {
      checking.unknown.push(at);
      if (checking.keepsUnknown !== true) delete values[name];
    } else if (values[name] === null) {
      delete values[name];
    } else {
      checkForm(checking, values[name], field, at);
    }
  }
}

/** Fields of an embedded message stand beside the others. */
function fieldNamed(fields: readonly MessageField[], name: string): MessageField | undefined {
  for (const field of fields) {
    if (field.name === name) return field;
    if (field.name !== "") continue;
    const inner = fieldNamed(messageFields(field.type) ?? [], name);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function checkForm(checking: Checking, value: JsonValue, field: MessageField, path: string): void {
  const { form, type } = field;
  if (form === "one") return checkValue(checking, value, type, path);
  if (form === "list") {
    if (!Array.isArray(value)) throw mismatch(checking, value, `[]${goType(type)}`, path);
    value.forEach((item, index) => checkValue(checking, item, type, `${path}[${index}]`));
    return;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw mismatch(checking, value, `map[string]${goType(type)}`, path);
  }
  for (const [key, item] of Object.entries(value)) {
    if (item === null) (value as Record<string, JsonValue>)[key] = "";
    else checkValue(checking, item, type, `${path}.${key}`);
  }
}

function checkValue(checking: Checking, value: JsonValue, type: string, path: string): void {
  if (OPEN.has(type)) return;
  const accepted = TYPES[type];
  if (accepted !== undefined) {
    if (!accepted.includes(jsonType(value))) throw mismatch(checking, value, goType(type), path);
    return;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw mismatch(checking, value, goType(type), path);
  }
  checkObject(checking, value, messageFields(type) ?? [], path);
}

function jsonType(value: JsonValue): string {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

function goType(type: string): string {
  return GO_TYPES[type] ?? type.replace("core/v1.", "v1.").replace(/^\w+\/(v\d\w*)\./, "$1.");
}

function mismatch(
  { kind, version }: Checking,
  value: JsonValue,
  type: string,
  path: string,
): Error {
  const found = typeof value === "boolean" ? "bool" : Array.isArray(value) ? "array" : typeof value;
  return badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: json: cannot unmarshal ${found} into Go struct field ${kind}.${path.replace(/\[\d+\]/g, "")} of type ${type}`,
  );
}
