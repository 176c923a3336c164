// apimachinery/pkg/util/duration/duration.go
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** The time since `timestamp` as kubectl prints it: `5s`, `3m12s`, `4d`. */
export function age(timestamp: unknown, now: number): string {
  if (typeof timestamp !== "string" || timestamp === "") return "<unknown>";
  const time = Date.parse(timestamp);
  return Number.isNaN(time) ? "<invalid>" : humanDuration(now - time);
}

/** A duration in milliseconds, in the units that matter. */
export function humanDuration(milliseconds: number): string {
  if (milliseconds < -2 * SECOND) return "<invalid>";
  const duration = Math.max(0, milliseconds);
  const seconds = Math.floor(duration / SECOND);
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(duration / MINUTE);
  if (minutes < 10) return pair(minutes, "m", Math.floor(duration / SECOND) % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(duration / HOUR);
  if (hours < 8) return pair(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(duration / DAY);
  if (hours < 192) return pair(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  const years = Math.floor(duration / YEAR);
  if (years < 8) return pair(years, "y", days % 365, "d");
  return `${years}y`;
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;
}
