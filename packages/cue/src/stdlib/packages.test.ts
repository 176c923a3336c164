import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isBareValidator, isValidatorCall } from "./builtin.ts";
import { STANDARD_PACKAGES, standardPackage } from "./packages.ts";

const doc = readFileSync(new URL("../../docs/stdlib.md", import.meta.url), "utf8");

describe("STANDARD_PACKAGES", () => {
  it("are told apart by their paths", () => {
    const paths = STANDARD_PACKAGES.map((item) => item.path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(standardPackage("strings")?.rows.has("Repeat")).toBe(true);
    expect(standardPackage("nope")).toBeUndefined();
  });

  it.each(STANDARD_PACKAGES.map((item) => [item.path, item] as const))(
    "%s is documented row by row",
    (path, item) => {
      const section = doc.split(`## ${path}\n`)[1]?.split("\n## ")[0] ?? "";
      const missing = [...item.rows.keys()].filter((name) => !section.includes(`\`${name}\``));
      expect(missing).toEqual([]);
    },
  );
});

describe("validators", () => {
  const builtin = (path: string, name: string) => {
    const row = standardPackage(path)?.rows.get(name);
    if (row?.kind !== "function") throw new Error(`${path}.${name} is no function`);
    return row;
  };

  it("are functions that yield a verdict, with their first argument left out", () => {
    expect(isValidatorCall(builtin("strings", "MinRunes"), 1)).toBe(true);
    expect(isValidatorCall(builtin("strings", "MinRunes"), 2)).toBe(false);
    expect(isValidatorCall(builtin("strings", "Repeat"), 1)).toBe(false);
    // The last parameter of path.IsAbs has a fallback: leaving it out is an ordinary call.
    expect(isValidatorCall(builtin("path", "IsAbs"), 1)).toBe(false);
  });

  it("need no call if the value is their only argument", () => {
    expect(isBareValidator(builtin("time", "Duration"))).toBe(true);
    expect(isBareValidator(builtin("uuid", "Valid"))).toBe(true);
    expect(isBareValidator(builtin("strings", "MinRunes"))).toBe(false);
    expect(isBareValidator(builtin("strings", "ToUpper"))).toBe(false);
  });
});
