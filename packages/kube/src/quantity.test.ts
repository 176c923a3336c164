import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareQuantities, formatQuantity, parseQuantity, quantityToNumber } from "./quantity.ts";

describe("parseQuantity", () => {
  it.each([
    ["0", "0"],
    ["100m", "100m"],
    ["1000m", "1"],
    ["1.5", "1500m"],
    ["0.001", "1m"],
    ["1Ki", "1Ki"],
    ["1024", "1024"],
    ["1024Ki", "1Mi"],
    ["1.5Gi", "1536Mi"],
    ["0.5Ki", "512"],
    ["1e3", "1e3"],
    ["12e6", "12e6"],
    ["123E", "123E"],
    ["16Ei", "9223372036854775807"],
    ["-1.5k", "-1500"],
    ["+5", "5"],
    [".5", "500m"],
    ["5.", "5"],
    ["1n", "1n"],
    ["0.1n", "1n"],
    ["1E", "1E"],
    ["1000000", "1M"],
  ])("%s → %s", (text, canonical) => {
    expect(formatQuantity(parseQuantity(text))).toBe(canonical);
  });

  it.each([
    ["", "must match"],
    ["x", "must match"],
    ["1K", "suffix"],
    ["1Zi", "must match"],
    ["1 Gi", "must match"],
  ])("refuses %j", (text, message) => {
    expect(() => parseQuantity(text)).toThrow(message);
  });

  it("keeps the amount over its canonical text", () => {
    const text = fc
      .tuple(
        fc.integer({ min: -999_999, max: 999_999 }),
        fc.nat(999),
        fc.constantFrom("", "m", "k", "Ki", "Mi", "u", "e2"),
      )
      .map(([whole, fraction, suffix]) => `${whole}.${fraction}${suffix}`);
    fc.assert(
      fc.property(text, (amount) => {
        const quantity = parseQuantity(amount);
        const again = parseQuantity(formatQuantity(quantity));
        expect(compareQuantities(quantity, again)).toBe(0);
      }),
    );
  });

  it("quantityToNumber gives the amount", () => {
    expect(quantityToNumber(parseQuantity("1500m"))).toBe(1.5);
  });
});
