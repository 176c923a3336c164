// What the compatibility mode takes as older releases do.
import { describe, expect, it } from "vitest";
import { compile } from "./program.ts";

const WAIT = `
#Apply: {value: {...}, ...}
#Wait: continue: *false | bool
app: {
	if parameter.data != _|_ {
		apply: #Apply & {value: parameter.data}
	}
}
wait: #Wait & {
	continue: app.apply.value.status.phase == "running" && app.apply.value.status.seen == app.apply.value.metadata.generation
}
parameter: data?: {...}
`;

const CLOSED = "#Point: {x: int}\npoint: #Point & {x: 1}\nwrong: point.y";

/** What is wrong for good. */
function conflicts(text: string, compatibility: boolean): readonly string[] {
  const { program, errors } = compile([{ filename: "a.cue", text }], {
    compatibility,
    externals: ["parameter"],
  });
  if (program === undefined) return errors.map(({ message }) => message);
  const data = { kind: "App", metadata: { name: "app" } };
  return program
    .evaluate({ fill: [{ path: ["parameter"], value: { data } }] })
    .validate()
    .filter(({ code }) => code !== "incomplete")
    .map(({ path }) => path.join("."));
}

describe("the compatibility mode", () => {
  it("waits for a field that a struct below an ellipsis may still get", () => {
    expect(conflicts(WAIT, true)).toEqual([]);
    expect(conflicts(WAIT, false)).toContain("wait.continue");
  });

  it.each([true, false])("a closed struct never gets a field that it has not: %s", (mode) => {
    expect(conflicts(CLOSED, mode)).toEqual(["wrong"]);
  });
});
