// Data as JSON text and back, with the two kinds that JSON lacks marked: the form in which results are kept.
import type { Data } from "@lateen/cue";

const INTEGER = "$lateen.int";
const BYTES = "$lateen.bytes";

/** The value as JSON text. */
export function encodeData(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === "bigint") return { [INTEGER]: item.toString() };
    if (item instanceof Uint8Array) return { [BYTES]: Array.from(item, hex).join("") };
    return item;
  });
}

/** What {@link encodeData} wrote. Throws SyntaxError on other text. */
export function decodeData(text: string): unknown {
  if (!text.includes("$lateen.")) return JSON.parse(text) as unknown;
  return JSON.parse(text, (_key, item: unknown) => {
    if (item === null || typeof item !== "object") return item;
    const marked = item as { readonly [INTEGER]?: unknown; readonly [BYTES]?: unknown };
    if (typeof marked[INTEGER] === "string") return BigInt(marked[INTEGER]);
    if (typeof marked[BYTES] === "string") {
      return Uint8Array.from(marked[BYTES].match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    }
    return item;
  });
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** Whether data holds something that JSON cannot say. */
export function isPlainJson(value: Data): boolean {
  if (typeof value === "bigint") return false;
  if (value === null || typeof value !== "object") return true;
  if (value instanceof Uint8Array) return false;
  return Object.values(value as object).every((item) => isPlainJson(item as Data));
}
