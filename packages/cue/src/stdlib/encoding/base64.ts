import {
  type BuiltinContext,
  BuiltinError,
  contextual,
  type CueValue,
  definePackage,
  type StandardPackage,
} from "../builtin.ts";
import { bytes, int, string, value } from "../param.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Standard base64 with padding. */
export function encodeBase64(data: Uint8Array): string {
  let out = "";
  for (let i = 0; i < data.length; i += 3) {
    const a = data[i] ?? 0;
    const b = data[i + 1];
    const c = data[i + 2];
    out += ALPHABET[a >> 2] ?? "";
    out += ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)] ?? "";
    out += b === undefined ? "=" : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)];
    out += c === undefined ? "=" : ALPHABET[c & 63];
  }
  return out;
}

/** The bytes of standard base64; line breaks are skipped, padding is required. */
export function decodeBase64(text: string): Uint8Array {
  const out = new Uint8Array(Math.ceil(text.length / 4) * 3);
  let length = 0;
  let group = 0;
  let digits = 0;
  let index = 0;
  const corrupt = (at: number): BuiltinError =>
    new BuiltinError(`illegal base64 data at input byte ${at}`);
  const skipBreaks = (): void => {
    while (text[index] === "\n" || text[index] === "\r") index++;
  };
  for (skipBreaks(); index < text.length; skipBreaks()) {
    const code = text.charCodeAt(index);
    const digit = code < 128 ? (VALUES[code] ?? -1) : -1;
    if (digit >= 0) {
      group = (group << 6) | digit;
      index++;
      if (++digits === 4) {
        out[length++] = group >> 16;
        out[length++] = group >> 8;
        out[length++] = group;
        group = digits = 0;
      }
      continue;
    }
    if (text[index] !== "=" || digits < 2) throw corrupt(index);
    if (digits === 2) {
      index++;
      skipBreaks();
      if (index >= text.length) throw corrupt(text.length);
      if (text[index] !== "=") throw corrupt(index - 1);
    }
    index++;
    skipBreaks();
    if (index < text.length) throw corrupt(index);
    if (digits === 3) {
      out[length++] = group >> 10;
      out[length++] = group >> 2;
    } else {
      out[length++] = group >> 4;
    }
    return out.subarray(0, length);
  }
  if (digits > 0) throw corrupt(text.length - digits);
  return out.subarray(0, length);
}

/** The encoding argument is reserved: only null is allowed. */
function checkEncoding(ctx: BuiltinContext, encoding: CueValue): void {
  if (ctx.kind(encoding) === "null") return;
  throw new BuiltinError(
    `base64: unsupported encoding: cannot use value ${ctx.text(encoding)} (type ${ctx.kindText(encoding)}) as null`,
  );
}

/** The package `encoding/base64`. */
export const base64: StandardPackage = definePackage("encoding/base64", [
  contextual("EncodedLen", [value, int], int, (ctx, encoding, n) => {
    checkEncoding(ctx, encoding);
    return Math.trunc((n + 2) / 3) * 4;
  }),
  contextual("DecodedLen", [value, int], int, (ctx, encoding, n) => {
    checkEncoding(ctx, encoding);
    return Math.trunc(n / 4) * 3;
  }),
  contextual("Encode", [value, bytes], string, (ctx, encoding, data) => {
    checkEncoding(ctx, encoding);
    return encodeBase64(data);
  }),
  contextual("Decode", [value, string], bytes, (ctx, encoding, text) => {
    checkEncoding(ctx, encoding);
    return decodeBase64(text);
  }),
]);
