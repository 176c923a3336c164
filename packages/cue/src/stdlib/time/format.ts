import { civilOf, type Instant, weekdayOf, yearDayOf } from "./instant.ts";
import { type Chunk, layoutChunks, MONTHS, WEEKDAYS } from "./layout.ts";

function pad(value: number, width: number, fill = "0"): string {
  const digits = Math.abs(value).toString().padStart(width, fill);
  return value < 0 ? `-${digits}` : digits;
}

function zoneText(layout: string, offset: number): string {
  if (layout.startsWith("Z") && offset === 0) return "Z";
  const minutes = Math.trunc(offset / 60);
  const sign = minutes < 0 || offset < 0 ? "-" : "+";
  const size = Math.abs(minutes);
  const colon = layout.includes(":") ? ":" : "";
  let text = sign + pad(Math.floor(size / 60), 2);
  if (layout.length > 3) text += colon + pad(size % 60, 2);
  if (layout.length > 6) text += colon + pad(Math.abs(offset % 60), 2);
  return text;
}

function zoneName(instant: Instant): string {
  if (instant.zone !== "") return instant.zone;
  return zoneText("-0700", instant.offset);
}

function fractionText(layout: string, nanoseconds: number): string {
  const digits = nanoseconds
    .toString()
    .padStart(9, "0")
    .padEnd(layout.length - 1, "0");
  let shown = digits.slice(0, layout.length - 1);
  if (layout[1] === "9") shown = shown.replace(/0+$/, "");
  return shown === "" ? "" : (layout[0] ?? "") + shown;
}

/** An instant in its own zone, in a layout. */
export function formatTime(instant: Instant, layout: string): string {
  const civil = civilOf(instant);
  const hour12 = civil.hour % 12 === 0 ? 12 : civil.hour % 12;
  const month = MONTHS[civil.month - 1] ?? "";
  const show = (chunk: Chunk): string => {
    switch (chunk.element) {
      case "literal":
        return chunk.text;
      case "long-month":
        return month;
      case "month":
        return month.slice(0, 3);
      case "number-month":
        return pad(civil.month, 1);
      case "zero-month":
        return pad(civil.month, 2);
      case "long-weekday":
        return WEEKDAYS[weekdayOf(instant)] ?? "";
      case "weekday":
        return (WEEKDAYS[weekdayOf(instant)] ?? "").slice(0, 3);
      case "day":
        return pad(civil.day, 1);
      case "under-day":
        return pad(civil.day, 2, " ");
      case "zero-day":
        return pad(civil.day, 2);
      case "under-year-day":
        return pad(yearDayOf(instant), 3, " ");
      case "zero-year-day":
        return pad(yearDayOf(instant), 3);
      case "hour":
        return pad(civil.hour, 2);
      case "hour12":
        return pad(hour12, 1);
      case "zero-hour12":
        return pad(hour12, 2);
      case "minute":
        return pad(civil.minute, 1);
      case "zero-minute":
        return pad(civil.minute, 2);
      case "second":
        return pad(civil.second, 1);
      case "zero-second":
        return pad(civil.second, 2);
      case "long-year":
        return pad(civil.year, 4);
      case "year":
        return pad(Math.abs(civil.year) % 100, 2);
      case "PM":
        return civil.hour >= 12 ? "PM" : "AM";
      case "pm":
        return civil.hour >= 12 ? "pm" : "am";
      case "zone-name":
        return zoneName(instant);
      case "zone":
        return zoneText(chunk.text, instant.offset);
      case "fraction":
        return fractionText(chunk.text, instant.nanoseconds);
    }
  };
  return layoutChunks(layout).map(show).join("");
}
