import { hashText } from "../hash.ts";

/** Of the 253 characters that a whole key may have. */
const LONGEST = 150;

/** A text as part of a key of a ConfigMap, which may hold letters, digits, `-`, `_` and `.` only. */
export function keyPart(text: string): string {
  const plain = text.replace(/[^-._a-zA-Z0-9]/g, "_");
  if (plain === text && text.length <= LONGEST) return text;
  return `${plain.slice(0, LONGEST)}-${hashText(text).slice(0, 8)}`;
}
