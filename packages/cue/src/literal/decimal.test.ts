import { describe, expect, it } from "vitest";
import { Decimal, DecimalError, digitCount } from "./decimal.ts";

function decimal(text: string): Decimal {
  const value = Decimal.parse(text);
  if (value === undefined) throw new Error(`not a number: ${text}`);
  return value;
}

const OPERATIONS = { "+": "add", "-": "sub", "*": "mul", "/": "quo" } as const;

/** What cue v0.18 makes of them. */
const ARITHMETIC: readonly (readonly [string, keyof typeof OPERATIONS, string, string])[] = [
  ["1.5", "+", "2.25", "3.75"],
  ["1.5", "*", "2.25", "3.375"],
  ["1.5", "/", "2.25", "0.6666666666666666666666666666666667"],
  ["1.50", "+", "2.0", "3.50"],
  ["1.50", "*", "2.0", "3.000"],
  ["0.1", "+", "0.2", "0.3"],
  ["0.1", "*", "0.2", "0.02"],
  ["1e3", "+", "1.0", "1001.0"],
  ["1e3", "*", "1.0", "1.0E+3"],
  ["1.0", "+", "3.0", "4.0"],
  ["1.0", "*", "3.0", "3.00"],
  ["1.0", "/", "3.0", "0.3333333333333333333333333333333333"],
  ["2.0", "+", "3.0", "5.0"],
  ["2.0", "*", "3.0", "6.00"],
  ["2.0", "/", "3.0", "0.6666666666666666666666666666666667"],
  ["10.0", "+", "4.0", "14.0"],
  ["10.0", "*", "4.0", "40.00"],
  ["1e40", "+", "1.0", "1.000000000000000000000000000000000E+40"],
  ["1e40", "-", "1.0", "1.000000000000000000000000000000000E+40"],
  ["1e40", "*", "1.0", "1.0E+40"],
  ["1e40", "/", "1.0", "1E+40"],
  ["1.0", "+", "1e-40", "1.000000000000000000000000000000000"],
  ["1.0", "-", "1e-40", "1.000000000000000000000000000000000"],
  ["1.0", "*", "1e-40", "1.0E-40"],
  ["1.0", "/", "1e-40", "1E+40"],
  ["9999999999999999999999999999999999.0", "+", "1.0", "1.000000000000000000000000000000000E+34"],
  ["9999999999999999999999999999999999.0", "*", "1.0", "9999999999999999999999999999999999"],
  ["0.0", "+", "3.0", "3.0"],
  ["0.0", "*", "3.0", "0.00"],
  ["-1.5", "+", "0.5", "-1.0"],
  ["-1.5", "*", "0.5", "-0.75"],
  [
    "123456789012345678901234567890.5",
    "+",
    "987654321.123456789",
    "123456789012345678902222222211.6235",
  ],
  [
    "123456789012345678901234567890.5",
    "*",
    "987654321.123456789",
    "1.219326311400701108641975320867916E+38",
  ],
  ["1e-7", "+", "1.0", "1.0000001"],
  ["1e-7", "*", "1.0", "1.0E-7"],
  ["0.000001", "+", "1.0", "1.000001"],
  ["0.000001", "*", "1.0", "0.0000010"],
  ["5.0", "+", "8.0", "13.0"],
  ["5.0", "*", "8.0", "40.00"],
  ["1.0", "+", "7.0", "8.0"],
  ["1.0", "*", "7.0", "7.00"],
  ["3.00", "+", "3.00", "6.00"],
  ["3.00", "*", "3.00", "9.0000"],
  ["1e30", "+", "1e-30", "1000000000000000000000000000000.000"],
  ["1e30", "-", "1e-30", "1000000000000000000000000000000.000"],
  ["1e30", "*", "1e-30", "1"],
  ["1e30", "/", "1e-30", "1E+60"],
  ["100.0", "+", "10.0", "110.0"],
  ["100.0", "*", "10.0", "1000.00"],
];

describe("arithmetic", () => {
  it.each(ARITHMETIC)("%s %s %s", (left, operator, right, expected) => {
    expect(decimal(left)[OPERATIONS[operator]](decimal(right)).toString()).toBe(expected);
  });

  it("fails to divide by zero", () => {
    expect(() => decimal("1").quo(decimal("0"))).toThrow(DecimalError);
  });

  it("knows infinity and what is no number", () => {
    const infinity = Decimal.fromNumber(Number.POSITIVE_INFINITY);
    expect(infinity.add(decimal("1")).toString()).toBe("Infinity");
    expect(() => infinity.sub(infinity)).toThrow(DecimalError);
    expect(infinity.negate().cmp(decimal("-1e99"))).toBe(-1);
  });
});

describe("text", () => {
  it.each([
    ["1.50", "1.50"],
    ["1e3", "1E+3"],
    ["0.000001", "0.000001"],
    ["0.0000001", "1E-7"],
    ["123.456e10", "1.23456E+12"],
    ["-0.0", "-0.0"],
    ["1E-10", "1E-10"],
    ["100", "100"],
  ])("%s is written %s", (text, expected) => {
    expect(decimal(text).toString()).toBe(expected);
  });

  it.each([
    ["1e3", "1000"],
    ["1.5e-7", "0.00000015"],
    ["-12.50", "-12.50"],
  ])("%s is plainly %s", (text, expected) => {
    expect(decimal(text).toPlainString()).toBe(expected);
  });

  it.each(["", ".", "1e", "1_000", "0x10", " 1", "1.2.3"])("%j is no number", (text) => {
    expect(Decimal.parse(text)).toBeUndefined();
  });
});

describe("comparison", () => {
  it.each<readonly [string, string, -1 | 0 | 1]>([
    ["1.0", "1.00", 0],
    ["-0", "0", 0],
    ["1e40", "9.9e39", 1],
    ["-5", "3", -1],
    ["0.1", "0.09", 1],
    ["1e-40", "0", 1],
  ])("%s and %s", (left, right, expected) => {
    expect(decimal(left).cmp(decimal(right))).toBe(expected);
    expect(decimal(right).cmp(decimal(left))).toBe(expected === 0 ? 0 : -expected);
  });
});

describe("integers", () => {
  it.each<readonly [string, bigint | undefined]>([
    ["3.00", 3n],
    ["1e3", 1000n],
    ["3.5", undefined],
    ["-7", -7n],
  ])("%s", (text, expected) => {
    const value = decimal(text);
    expect(value.isInteger).toBe(expected !== undefined);
    if (expected !== undefined) expect(value.toBigInt()).toBe(expected);
  });
});

describe("rounding", () => {
  it.each<readonly [string, number, string]>([
    ["1.25", 2, "1.3"],
    ["-1.25", 2, "-1.3"],
    ["9.99", 2, "10"],
    ["0.5", 3, "0.5"],
  ])("%s to %i digits", (text, digits, expected) => {
    expect(decimal(text).round(digits).toString()).toBe(expected);
  });

  it("keeps 34 digits", () => {
    expect(digitCount(decimal("1").quo(decimal("3")).coefficient)).toBe(34);
  });

  it.each<readonly [string, number, string]>([
    ["1.005", -2, "1.01"],
    ["1.5", -3, "1.500"],
    ["-0.4", 0, "-0"],
  ])("%s to exponent %i", (text, exponent, expected) => {
    expect(decimal(text).quantize(exponent).toString()).toBe(expected);
  });
});

it("takes and gives doubles exactly as JavaScript writes them", () => {
  for (const value of [0.1, 1e21, 5e-324, -2.5, 1.7976931348623157e308]) {
    expect(Decimal.fromNumber(value).toNumber()).toBe(value);
  }
});
