// As much of DER, the encoding of X.509, as a certificate of our own needs.

/** Nodes of DER, each encoded. */
export type Der = Uint8Array;

/** A node with a tag and a content of parts. */
export function node(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** SEQUENCE */
export function sequence(...items: readonly Der[]): Der {
  return node(0x30, ...items);
}

/** SET */
export function set(...items: readonly Der[]): Der {
  return node(0x31, ...items);
}

/** INTEGER from big-endian bytes, not negative. */
export function integer(bytes: Uint8Array): Der {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return node(0x02, isNegative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** BOOLEAN true */
export function yes(): Der {
  return node(0x01, Buffer.from([0xff]));
}

/** OBJECT IDENTIFIER such as `2.5.29.17`. */
export function oid(text: string): Der {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest.flatMap(base128)];
  return node(0x06, Buffer.from(bytes));
}

/** UTF8String */
export function utf8(text: string): Der {
  return node(0x0c, Buffer.from(text, "utf8"));
}

/** BIT STRING without unused bits, or with `unused` of the last byte. */
export function bitString(bytes: Uint8Array, unused = 0): Der {
  return node(0x03, Buffer.from([unused]), bytes);
}

/** OCTET STRING */
export function octetString(bytes: Uint8Array): Der {
  return node(0x04, bytes);
}

/** A time: UTCTime up to 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). */
export function time(date: Date): Der {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return date.getUTCFullYear() < 2050
    ? node(0x17, Buffer.from(digits.slice(2), "ascii"))
    : node(0x18, Buffer.from(digits, "ascii"));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}
