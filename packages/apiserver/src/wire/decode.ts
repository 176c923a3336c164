// Bodies in protobuf, as Go clients send built-in kinds (`kubectl create deployment` among them).
// https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
import type { Json, JsonObject } from "@lateen/kube";
import { type MessageField, messageFields, messageName } from "./message.ts";
import { Reader } from "./reader.ts";

/** The media type of these bodies. */
export const PROTOBUF = "application/vnd.kubernetes.protobuf";

const MAGIC = Buffer.from("k8s\0");

/** The object in a body. Throws `Error` for bodies that it cannot read. */
export function decodeProtobuf(body: Uint8Array): JsonObject {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new Error("the body does not begin like a Kubernetes object in protobuf");
  }
  // runtime.Unknown: 1 typeMeta {1 apiVersion, 2 kind}, 2 raw.
  const envelope = new Reader(bytes.subarray(MAGIC.length));
  let apiVersion = "";
  let kind = "";
  let raw: Buffer = Buffer.alloc(0);
  for (let tag = envelope.tag(); tag !== undefined; tag = envelope.tag()) {
    if (tag.number === 1) {
      const meta = new Reader(envelope.bytes());
      for (let part = meta.tag(); part !== undefined; part = meta.tag()) {
        const text = meta.bytes().toString();
        if (part.number === 1) apiVersion = text;
        else if (part.number === 2) kind = text;
      }
    } else if (tag.number === 2) raw = envelope.bytes();
    else envelope.skip(tag.wireType);
  }
  const slash = apiVersion.indexOf("/");
  const group = slash === -1 ? "" : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const name = kind in META_KINDS ? `meta/v1.${kind}` : messageName(group, version, kind);
  const fields = messageFields(name);
  if (fields === undefined) throw new Error(`no protobuf form of ${apiVersion} ${kind} is known`);
  return { apiVersion, kind, ...(decodeMessage(raw, fields) as JsonObject) };
}

/** Kinds that every group has. */
const META_KINDS: Readonly<Record<string, true>> = { DeleteOptions: true, Status: true };

type Special = (bytes: Buffer) => Json | undefined;

const SPECIAL: Readonly<Record<string, Special | undefined>> = {
  "meta/v1.Time": (bytes) => time(bytes, 0),
  "meta/v1.MicroTime": (bytes) => time(bytes, 6),
  "meta/v1.Duration": (bytes) => `${Number(numbers(bytes)[1] ?? 0n) / 1e9}s`,
  "meta/v1.FieldsV1": (bytes) => rawJson(bytes),
  "runtime.RawExtension": (bytes) => rawJson(bytes),
  "api.resource.Quantity": (bytes) => texts(bytes)[0] ?? "0",
  "util.intstr.IntOrString": intOrString,
  "authorization/v1.ExtraValue": (bytes) => texts(bytes),
  "authentication/v1.ExtraValue": (bytes) => texts(bytes),
  "certificates/v1.ExtraValue": (bytes) => texts(bytes),
  "meta/v1.Verbs": (bytes) => texts(bytes),
};

function decodeMessage(bytes: Buffer, fields: readonly MessageField[]): Json {
  const reader = new Reader(bytes);
  const object: JsonObject = {};
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    const { number, wireType } = tag;
    const field = fields.find((candidate) => candidate.number === number);
    if (field === undefined) reader.skip(wireType);
    else read(reader, field, object);
  }
  return object;
}

function read(reader: Reader, field: MessageField, object: JsonObject): void {
  const { name, type, form, keepsZero } = field;
  if (form === "map") {
    const [key, value] = mapEntry(reader.bytes(), type);
    object[name] = { ...(object[name] as JsonObject | undefined), [key]: value };
    return;
  }
  const value = readValue(reader, type);
  if (form === "list") {
    object[name] = [...((object[name] as Json[] | undefined) ?? []), value ?? null];
  } else if (name === "") {
    Object.assign(object, value);
  } else if (value !== undefined && (keepsZero || !isZero(value))) {
    object[name] = value;
  }
}

function readValue(reader: Reader, type: string): Json | undefined {
  switch (type) {
    case "string":
      return reader.bytes().toString();
    case "bytes":
      return reader.bytes().toString("base64");
    case "int":
      return Number(BigInt.asIntN(64, reader.varint()));
    case "bool":
      return reader.varint() !== 0n;
    case "double":
      return reader.double();
    default: {
      const bytes = reader.bytes();
      const special = SPECIAL[type];
      if (special !== undefined) return special(bytes);
      return decodeMessage(bytes, messageFields(type) ?? []);
    }
  }
}

function mapEntry(bytes: Buffer, type: string): [key: string, value: Json] {
  const reader = new Reader(bytes);
  let key = "";
  let value: Json = type === "bytes" || type === "string" ? "" : {};
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.number === 1) key = reader.bytes().toString();
    else if (tag.number === 2) value = readValue(reader, type) ?? value;
    else reader.skip(tag.wireType);
  }
  return [key, value];
}

function isZero(value: Json): boolean {
  if (value === "" || value === 0 || value === false || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The varints of a message, by field number. */
function numbers(bytes: Buffer): Readonly<Record<number, bigint>> {
  const reader = new Reader(bytes);
  const found: Record<number, bigint> = {};
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.wireType === 0) found[tag.number] = reader.varint();
    else reader.skip(tag.wireType);
  }
  return found;
}

/** The texts of a message, in order. */
function texts(bytes: Buffer): string[] {
  const reader = new Reader(bytes);
  const found: string[] = [];
  for (let tag = reader.tag(); tag !== undefined; tag = reader.tag()) {
    if (tag.wireType === 2) found.push(reader.bytes().toString());
    else reader.skip(tag.wireType);
  }
  return found;
}

/** Seconds and nanoseconds since the epoch; the zero time of Go is no time. */
function time(bytes: Buffer, digits: number): Json | undefined {
  const { 1: seconds = 0n, 2: nanos = 0n } = numbers(bytes);
  if (bytes.length === 0 || (seconds === 0n && nanos === 0n)) return undefined;
  const milliseconds = Number(BigInt.asIntN(64, seconds)) * 1_000;
  const text = new Date(milliseconds).toISOString().slice(0, 19);
  const fraction = String(nanos).padStart(9, "0").slice(0, digits);
  return digits === 0 ? `${text}Z` : `${text}.${fraction}Z`;
}

function intOrString(bytes: Buffer): Json {
  const { 1: isText = 0n, 2: number = 0n } = numbers(bytes);
  return isText === 1n ? (texts(bytes)[0] ?? "") : Number(BigInt.asIntN(64, number));
}

/** JSON in a field of its own. */
function rawJson(bytes: Buffer): Json | undefined {
  const text = texts(bytes)[0];
  return text === undefined || text === "" ? undefined : (JSON.parse(text) as Json);
}
