// Durations as Go writes them: `1h15m30.5s`.

const MILLISECONDS: { readonly [unit: string]: number | undefined } = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const LONGEST = 2 ** 63 / 1e6;

/**
 * Milliseconds of a Go duration; `300ms`, `-1.5h`, `2h45m`. Throws an Error with Go's text, e.g.
 * `time: unknown unit "d" in duration "1d"`.
 */
export function parseDuration(text: string): number {
  const shown = JSON.stringify(text);
  const invalid = new Error(`time: invalid duration ${shown}`);
  const sign = text.startsWith("-") ? -1 : 1;
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === "0") return 0;
  if (rest === "") throw invalid;
  let total = 0;
  while (rest !== "") {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) throw invalid;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] as string;
    if (unit === "") throw new Error(`time: missing unit in duration ${shown}`);
    const scale = MILLISECONDS[unit];
    if (scale === undefined) {
      throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${shown}`);
    }
    rest = rest.slice(unit.length);
    total += toNanosecond(Number(number) * scale);
  }
  if (total > LONGEST) throw invalid;
  return sign * total;
}

/** Nothing is finer than a nanosecond; what is has come from binary fractions. */
function toNanosecond(milliseconds: number): number {
  return Number.isInteger(milliseconds) ? milliseconds : Math.round(milliseconds * 1e6) / 1e6;
}

/** A duration in milliseconds as Go prints it: `1h15m30.5s`, `1.5ms`, `0s`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(Math.abs(milliseconds) * 1e6);
  if (rest === 0) return "0s";
  const sign = milliseconds < 0 ? "-" : "";
  if (rest < 1e3) return `${sign}${rest}ns`;
  if (rest < 1e6) return `${sign}${rest / 1e3}µs`;
  if (rest < 1e9) return `${sign}${rest / 1e6}ms`;
  const hours = Math.floor(rest / 3600e9);
  rest -= hours * 3600e9;
  const minutes = Math.floor(rest / 60e9);
  rest -= minutes * 60e9;
  const seconds = `${rest / 1e9}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}
