// Text as Go's strconv.ParseFloat reads it.

/** A parsed double, or why there is none. */
export type ParsedFloat = number | "syntax" | "range";

const DECIMAL = /^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?$/;
const HEXADECIMAL = /^([+-]?)0[xX]_?([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([+-]?\d[\d_]*)$/;

/** Whether underscores stand between digits only, or right after the prefix of a hexadecimal number. */
function underscoresFit(text: string): boolean {
  if (!text.includes("_")) return true;
  const digit = /^[+-]?0[xX]/.test(text) ? "0-9a-fA-F" : "0-9";
  return !new RegExp(`__|_$|^_|[^${digit}xX]_|_[^${digit}]`).test(text);
}

/** The double nearest to the text; with 32 bits the nearest float32. */
export function parseFloatText(text: string, bits: 32 | 64): ParsedFloat {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special !== null) {
    if ((special[2] ?? "").toLowerCase() === "nan") {
      return special[1] === "" ? Number.NaN : "syntax";
    }
    return special[1] === "-" ? -Infinity : Infinity;
  }
  if (!underscoresFit(text)) return "syntax";
  const hexadecimal = HEXADECIMAL.exec(text);
  let value: number;
  if (hexadecimal !== null) {
    const [, sign, whole = "", fraction = "", power = "0"] = hexadecimal.map((part) =>
      (part ?? "").replaceAll("_", ""),
    );
    if (whole + fraction === "") return "syntax";
    value = scaled(BigInt(`0x${whole}${fraction}`), Number(power) - 4 * fraction.length);
    if (sign === "-") value = -value;
  } else {
    if (!DECIMAL.test(text)) return "syntax";
    value = Number(text.replaceAll("_", ""));
  }
  const result = bits === 32 ? Math.fround(value) : value;
  return Number.isFinite(result) ? result : "range";
}

/** `mantissa` · 2^`power`, rounded half to even. */
function scaled(mantissa: bigint, power: number): number {
  if (mantissa === 0n) return 0;
  const size = mantissa.toString(2).length;
  if (size + power > 1024) return Infinity;
  if (size + power < -1080) return 0;
  // Number(bigint) rounds half to even; below the normal range the bits to drop are dropped here.
  const lowest = Math.max(size + power - 53, -1074);
  const drop = lowest - power;
  if (drop <= 0) return Number(mantissa) * 2 ** power;
  const unit = 1n << BigInt(drop);
  let kept = mantissa >> BigInt(drop);
  const rest = (mantissa & (unit - 1n)) * 2n;
  if (rest > unit || (rest === unit && (kept & 1n) === 1n)) kept++;
  return Number(kept) * 2 ** lowest;
}
