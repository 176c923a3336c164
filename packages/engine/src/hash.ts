// Two independent 53-bit mixes of a text: enough to tell inputs and steps of one run apart, without a crypto library.
function mix(text: string, seed: number): number {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

/** 106 bits of the text as 22 characters of base 36. The same text gives the same on every machine. */
export function hashText(text: string): string {
  return mix(text, 1).toString(36).padStart(11, "0") + mix(text, 2).toString(36).padStart(11, "0");
}

/** Alphabet of step ids (spec: api.md 2.5). */
const ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz123456789";

/** An identifier of `length` (at most 18) characters that depends on nothing but the text. */
export function idFor(text: string, length: number): string {
  let id = "";
  for (let part = 0; id.length < length; part++) {
    let rest = mix(text, 101 + part);
    for (let i = 0; i < 9 && id.length < length; i++) {
      id += ID_ALPHABET.charAt(rest % ID_ALPHABET.length);
      rest = Math.floor(rest / ID_ALPHABET.length);
    }
  }
  return id;
}
