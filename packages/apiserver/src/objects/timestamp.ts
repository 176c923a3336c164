/** A time as metadata carries it: RFC 3339, UTC, seconds. */
export function timestamp(milliseconds: number): string {
  if (Math.floor(milliseconds / 1000) === lastSecond) return lastText;
  lastSecond = Math.floor(milliseconds / 1000);
  lastText = `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
  return lastText;
}

let lastSecond = Number.NaN;
let lastText = "";
