import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";

let on: Bed;
beforeAll(async () => {
  on = await bed();
});
afterAll(() => on.close());

const call = (name: string, params: string): string =>
  `import "vela/base64"\naction: base64.#${name} & {$params: ${params}}`;

describe("vela/base64", () => {
  it.each([
    ["Encode", '"żółw"', "xbzDs8WCdw=="],
    ["Encode", '""', ""],
    ["Decode", '"xbzDs8WCdw=="', "żółw"],
    ["Decode", '"YWJj\\n"', "abc"],
  ])("#%s of %s", async (name, params, returns) => {
    expect(await on.call(call(name, params))).toEqual({ kind: "done", returns });
  });

  it("decodes nothing else", async () => {
    expect(await on.error(call("Decode", '"a?"'))).toBe("illegal base64 data");
  });
});
