import { describe, expect, it } from "vitest";
import { formatFieldSelector, matchesFields, parseFieldSelector } from "./field.ts";

describe("parseFieldSelector", () => {
  it.each([
    ["metadata.name=web", "metadata.name=web"],
    ["a==b,c!=d", "a=b,c!=d"],
    ["a=b\\,c\\=d", "a=b\\,c\\=d"],
    ["", ""],
  ])("reads %j", (text, normal) => {
    expect(formatFieldSelector(parseFieldSelector(text))).toBe(normal);
  });

  it.each([
    ["a", "invalid selector: 'a'; can't understand 'a'"],
    ["a=b=c", "invalid field selector: unescaped character in value: 61"],
    ["a=\\b", "invalid field selector: invalid escape sequence: \\b"],
  ])("refuses %j", (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(message);
  });
});

it("matchesFields compares each field", () => {
  const fieldOf = (field: string): string => (field === "a" ? "1" : "");
  expect(matchesFields(parseFieldSelector("a=1,b!=2"), fieldOf)).toBe(true);
  expect(matchesFields(parseFieldSelector("a!=1"), fieldOf)).toBe(false);
});
