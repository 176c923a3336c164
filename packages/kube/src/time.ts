/** A moment (milliseconds since the epoch) as objects carry it: `2026-01-31T10:00:00Z`. */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A moment with microseconds, as Leases carry it: `2026-01-31T10:00:00.000000Z`. */
export function formatMicroTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`;
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch of an RFC 3339 time. Throws an Error for anything else. */
export function parseTime(text: string): number {
  const milliseconds = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) throw new Error(`not an RFC 3339 time: ${JSON.stringify(text)}`);
  return milliseconds;
}
