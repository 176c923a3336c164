import { describe, expect, it } from "vitest";
import {
  formatLabelSelector,
  labelSelectorFromObject,
  matchesLabels,
  parseLabelSelector,
} from "./label.ts";

describe("parseLabelSelector", () => {
  it.each([
    ["", ""],
    ["a=b", "a=b"],
    [" a == b , c", "a==b,c"],
    ["x in (foo,,baz),y,z notin ()", "x in (,baz,foo),y,z notin ()"],
    ["x in (in)", "x in (in)"],
    ["in in (in)", "in in (in)"],
    ["!x,a!=b", "a!=b,!x"],
    ["a>3,b<4", "a>3,b<4"],
    ["a=", "a="],
    ["a=,b", "a=,b"],
    ["example.com/x", "example.com/x"],
  ])("reads %j", (text, normal) => {
    expect(formatLabelSelector(parseLabelSelector(text))).toBe(normal);
  });

  it.each([
    ["a=b=c", "found '=', expected: ',' or 'end of string'"],
    ["a,,b", "found ',', expected: identifier after ','"],
    ["=a", "found '=', expected: !, identifier, or 'end of string'"],
    ["a in x", "unable to parse requirement: found 'x' expected: '('"],
    ["a foo b", "unable to parse requirement: found 'foo', expected: in, notin, =, ==, !=, gt, lt"],
    [
      "a>x",
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    [
      "-a",
      "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
  ])("refuses %j", (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(expect.objectContaining({ message, code: 400 }));
  });
});

describe("matchesLabels", () => {
  const labels = { app: "web", tier: "front", size: "5" };
  it.each([
    ["app=web", true],
    ["app=web,tier in (back)", false],
    ["app in (web,api)", true],
    ["tier notin (back)", true],
    ["missing notin (x)", true],
    ["missing!=x", true],
    ["missing", false],
    ["!missing", true],
    ["size>4", true],
    ["size<5", false],
    ["app>1", false],
    ["toString", false],
  ])("%s → %j", (text, expected) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(expected);
  });
});

it("labelSelectorFromObject takes labels and expressions", () => {
  const selector = labelSelectorFromObject({
    matchLabels: { app: "web" },
    matchExpressions: [{ key: "tier", operator: "NotIn", values: ["b", "a"] }],
  });
  expect(formatLabelSelector(selector ?? [])).toBe("app=web,tier notin (a,b)");
  expect(labelSelectorFromObject(undefined)).toBeUndefined();
});
