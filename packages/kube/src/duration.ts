// Durations as Go writes them: `1h15m30.5s`. Counted in nanoseconds, exactly, as Go does.

const NANOSECONDS: { readonly [unit: string]: bigint | undefined } = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const LONGEST = 2n ** 63n;

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
  let total = 0n;
  while (rest !== "") {
    const match = /^(\d*)(?:\.(\d*))?/.exec(rest) as RegExpExecArray;
    const [number, whole = "", fraction = ""] = match;
    if (`${whole}${fraction}` === "") throw invalid;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] as string;
    if (unit === "") throw new Error(`time: missing unit in duration ${shown}`);
    const scale = NANOSECONDS[unit];
    if (scale === undefined) {
      throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${shown}`);
    }
    rest = rest.slice(unit.length);
    total += (BigInt(`${whole}${fraction}`) * scale) / 10n ** BigInt(fraction.length);
    if (total > LONGEST) throw invalid;
  }
  const milliseconds = total / 1_000_000n;
  return sign * (Number(milliseconds) + Number(total - milliseconds * 1_000_000n) / 1e6);
}

/** A duration in milliseconds as Go prints it: `1h15m30.5s`, `1.5ms`, `0s`. */
export function formatDuration(milliseconds: number): string {
  const magnitude = Math.abs(milliseconds);
  const whole = Math.trunc(magnitude);
  const nanoseconds = Math.round((magnitude - whole) * 1e6);
  if (whole === 0 && nanoseconds === 0) return "0s";
  const sign = milliseconds < 0 ? "-" : "";
  if (whole === 0 && nanoseconds < 1e3) return `${sign}${nanoseconds}ns`;
  if (whole === 0) return `${sign}${nanoseconds / 1e3}µs`;
  if (whole < 1_000) return `${sign}${(whole * 1e6 + nanoseconds) / 1e6}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor((whole % 3_600_000) / 60_000);
  const seconds = `${((whole % 60_000) * 1e6 + nanoseconds) / 1e9}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}
