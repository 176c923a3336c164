import {
  BuiltinError,
  constant,
  definePackage,
  fn,
  type StandardPackage,
  StructData,
} from "../builtin.ts";
import { bigInt, bool, int64, string, structResult } from "../param.ts";
import { quote } from "../strconv/quote.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { formatTime } from "./format.ts";
import { civilOf, type Instant } from "./instant.ts";
import { MONTHS, RFC3339_NANO, WEEKDAYS } from "./layout.ts";
import { parseTime } from "./parse.ts";

const UNITS = {
  Nanosecond: 1,
  Microsecond: 1000,
  Millisecond: 1_000_000,
  Second: 1_000_000_000,
  Minute: 60_000_000_000,
  Hour: 3_600_000_000_000,
};

const LAYOUTS = {
  ANSIC: "Mon Jan _2 15:04:05 2006",
  UnixDate: "Mon Jan _2 15:04:05 MST 2006",
  RubyDate: "Mon Jan 02 15:04:05 -0700 2006",
  RFC822: "02 Jan 06 15:04 MST",
  RFC822Z: "02 Jan 06 15:04 -0700",
  RFC850: "Monday, 02-Jan-06 15:04:05 MST",
  RFC1123: "Mon, 02 Jan 2006 15:04:05 MST",
  RFC1123Z: "Mon, 02 Jan 2006 15:04:05 -0700",
  RFC3339: "2006-01-02T15:04:05Z07:00",
  RFC3339Nano: RFC3339_NANO,
  RFC3339Date: "2006-01-02",
  Kitchen: "3:04PM",
  Kitchen24: "15:04",
};

function utc(instant: Instant): string {
  return formatTime({ ...instant, offset: 0, zone: "UTC" }, RFC3339_NANO);
}

function isTime(value: string, layout: string): boolean {
  try {
    parseTime(layout, value);
    return true;
  } catch (err) {
    if (err instanceof BuiltinError) throw new BuiltinError(`invalid time ${quote(value)}`);
    throw err;
  }
}

function unix(seconds: bigint, nanoseconds: bigint): string {
  const billion = 1_000_000_000n;
  let carry = nanoseconds / billion;
  let rest = nanoseconds % billion;
  if (rest < 0n) {
    rest += billion;
    carry--;
  }
  return utc({
    seconds: Number(seconds + carry),
    nanoseconds: Number(rest),
    offset: 0,
    zone: "UTC",
  });
}

function unixNano(value: string): bigint {
  const instant = parseTime(RFC3339_NANO, value);
  return BigInt.asIntN(64, BigInt(instant.seconds) * 1_000_000_000n + BigInt(instant.nanoseconds));
}

function split(value: string): StructData {
  const instant = parseTime(RFC3339_NANO, value);
  const civil = civilOf(instant);
  return new StructData(
    ["year", "month", "day", "hour", "minute", "second", "nanosecond"],
    [
      civil.year,
      civil.month,
      civil.day,
      civil.hour,
      civil.minute,
      civil.second,
      instant.nanoseconds,
    ],
  );
}

/** The package `time`. */
export const time: StandardPackage = definePackage("time", [
  ...Object.entries(UNITS).map(([name, value]) => constant(name, value)),
  fn("Duration", [string], bool, (s) => {
    parseDuration(s);
    return true;
  }),
  fn("FormatDuration", [int64], string, formatDuration),
  fn("ParseDuration", [string], bigInt, parseDuration),
  ...Object.entries(LAYOUTS).map(([name, value]) => constant(name, value)),
  ...MONTHS.map((name, index) => constant(name, index + 1)),
  ...WEEKDAYS.map((name, index) => constant(name, index)),
  fn("Time", [string], bool, (value) => isTime(value, RFC3339_NANO)),
  fn("Format", [string, string], bool, isTime),
  fn("FormatString", [string, string], string, (layout, value) =>
    formatTime(parseTime(RFC3339_NANO, value), layout),
  ),
  fn("Parse", [string, string], string, (layout, value) => utc(parseTime(layout, value))),
  fn("Unix", [int64, int64], string, unix),
  fn("ToUnix", [string], bigInt, (value) => BigInt(parseTime(RFC3339_NANO, value).seconds)),
  fn("ToUnixNano", [string], bigInt, unixNano),
  fn("Split", [string], structResult, split),
]);
