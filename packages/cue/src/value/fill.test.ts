// Data that are filled in: the order of the fields is that of text that stands at the end of the template.
import { expect, test } from "vitest";
import { compile } from "./program.ts";
import type { Fill } from "./value.ts";

test.each<readonly [what: string, source: string, parameter: Fill["value"], json: string]>([
  [
    "declared fields first, in their order",
    "parameter: {z: int, a: int, m?: int}",
    { a: 1, m: 3, z: 2 },
    '{"z":2,"a":1,"m":3}',
  ],
  ["others behind them", "parameter: {z: int}", { a: 1, z: 2 }, '{"z":2,"a":1}'],
  [
    "in an item",
    'parameter: l: [...{z: int, n: *"x" | string}]',
    {
      l: [
        { n: "1", z: 2 },
        { a: 1, z: 2 },
      ],
    },
    '{"l":[{"z":2,"n":"1"},{"z":2,"n":"x","a":1}]}',
  ],
  [
    "beside a comprehension",
    "parameter: {if true {k: int}, z: int}",
    { a: 1, k: 1, z: 2 },
    '{"k":1,"z":2,"a":1}',
  ],
  ["alone", "parameter: {...}", { z: 1, a: 2 }, '{"z":1,"a":2}'],
])("the order of fields: %s", (_what, text, value, json) => {
  const { program } = compile([{ filename: "in.cue", text }], { externals: ["parameter"] });
  const parameter = program
    ?.evaluate({ fill: [{ path: ["parameter"], value }] })
    .lookup(["parameter"]);
  expect(JSON.stringify(parameter?.decode())).toBe(json);
});
