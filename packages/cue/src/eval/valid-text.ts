// Bytes as text.

/** Well-formed UTF-8, over bytes as characters. */
const WELL_FORMED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all bytes below 0x80 are text.
  /(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+/g;

const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** The text that UTF-8 says; a run of bytes that say nothing becomes one replacement character, as in Go's ToValidUTF8. */
export function validText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    // Not well-formed: piece by piece.
  }
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  let text = "";
  let end = 0;
  for (const { 0: piece, index } of characters.matchAll(WELL_FORMED)) {
    if (index > end) text += "\ufffd";
    text += strict.decode(bytes.subarray(index, index + piece.length));
    end = index + piece.length;
  }
  return end < characters.length ? `${text}\ufffd` : text;
}
