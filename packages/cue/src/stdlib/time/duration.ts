import { BuiltinError } from "../builtin.ts";
import { quoteTime } from "./parse.ts";

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  "\u00b5s": 1000n,
  "\u03bcs": 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const LIMIT = 1n << 63n;

/** The nanoseconds of a duration such as `1h30m` or `-1.5s`. Throws a `BuiltinError` with Go's text. */
export function parseDuration(text: string): bigint {
  const invalid = (): BuiltinError => new BuiltinError(`time: invalid duration ${quoteTime(text)}`);
  let rest = text.replace(/^[+-]/, "");
  const isNegative = text.startsWith("-");
  if (rest === "0") return 0n;
  if (rest === "") throw invalid();
  let total = 0n;
  while (rest !== "") {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
    const [digits = "", whole = "", fraction = ""] = number ?? [];
    if (whole === "" && fraction === "") throw invalid();
    rest = rest.slice(digits.length);
    const unitText = /^[^.\d]*/.exec(rest)?.[0] ?? "";
    if (unitText === "") {
      throw new BuiltinError(`time: missing unit in duration ${quoteTime(text)}`);
    }
    rest = rest.slice(unitText.length);
    const unit = Object.hasOwn(UNITS, unitText) ? UNITS[unitText] : undefined;
    if (unit === undefined) {
      throw new BuiltinError(
        `time: unknown unit ${quoteTime(unitText)} in duration ${quoteTime(text)}`,
      );
    }
    total += BigInt(whole || "0") * unit;
    if (fraction !== "") total += (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length);
    if (total > LIMIT) throw invalid();
  }
  if (isNegative) return -total;
  if (total >= LIMIT) throw invalid();
  return total;
}

function decimal(value: bigint, unit: bigint): string {
  const width = unit.toString().length - 1;
  const fraction = (value % unit).toString().padStart(width, "0").replace(/0+$/, "");
  return `${value / unit}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A number of nanoseconds as Go shows a duration: `1h30m0s`, `1.5ms`. */
export function formatDuration(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const sign = nanoseconds < 0n ? "-" : "";
  if (size === 0n) return "0s";
  if (size < 1000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 1000n)}\u00b5s`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 1_000_000n)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}
