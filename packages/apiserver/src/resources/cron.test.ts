import { expect, test } from "vitest";
import { scheduleProblem } from "./cron.ts";

test.each([
  "* * * * *",
  "*/5 0-6,8 1 JAN-dec mon",
  "0 0 ? * 6",
  "5/10 * * * *",
  "@daily",
  "@every 1h30m",
])("a schedule: %s", (schedule) => {
  expect(scheduleProblem(schedule)).toBeUndefined();
});

test.each([
  ["never", "expected exactly 5 fields, found 1: [never]"],
  ["", "expected exactly 5 fields, found 0: []"],
  ["60 * * * *", "end of range (60) above maximum (59): 60"],
  ["* * 0 * *", "beginning of range (0) below minimum (1): 0"],
  ["5-2 * * * *", "beginning of range (5) beyond end of range (2): 5-2"],
  ["*/0 * * * *", "step of range should be a positive number: */0"],
  ["x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ["1/2/3 * * * *", "too many slashes: 1/2/3"],
  ["1-2-3 * * * *", "too many hyphens: 1-2-3"],
  ["@now", "unrecognized descriptor: @now"],
  ["@every day", 'failed to parse duration @every day: time: invalid duration "day"'],
])("no schedule: %s", (schedule, problem) => {
  expect(scheduleProblem(schedule)).toBe(problem);
});
