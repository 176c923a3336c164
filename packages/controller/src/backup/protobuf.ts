// The few parts of the protobuf wire format that a log needs.

const LENGTH_DELIMITED = 2;

/** A message of its fields, each as {@link numberField} or {@link bytesField} made it. */
export function message(...fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(fields));
}

/** A field that holds a number from 0 to 2^53. */
export function numberField(field: number, value: number): Uint8Array {
  return message(varint(field * 8), varint(value));
}

/** A field that holds a text or an inner message. */
export function bytesField(field: number, value: string | Uint8Array): Uint8Array {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return message(varint(field * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
