import { checkCalls } from "../../../test/calls.ts";

checkCalls("time", [
  ["time.Second", "1000000000"],
  ["time.RFC3339", '"2006-01-02T15:04:05Z07:00"'],
  ["time.September", "9"],
  ['time.Duration("1h30m")', "true"],
  ['"1h" & time.Duration', '"1h"'],
  [
    '"1x" & time.Duration()',
    'error: invalid value "1x" (does not satisfy time.Duration): time: unknown unit "x" in duration "1x"',
  ],
  ['time.ParseDuration("1h1m1.5s")', "3661500000000"],
  ['time.ParseDuration("-1.5us")', "-1500"],
  [
    'time.ParseDuration("3")',
    'error: error in call to time.ParseDuration: time: missing unit in duration "3"',
  ],
  [
    'time.ParseDuration("1y")',
    'error: error in call to time.ParseDuration: time: unknown unit "y" in duration "1y"',
  ],
  ["time.FormatDuration(3723000000000)", '"1h2m3s"'],
  ["time.FormatDuration(1500)", '"1.5µs"'],
  ["time.FormatDuration(0)", '"0s"'],
  ['time.Time("2019-01-02T15:04:05Z")', "true"],
  [
    '"2019-13-02T15:04:05Z" & time.Time',
    'error: invalid value "2019-13-02T15:04:05Z" (does not satisfy time.Time): invalid time "2019-13-02T15:04:05Z"',
  ],
  ['"2019-01-02" & time.Format(time.RFC3339Date)', '"2019-01-02"'],
  [
    '"2019-1-2" & time.Format(time.RFC3339Date)',
    'error: invalid value "2019-1-2" (does not satisfy time.Format("2006-01-02")): invalid time "2019-1-2"',
  ],
  [
    'time.FormatString("Mon Jan _2 15:04:05.000 2006 MST -0700 PM 002", "2019-03-02T15:04:05.5+05:30")',
    '"Sat Mar  2 15:04:05.500 2019 +0530 +0530 PM 061"',
  ],
  ['time.FormatString(time.Kitchen, "2019-03-02T00:04:05Z")', '"12:04AM"'],
  [
    'time.FormatString(time.RFC3339, "x")',
    'error: error in call to time.FormatString: parsing time "x" as "2006-01-02T15:04:05.999999999Z07:00": cannot parse "x" as "2006"',
  ],
  [
    'time.Parse("Jan 2, 2006 at 3:04pm (MST)", "Feb 3, 2013 at 7:54pm (PST)")',
    '"2013-02-03T19:54:00Z"',
  ],
  [
    'time.Parse("2006-01-02 15:04:05 -07:00", "2020-02-29 10:00:00 +02:00")',
    '"2020-02-29T08:00:00Z"',
  ],
  [
    'time.Parse("2006-01-02", "2019-02-29")',
    'error: error in call to time.Parse: parsing time "2019-02-29": day out of range',
  ],
  [
    'time.Parse("15:04", "25:00")',
    'error: error in call to time.Parse: parsing time "25:00": hour out of range',
  ],
  [
    'time.Parse("2006", "2019x")',
    'error: error in call to time.Parse: parsing time "2019x": extra text: "x"',
  ],
  ['time.Parse("2006-002", "2020-366")', '"2020-12-31T00:00:00Z"'],
  ["time.Unix(1546441445, 5)", '"2019-01-02T15:04:05.000000005Z"'],
  ["time.Unix(-1, -1)", '"1969-12-31T23:59:58.999999999Z"'],
  ['time.ToUnix("2019-01-02T15:04:05+01:00")', "1546437845"],
  ['time.ToUnixNano("2019-01-02T15:04:05.000000001Z")', "1546441445000000001"],
  [
    'time.Split("2019-01-02T15:04:05.123456789Z")',
    '{"year":2019,"month":1,"day":2,"hour":15,"minute":4,"second":5,"nanosecond":123456789}',
  ],
]);
