import { BuiltinError, definePackage, fn, type StandardPackage } from "../builtin.ts";
import { type Digest, md5, sha1 } from "../crypto/digest.ts";
import { bigInt, bytes, encodeUtf8, int, string, verdict } from "../param.ts";
import { quote } from "../strconv/quote.ts";
import { utf8Length } from "../unicode.ts";

const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const INVALID = "invalid UUID format";

/** Takes off what may surround a UUID, by length as google/uuid does; throws for what can be none. */
function bare(text: string, checkBraces: boolean): string {
  const length = utf8Length(text);
  switch (length) {
    case 36:
    case 32:
      return text;
    case 45:
      if (!/^urn:uuid:/i.test(text)) {
        throw new BuiltinError(`invalid urn prefix: ${quote(text.slice(0, 9))}`);
      }
      return text.slice(9);
    case 38:
      if (checkBraces && !/^\{.*\}$/s.test(text)) {
        throw new BuiltinError("invalid bracketed UUID format");
      }
      return text.slice(1, 37);
    default:
      throw new BuiltinError(`invalid UUID length: ${length}`);
  }
}

function parse(text: string): Uint8Array {
  const body = bare(text, false);
  if (!DASHED.test(body) && !/^[0-9a-f]{32}$/i.test(body)) throw new BuiltinError(INVALID);
  const hex = body.replaceAll("-", "");
  return Uint8Array.from({ length: 16 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

function format(data: Uint8Array): string {
  const hex = Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

function valid(text: string): boolean {
  let problem: string | undefined;
  try {
    const body = bare(text, true);
    if (!DASHED.test(body) && !/^[0-9a-f]{32}$/i.test(body)) problem = INVALID;
  } catch (err) {
    if (!(err instanceof BuiltinError)) throw err;
    problem = err.message;
  }
  if (problem !== undefined) throw new BuiltinError(problem);
  return true;
}

function fromInt(value: bigint): string {
  const hex = (value < 0n ? -value : value).toString(16);
  const size = Math.ceil(hex.length / 2);
  if (size > 16) throw new BuiltinError(`invalid UUID (got ${size} bytes)`);
  return format(parse(hex.padStart(32, "0")));
}

function toInt(text: string): bigint {
  return encodeUtf8(text).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function variant(text: string): number {
  const octet = parse(text)[8] ?? 0;
  if ((octet & 0xc0) === 0x80) return 1;
  if ((octet & 0xe0) === 0xc0) return 3;
  return (octet & 0xe0) === 0xe0 ? 4 : 2;
}

function hashed(function_: Digest, version: number, space: string, data: Uint8Array): string {
  const digest = function_.hash(parse(space), data).slice(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | (version << 4);
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return format(digest);
}

/** The package `uuid`. */
export const uuid: StandardPackage = definePackage(
  "uuid",
  [
    fn("Valid", [string], verdict, valid),
    fn("Parse", [string], string, (s) => format(parse(s))),
    fn("URN", [string], string, (s) => `urn:uuid:${format(parse(s))}`),
    fn("FromInt", [bigInt], string, fromInt),
    fn("ToInt", [string], bigInt, toInt),
    fn("Variant", [string], int, variant),
    fn("Version", [string], int, (s) => (parse(s)[6] ?? 0) >> 4),
    fn("SHA1", [string, bytes], string, (space, data) => hashed(sha1, 5, space, data)),
    fn("MD5", [string, bytes], string, (space, data) => hashed(md5, 3, space, data)),
  ],
  {
    source: `{
  ns: {
    DNS:  "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    URL:  "6ba7b811-9dad-11d1-80b4-00c04fd430c8"
    OID:  "6ba7b812-9dad-11d1-80b4-00c04fd430c8"
    X500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8"
    Nil:  "00000000-0000-0000-0000-000000000000"
  }
  variants: {Invalid: 0, RFC4122: 1, Reserved: 2, Microsoft: 3, Future: 4}
}`,
  },
);
