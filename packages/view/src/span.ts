/** Milliseconds between two times, never negative; undefined unless both are known. */
export function span(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}

/** A duration as people read it: `0s`, `4.2s`, `3m 5s`, `2h 10m`, `3d 4h`. Undefined is empty. */
export function formatDuration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "";
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${Number(seconds.toFixed(1))}s`;
  const whole = Math.round(seconds);
  const units: readonly (readonly [string, number])[] = [
    ["d", 86_400],
    ["h", 3_600],
    ["m", 60],
    ["s", 1],
  ];
  const first = units.findIndex(([, size]) => whole >= size);
  const [unit, size] = units[first] as readonly [string, number];
  const next = units[first + 1];
  const head = `${Math.floor(whole / size)}${unit}`;
  if (next === undefined) return head;
  const rest = Math.floor((whole % size) / next[1]);
  return rest === 0 ? head : `${head} ${rest}${next[0]}`;
}

/** How long ago a time was, in one unit, as kubectl's AGE column has it. */
export function formatAge(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "";
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
