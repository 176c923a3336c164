// Doubles as text the way Go's strconv.FormatFloat and fmt write them: shortest digits or a given precision, rounded
// half to even from the exact value.

/** Digits d₁d₂…dₙ of a number 0.d₁d₂…dₙ · 10^point. */
interface Digits {
  readonly digits: string;
  readonly point: number;
}

/** The shortest digits that read back as the same double, or as the same float32. */
function shortest(value: number, bits: 32 | 64): Digits {
  if (value === 0) return { digits: "", point: 0 };
  let text = value.toExponential();
  if (bits === 32) {
    for (let precision = 0; precision < 9; precision++) {
      text = value.toExponential(precision);
      if (Math.fround(Number(text)) === value) break;
    }
  }
  const split = text.indexOf("e");
  const digits = text.slice(0, split).replace(".", "").replace(/0+$/, "");
  return { digits, point: Number(text.slice(split + 1)) + 1 };
}

/** All digits of a double's exact value. */
function exact(value: number): Digits {
  if (value === 0) return { digits: "", point: 0 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const raw = view.getBigUint64(0);
  const field = Number((raw >> 52n) & 0x7ffn);
  const mantissa = (raw & 0xfffffffffffffn) | (field === 0 ? 0n : 1n << 52n);
  const power = Math.max(field, 1) - 1075;
  const scaled = power >= 0 ? mantissa << BigInt(power) : mantissa * 5n ** BigInt(-power);
  const text = scaled.toString();
  return { digits: text.replace(/0+$/, ""), point: text.length + Math.min(power, 0) };
}

/** Rounds to `count` digits, half to even. */
function roundDigits({ digits, point }: Digits, count: number): Digits {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: "", point: 0 };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const isHalf = rest[0] === "5" && /^0*$/.test(rest.slice(1));
  const isOdd = count > 0 && Number(kept[count - 1]) % 2 === 1;
  const up = isHalf ? isOdd : (rest[0] ?? "0") >= "5";
  if (!up) return { digits: kept.replace(/0+$/, ""), point: kept === "" ? 0 : point };
  const raised = (BigInt(`0${kept}`) + 1n).toString().padStart(count, "0");
  const carry = raised.length - Math.max(count, 0);
  return { digits: raised.replace(/0+$/, ""), point: point + (count === 0 ? 1 : carry) };
}

function exponentText(value: Digits, precision: number, letter: string): string {
  const { digits, point } = value;
  const first = digits[0] ?? "0";
  const rest = digits.slice(1).padEnd(precision, "0").slice(0, Math.max(precision, 0));
  const exponent = digits === "" ? 0 : point - 1;
  const size = Math.abs(exponent).toString().padStart(2, "0");
  return `${first}${precision > 0 ? `.${rest}` : ""}${letter}${exponent < 0 ? "-" : "+"}${size}`;
}

function plainText({ digits, point }: Digits, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (precision <= 0) return whole;
  const zeros = point < 0 ? Math.min(-point, precision) : 0;
  const fraction = "0".repeat(zeros) + digits.slice(Math.max(point, 0));
  return `${whole}.${fraction.padEnd(precision, "0").slice(0, precision)}`;
}

/** `%e`-like, `%f`-like or whichever is shorter (`g`), of a finite magnitude. */
function decimalText(value: number, format: string, precision: number, bits: 32 | 64): string {
  const isShortest = precision < 0;
  let digits = isShortest ? shortest(value, bits) : exact(value);
  switch (format) {
    case "e":
    case "E":
      if (!isShortest) digits = roundDigits(digits, precision + 1);
      return exponentText(digits, isShortest ? digits.digits.length - 1 : precision, format);
    case "f":
    case "F":
      if (!isShortest) digits = roundDigits(digits, digits.point + precision);
      return plainText(
        digits,
        isShortest ? Math.max(digits.digits.length - digits.point, 0) : precision,
      );
    default: {
      let threshold = 6;
      if (!isShortest) {
        const wanted = Math.max(precision, 1);
        digits = roundDigits(digits, wanted);
        const count = digits.digits.length;
        threshold = wanted > count && count >= digits.point ? count : wanted;
      }
      const count = digits.digits.length;
      const exponent = digits.point - 1;
      if (exponent < -4 || exponent >= threshold) {
        return exponentText(digits, count - 1, format === "g" ? "e" : "E");
      }
      return plainText(digits, Math.max(count - digits.point, 0));
    }
  }
}

/** `p`-exponent forms: `%b` decimal mantissa, `%x` hexadecimal mantissa. */
function binaryText(value: number, format: string, precision: number, bits: 32 | 64): string {
  const fractionBits = bits === 32 ? 23 : 52;
  const view = new DataView(new ArrayBuffer(8));
  if (bits === 32) view.setUint32(4, (view.setFloat32(0, value), view.getUint32(0)));
  else view.setFloat64(0, value);
  const raw = bits === 32 ? BigInt(view.getUint32(4)) : view.getBigUint64(0);
  const mask = (1n << BigInt(fractionBits)) - 1n;
  const field = Number((raw >> BigInt(fractionBits)) & (bits === 32 ? 0xffn : 0x7ffn));
  const bias = bits === 32 ? 127 : 1023;
  let exponent = (field === 0 ? 1 : field) - bias;
  let mantissa = (raw & mask) | (field === 0 ? 0n : mask + 1n);
  if (format === "b") {
    exponent -= fractionBits;
    return `${mantissa}p${exponent >= 0 ? "+" : "-"}${Math.abs(exponent)}`;
  }
  if (mantissa === 0n) exponent = 0;
  mantissa <<= BigInt(60 - fractionBits);
  while (mantissa !== 0n && mantissa >> 60n === 0n) {
    mantissa <<= 1n;
    exponent--;
  }
  if (precision >= 0 && precision < 15) {
    const shift = BigInt(precision * 4);
    const extra = (mantissa << shift) & ((1n << 60n) - 1n);
    mantissa >>= 60n - shift;
    if (extra > 1n << 59n || (extra === 1n << 59n && (mantissa & 1n) === 1n)) mantissa++;
    mantissa <<= 60n - shift;
    if (mantissa >> 61n !== 0n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const lead = mantissa >> 60n;
  let fraction = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, "0");
  fraction =
    precision < 0
      ? fraction.replace(/0+$/, "")
      : fraction.padEnd(precision, "0").slice(0, precision);
  const size = Math.abs(exponent).toString().padStart(2, "0");
  const text = `0x${lead}${fraction === "" ? "" : `.${fraction}`}p${exponent < 0 ? "-" : "+"}${size}`;
  return format === "X" ? text.toUpperCase() : text;
}

/**
 * A double in one of Go's formats `e E f g G b x X`; a negative `precision` means as many digits as needed to read it
 * back. With `bits` 32 the value is first rounded to float32. Undefined for an unknown format.
 */
export function formatFloat(
  value: number,
  format: string,
  precision: number,
  bits: 32 | 64,
): string | undefined {
  const rounded = bits === 32 ? Math.fround(value) : value;
  if (Number.isNaN(rounded)) return "NaN";
  if (!Number.isFinite(rounded)) return rounded < 0 ? "-Inf" : "+Inf";
  const sign = rounded < 0 || Object.is(rounded, -0) ? "-" : "";
  const magnitude = Math.abs(rounded);
  switch (format) {
    case "b":
    case "x":
    case "X":
      return sign + binaryText(magnitude, format, precision, bits);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return sign + decimalText(magnitude, format, precision, bits);
    default:
      return undefined;
  }
}
