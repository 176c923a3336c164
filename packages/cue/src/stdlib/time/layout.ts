// Go's layouts: a layout is the reference time `Mon Jan 2 15:04:05 MST 2006` written the way wanted.

type Element =
  | "literal"
  | "long-month"
  | "month"
  | "number-month"
  | "zero-month"
  | "long-weekday"
  | "weekday"
  | "day"
  | "under-day"
  | "zero-day"
  | "under-year-day"
  | "zero-year-day"
  | "hour"
  | "hour12"
  | "zero-hour12"
  | "minute"
  | "zero-minute"
  | "second"
  | "zero-second"
  | "long-year"
  | "year"
  | "PM"
  | "pm"
  | "zone-name"
  | "zone"
  | "fraction";

/** A piece of a layout: an element with its text, or literal text. */
export interface Chunk {
  readonly element: Element;
  readonly text: string;
}

const ELEMENTS: Readonly<Record<string, Element>> = {
  January: "long-month",
  Jan: "month",
  Monday: "long-weekday",
  Mon: "weekday",
  MST: "zone-name",
  "01": "zero-month",
  "02": "zero-day",
  "03": "zero-hour12",
  "04": "zero-minute",
  "05": "zero-second",
  "06": "year",
  "002": "zero-year-day",
  "15": "hour",
  "1": "number-month",
  "2006": "long-year",
  "2": "day",
  _2: "under-day",
  __2: "under-year-day",
  "3": "hour12",
  "4": "minute",
  "5": "second",
  PM: "PM",
  pm: "pm",
};

const CHUNK = new RegExp(
  [
    "January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST",
    "0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm",
    "[-Z](?:070000|07:00:00|0700|07:00|07)",
    "[.,](?:0+|9+)(?![0-9])",
  ].join("|"),
  "g",
);

const CACHE_SIZE = 100;
const cache = new Map<string, readonly Chunk[]>();

/** Splits a layout into its elements and the text between. */
export function layoutChunks(layout: string): readonly Chunk[] {
  const known = cache.get(layout);
  if (known !== undefined) return known;
  const chunks: Chunk[] = [];
  let end = 0;
  for (const match of layout.matchAll(CHUNK)) {
    const text = match[0];
    if (match.index > end)
      chunks.push({ element: "literal", text: layout.slice(end, match.index) });
    const element = ELEMENTS[text] ?? (/^[-Z]/.test(text) ? "zone" : "fraction");
    chunks.push({ element, text });
    end = match.index + text.length;
  }
  if (end < layout.length) chunks.push({ element: "literal", text: layout.slice(end) });
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(layout, chunks);
  return chunks;
}

export const RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00";

export const MONTHS: readonly string[] = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const WEEKDAYS: readonly string[] = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];
