import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";

let on: Bed;
beforeAll(async () => {
  on = await bed();
});
afterAll(() => on.close());

const action = (name: string, params: object): string =>
  `import "vela/time"\naction: time.#${name} & {$params: ${JSON.stringify(params)}}`;

describe("time.#DateToTimestamp", () => {
  it.each([
    ["2024-05-06T07:08:09Z", undefined, 1_714_979_289],
    ["2024-05-06T09:08:09+02:00", undefined, 1_714_979_289],
    ["2024-05-06T07:08:09.9Z", "", 1_714_979_289],
    ["2024-05-06 07:08:09", "2006-01-02 15:04:05", 1_714_979_289],
    ["6 May 24 07:08 UTC", "2 Jan 06 15:04 MST", 1_714_979_280],
    ["1969-12-31", "2006-01-02", -86_400],
    ["1970-01-01T00:00:00Z", "", 0],
  ])("%s by the layout %s is %i", async (date, layout, timestamp) => {
    expect(await on.returns(action("DateToTimestamp", { date, layout }))).toEqual({ timestamp });
  });

  it.each([
    ["", undefined, "empty date to convert"],
    [
      "tomorrow",
      undefined,
      'parsing time "tomorrow" as "2006-01-02T15:04:05Z07:00": cannot parse "tomorrow" as "2006"',
    ],
    ["2024-13-01", "2006-01-02", 'parsing time "2024-13-01": month out of range'],
  ])("%j by the layout %s is an error", async (date, layout, message) => {
    expect(await on.error(action("DateToTimestamp", { date, layout }))).toBe(message);
  });
});

describe("time.#TimestampToDate", () => {
  it.each([
    [1_714_979_289, undefined, "2024-05-06T07:08:09Z"],
    [1_714_979_289, "Mon, 02 Jan 2006 3:04PM", "Mon, 06 May 2024 7:08AM"],
    [0, "", "1970-01-01T00:00:00Z"],
    [-1, "", "1969-12-31T23:59:59Z"],
  ])("%i by the layout %s is %s", async (timestamp, layout, date) => {
    expect(await on.returns(action("TimestampToDate", { timestamp, layout }))).toEqual({ date });
  });
});

describe("time.#Now", () => {
  it("is the time of the clock, in full seconds", async () => {
    const before = on.time.now;
    on.time.now += 999;
    expect(await on.returns(action("Now", { layout: "15:04:05" }))).toEqual({
      timestamp: 1_714_979_289,
      date: "07:08:09",
    });
    on.time.now = before;
  });
});

describe("vela/op", () => {
  const old = (name: string, fields: object): string =>
    `import "vela/op"\naction: op.#${name} & ${JSON.stringify(fields)}`;

  it("converts as well, and leaves a timestamp of 0 out", async () => {
    expect(await on.returns(old("DateToTimestamp", { date: "2024-05-06T07:08:09Z" }))).toEqual({
      timestamp: 1_714_979_289,
    });
    expect(await on.returns(old("DateToTimestamp", { date: "1970-01-01T00:00:00Z" }))).toEqual({});
    expect(await on.returns(old("TimestampToDate", { timestamp: 0 }))).toEqual({
      date: "1970-01-01T00:00:00Z",
    });
  });
});
