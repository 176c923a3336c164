import { BuiltinError, definePackage, fn, type StandardPackage } from "../builtin.ts";
import { bytes, encodeUtf8, int, string } from "../param.ts";
import { quoteRune } from "../strconv/quote.ts";

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function encode(data: Uint8Array): string {
  return Array.from(data, hexByte).join("");
}

function decode(text: string): Uint8Array {
  const input = encodeUtf8(text);
  for (const byte of input) {
    if (/[0-9a-fA-F]/.test(String.fromCharCode(byte))) continue;
    throw new BuiltinError(`encoding/hex: invalid byte: ${byteText(byte)}`);
  }
  if (input.length % 2 === 1) throw new BuiltinError("encoding/hex: odd length hex string");
  return Uint8Array.from({ length: input.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

/** A byte as Go's `%#U` of its rune: `U+0067 'g'`. */
function byteText(byte: number): string {
  const code = `U+${byte.toString(16).toUpperCase().padStart(4, "0")}`;
  const shown = quoteRune(byte);
  return shown.includes("\\") && byte !== 0x5c && byte !== 0x27
    ? code
    : `${code} '${String.fromCharCode(byte)}'`;
}

/** A dump like `hexdump -C`. */
function dump(data: Uint8Array): string {
  let out = "";
  for (let start = 0; start < data.length; start += 16) {
    const line = data.subarray(start, start + 16);
    let columns = "";
    for (let i = 0; i < 16; i++) {
      const byte = line[i];
      columns += byte === undefined ? "   " : ` ${hexByte(byte)}`;
      if (i === 7 || i === 15) columns += " ";
    }
    const text = Array.from(line, (byte) =>
      byte < 32 || byte > 126 ? "." : String.fromCharCode(byte),
    ).join("");
    out += `${start.toString(16).padStart(8, "0")} ${columns} |${text}|\n`;
  }
  return out;
}

/** The package `encoding/hex`. */
export const hex: StandardPackage = definePackage("encoding/hex", [
  fn("EncodedLen", [int], int, (n) => n * 2),
  fn("DecodedLen", [int], int, (n) => Math.trunc(n / 2)),
  fn("Decode", [string], bytes, decode),
  fn("Dump", [bytes], string, dump),
  fn("Encode", [bytes], string, encode),
]);
