import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";

let on: Bed;
beforeAll(async () => {
  on = await bed();
});
afterAll(() => on.close());

/** The same action in the new form and in the old one. */
const forms = (name: string, params: string): readonly string[] => [
  `import "vela/builtin"\naction: builtin.#${name} & {$params: {${params}}}`,
  `import "vela/op"\naction: op.#${name} & {${params}}`,
];

describe.each([
  ["ConditionalWait", "continue: true", { kind: "done" }],
  ["ConditionalWait", `continue: true, message: "unused"`, { kind: "done" }],
  ["ConditionalWait", "", { kind: "wait" }],
  ["ConditionalWait", `continue: false, message: "not yet"`, { kind: "wait", message: "not yet" }],
  // What is not there yet is awaited.
  ["ConditionalWait", "let x = {}, continue: x.status.ready == 1", { kind: "wait" }],
  [
    "ConditionalWait",
    `let x = {}, continue: x.status.ready == 1, message: "\\(x.status.ready)"`,
    { kind: "wait" },
  ],
  ["ConditionalWait", `failWhen: false, message: "not yet"`, { kind: "wait", message: "not yet" }],
  // A failure comes first, and is one whatever is not known yet of the rest.
  ["ConditionalWait", `failWhen: true, continue: true`, { kind: "fail" }],
  [
    "ConditionalWait",
    `let x = {}, failWhen: true, message: "state of \\(x.name)", failMessage: "gone"`,
    { kind: "fail", message: "gone" },
  ],
  ["ConditionalWait", `failWhen: true, message: "gone"`, { kind: "fail", message: "gone" }],
  ["ConditionalWait", "let x = {}, failWhen: x.phase == 1", { kind: "wait" }],
  ["ConditionalWait", `deadline: "10m"`, { kind: "wait", deadline: "10m" }],
  ["Suspend", "", { kind: "suspend" }],
  [
    "Suspend",
    `duration: "30s", message: "asking"`,
    { kind: "suspend", duration: "30s", message: "asking" },
  ],
  ["Suspend", `duration: "", message: ""`, { kind: "suspend" }],
  ["Break", "", { kind: "break" }],
  ["Break", `message: "enough"`, { kind: "break", message: "enough" }],
  ["Fail", "", { kind: "fail" }],
  ["Fail", `message: "broken"`, { kind: "fail", message: "broken" }],
  ["Message", `message: "hi"`, { kind: "message", message: "hi" }],
  ["Message", "", { kind: "message", message: "" }],
])("#%s with %s", (name, params, result) => {
  it.each(forms(name, params))("%s", async (template) => {
    expect(await on.call(template)).toEqual(result);
    expect(on.nature(template)).toBe("control");
  });
});

describe.each([
  ["ConditionalWait", `continue: "yes"`, "errors in empty disjunction"],
  ["Message", "message: 7", "conflicting values 7 and string"],
  ["DoVar", `path: "", method: "Get"`, "the path of the variable is empty"],
  ["DoVar", `path: "nope"`, "var nope not found"],
])("#%s with %s fails", (name, params, message) => {
  it.each(forms(name, params))("%s", async (template) => {
    expect(await on.error(template)).toContain(message);
  });
});

describe("#DoVar", () => {
  it.each(["builtin", "op"])("of vela/%s stores and reads", async (name) => {
    const [inNewForm, inOldForm] = forms(
      "DoVar",
      `method: "Put", path: "${name}.x", value: {n: 1}`,
    );
    const put = name === "op" ? inOldForm : inNewForm;
    expect(await on.call(put ?? "")).toEqual({ kind: "done" });
    for (const get of forms("DoVar", `path: "${name}.x"`)) {
      expect(await on.returns(get)).toEqual({ value: { n: 1 } });
    }
  });

  it("stores null where there is no value", async () => {
    for (const put of forms("DoVar", `method: "Put", path: "empty"`)) await on.call(put);
    for (const get of forms("DoVar", `path: "empty"`)) {
      expect(await on.returns(get)).toEqual({ value: null });
    }
  });
});
