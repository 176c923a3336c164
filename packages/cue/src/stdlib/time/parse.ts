import { BuiltinError } from "../builtin.ts";
import { encodeUtf8 } from "../param.ts";
import { civilSeconds, daysIn, type Instant, isLeap } from "./instant.ts";
import { type Chunk, layoutChunks, MONTHS, WEEKDAYS } from "./layout.ts";

/** A text in quotes as Go's package time quotes: what is not printable ASCII as bytes. */
export function quoteTime(text: string): string {
  let out = '"';
  for (const char of text) {
    if (char === '"' || char === "\\") out += `\\${char}`;
    else if (char >= " " && char < "\x7f") out += char;
    else
      out += Array.from(encodeUtf8(char), (b) => `\\x${b.toString(16).padStart(2, "0")}`).join("");
  }
  return `${out}"`;
}

/** Thrown inside for what does not fit the element at hand. */
class Misfit extends Error {}

interface State {
  rest: string;
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanoseconds: number;
  half: "" | "am" | "pm";
  isUtc: boolean;
  offset: number | undefined;
  zone: string;
}

function take(state: State, pattern: RegExp): string {
  const match = pattern.exec(state.rest);
  if (match === null) throw new Misfit();
  state.rest = state.rest.slice(match[0].length);
  return match[0];
}

function number(state: State, isFixed: boolean): number {
  return Number(take(state, isFixed ? /^\d\d/ : /^\d\d?/));
}

function name(state: State, names: readonly string[], length?: number): number {
  const index = names.findIndex((candidate) => {
    const wanted = candidate.slice(0, length);
    return state.rest.slice(0, wanted.length).toLowerCase() === wanted.toLowerCase();
  });
  if (index < 0) throw new Misfit();
  state.rest = state.rest.slice((names[index] ?? "").slice(0, length).length);
  return index;
}

function nanoseconds(digits: string): number {
  return Number(digits.slice(1, 10).padEnd(9, "0"));
}

/** Skips the literal text of a layout; a space in it stands for any number of spaces. */
function skip(state: State, literal: string): string {
  let wanted = literal;
  while (wanted !== "") {
    if (wanted[0] === " ") {
      if (state.rest !== "" && state.rest[0] !== " ") return wanted;
      wanted = wanted.replace(/^ +/, "");
      state.rest = state.rest.replace(/^ +/, "");
    } else {
      if (state.rest[0] !== wanted[0]) return wanted;
      wanted = wanted.slice(1);
      state.rest = state.rest.slice(1);
    }
  }
  return "";
}

const ZONE_SHAPES: Readonly<Record<string, RegExp>> = {
  "07": /^([\s\S])(\d\d)()()/,
  "0700": /^([\s\S])(\d\d)(\d\d)()/,
  "07:00": /^([\s\S])(\d\d):(\d\d)()/,
  "070000": /^([\s\S])(\d\d)(\d\d)(\d\d)/,
  "07:00:00": /^([\s\S])(\d\d):(\d\d):(\d\d)/,
};

/** Reads an offset; gives the name of the part that is out of range. */
function zone(state: State, layout: string): string | undefined {
  if (layout.startsWith("Z") && state.rest.startsWith("Z")) {
    state.rest = state.rest.slice(1);
    state.isUtc = true;
    return undefined;
  }
  const match = ZONE_SHAPES[layout.slice(1)]?.exec(state.rest);
  if (match === null || match === undefined) throw new Misfit();
  const [text, sign = "", hours, minutes, seconds] = match;
  state.rest = state.rest.slice(text.length);
  if (Number(hours) > 24) return "time zone offset hour";
  if (Number(minutes) > 60) return "time zone offset minute";
  if (Number(seconds) > 60) return "time zone offset second";
  if (sign !== "+" && sign !== "-") throw new Misfit();
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  state.offset = sign === "-" ? -size : size;
  return undefined;
}

function signedOffsetLength(text: string): number {
  const match = /^[+-](\d+)/.exec(text);
  return match === null || Number(match[1]) > 23 ? 0 : match[0].length;
}

/** The length of a zone's abbreviation at the start of a text; 0 if there is none. */
function zoneNameLength(text: string): number {
  if (text.length < 3) return 0;
  if (/^(?:ChST|MeST)/.test(text)) return 4;
  if (text.startsWith("GMT")) return 3 + signedOffsetLength(text.slice(3));
  if (/^[+-]/.test(text)) return signedOffsetLength(text);
  const upper = /^[A-Z]{0,6}/.exec(text)?.[0] ?? "";
  if (upper.length === 5) return upper.endsWith("T") ? 5 : 0;
  if (upper.length === 4) return upper.endsWith("T") || upper === "WITA" ? 4 : 0;
  return upper.length === 3 ? 3 : 0;
}

function zoneName(state: State): void {
  if (state.rest.startsWith("UTC")) {
    state.rest = state.rest.slice(3);
    state.isUtc = true;
    return;
  }
  const length = zoneNameLength(state.rest);
  if (length === 0) throw new Misfit();
  state.zone = state.rest.slice(0, length);
  state.rest = state.rest.slice(length);
}

/** Reads one element; gives what is out of range, if anything is. */
function element(state: State, chunk: Chunk, next: Chunk | undefined): string | undefined {
  switch (chunk.element) {
    case "literal":
      return undefined;
    case "year": {
      const year = Number(take(state, /^\d\d/));
      state.year = year + (year >= 69 ? 1900 : 2000);
      return undefined;
    }
    case "long-year":
      state.year = Number(take(state, /^\d{4}/));
      return undefined;
    case "month":
      state.month = name(state, MONTHS, 3) + 1;
      return undefined;
    case "long-month":
      state.month = name(state, MONTHS) + 1;
      return undefined;
    case "number-month":
    case "zero-month":
      state.month = number(state, chunk.element === "zero-month");
      return state.month < 1 || state.month > 12 ? "month" : undefined;
    case "weekday":
      name(state, WEEKDAYS, 3);
      return undefined;
    case "long-weekday":
      name(state, WEEKDAYS);
      return undefined;
    case "day":
    case "under-day":
    case "zero-day":
      if (chunk.element === "under-day") state.rest = state.rest.replace(/^ /, "");
      state.day = number(state, chunk.element === "zero-day");
      return undefined;
    case "under-year-day":
    case "zero-year-day":
      if (chunk.element === "under-year-day") state.rest = state.rest.replace(/^ {1,2}/, "");
      state.yearDay = Number(
        take(state, chunk.element === "zero-year-day" ? /^\d{3}/ : /^\d{1,3}/),
      );
      return undefined;
    case "hour":
      state.hour = number(state, false);
      return state.hour >= 24 ? "hour" : undefined;
    case "hour12":
    case "zero-hour12":
      state.hour = number(state, chunk.element === "zero-hour12");
      return state.hour > 12 ? "hour" : undefined;
    case "minute":
    case "zero-minute":
      state.minute = number(state, chunk.element === "zero-minute");
      return state.minute >= 60 ? "minute" : undefined;
    case "second":
    case "zero-second": {
      state.second = number(state, chunk.element === "zero-second");
      if (state.second >= 60) return "second";
      // A fraction may follow even if the layout has none.
      const fraction = /^[.,]\d+/.exec(state.rest);
      if (fraction !== null && next?.element !== "fraction") {
        state.nanoseconds = nanoseconds(take(state, /^[.,]\d+/));
      }
      return undefined;
    }
    case "PM":
    case "pm": {
      const half = take(state, chunk.element === "PM" ? /^[AP]M/ : /^[ap]m/);
      state.half = half.toLowerCase() === "pm" ? "pm" : "am";
      return undefined;
    }
    case "zone-name":
      zoneName(state);
      return undefined;
    case "zone":
      return zone(state, chunk.text);
    case "fraction":
      if (chunk.text[1] === "0") {
        state.nanoseconds = nanoseconds(
          take(state, new RegExp(`^[.,]\\d{${chunk.text.length - 1}}`)),
        );
      } else if (/^[.,]\d/.test(state.rest)) {
        state.nanoseconds = nanoseconds(take(state, /^[.,]\d+/));
      }
      return undefined;
  }
}

/** Turns a day of the year into month and day; gives what is wrong with it. */
function applyYearDay(state: State): string | undefined {
  if (state.yearDay < 1 || state.yearDay > (isLeap(state.year) ? 366 : 365)) {
    return "day-of-year out of range";
  }
  let month = 1;
  let day = state.yearDay;
  while (day > daysIn(month, state.year)) {
    day -= daysIn(month, state.year);
    month++;
  }
  if (state.month >= 0 && state.month !== month) return "day-of-year does not match month";
  if (state.day >= 0 && state.day !== day) return "day-of-year does not match day";
  state.month = month;
  state.day = day;
  return undefined;
}

function zoneOf(state: State): { readonly offset: number; readonly zone: string } {
  if (state.isUtc) return { offset: 0, zone: "UTC" };
  if (state.offset !== undefined) {
    const isLocal = state.offset === 0 && (state.zone === "" || state.zone === "UTC");
    return { offset: state.offset, zone: isLocal ? "UTC" : state.zone };
  }
  if (state.zone === "") return { offset: 0, zone: "UTC" };
  const hours = state.zone.startsWith("GMT") ? Number(state.zone.slice(3) || "0") : 0;
  return { offset: hours * 3600, zone: state.zone };
}

/** Reads a time in a layout; without a zone it is in UTC. Throws a `BuiltinError` with Go's text. */
export function parseTime(layout: string, value: string): Instant {
  const state: State = {
    rest: value,
    year: 0,
    month: -1,
    day: -1,
    yearDay: -1,
    hour: 0,
    minute: 0,
    second: 0,
    nanoseconds: 0,
    half: "",
    isUtc: false,
    offset: undefined,
    zone: "",
  };
  const failure = (part: string, rest: string): BuiltinError =>
    new BuiltinError(
      `parsing time ${quoteTime(value)} as ${quoteTime(layout)}: cannot parse ${quoteTime(rest)} as ${quoteTime(part)}`,
    );
  const problem = (text: string): BuiltinError =>
    new BuiltinError(`parsing time ${quoteTime(value)}: ${text}`);
  const chunks = layoutChunks(layout);
  for (const [index, chunk] of chunks.entries()) {
    if (chunk.element === "literal") {
      const unmatched = skip(state, chunk.text);
      if (unmatched !== "") throw failure(chunk.text, state.rest);
      continue;
    }
    const hold = state.rest;
    let range: string | undefined;
    try {
      range = element(state, chunk, chunks[index + 1]);
    } catch (err) {
      if (err instanceof Misfit) throw failure(chunk.text, hold);
      throw err;
    }
    if (range !== undefined) throw problem(`${range} out of range`);
  }
  if (state.rest !== "") throw problem(`extra text: ${quoteTime(state.rest)}`);
  if (state.half === "pm" && state.hour < 12) state.hour += 12;
  else if (state.half === "am" && state.hour === 12) state.hour = 0;
  if (state.yearDay >= 0) {
    const wrong = applyYearDay(state);
    if (wrong !== undefined) throw problem(wrong);
  }
  const month = Math.max(state.month, 1);
  const day = state.day < 0 ? 1 : state.day;
  if (day < 1 || day > daysIn(month, state.year)) throw problem("day out of range");
  const place = zoneOf(state);
  return {
    // A zone known by name alone does not move the time, not even `GMT-8`.
    seconds: civilSeconds({ ...state, month, day }) - (state.offset ?? 0),
    nanoseconds: state.nanoseconds,
    ...place,
  };
}
