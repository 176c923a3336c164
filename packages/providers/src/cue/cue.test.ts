import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";

let on: Bed;
beforeAll(async () => {
  on = await bed();
});
afterAll(() => on.close());

const unify = (params: string): string =>
  `import "vela/cue"\naction: cue.#StrategyUnify & {$params: {${params}}}`;

describe("cue.#StrategyUnify", () => {
  it("gives the patched struct", async () => {
    const template = unify(`
	value: containers: [{name: "a"}, {name: "b", env: []}]
	patch: {
		// +patchKey=name
		containers: [{name: "b", image: "i"}, {name: "c"}]
	}`);
    expect(await on.returns(template)).toEqual({
      containers: [{ name: "a" }, { name: "b", env: [], image: "i" }, { name: "c" }],
    });
  });

  it("fails where they contradict each other", async () => {
    expect(await on.error(unify("value: a: 1, patch: a: 2"))).toBe(
      "result check err: a: conflicting values 2 and 1",
    );
  });
});
