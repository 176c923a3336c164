import { explainMissing as explainer, templatesFor } from "@lateen/engine";
import { describe, expect, it } from "vitest";
import { createProviderRegistry } from "./index.ts";

const registry = createProviderRegistry();
const templates = templatesFor(registry);

describe("what a template uses that is not there", () => {
  it.each([
    [
      `import "vela/op"\nx: op.#HTTPGett & {url: "x"}`,
      'reference "op.#HTTPGett" not found: did you mean #HTTPGet?',
    ],
    [`import "vela/kube"\nx: kube.#Nothing`, 'reference "kube.#Nothing" not found'],
    [
      `import "vela/op"\nx: op.#Deploy & {parallelism: 5}`,
      'reference "op.#Deploy" not found: it needs a KubeVela Application',
    ],
    [
      `import "vela/multicluster"\nx: multicluster.#Deploy`,
      'builtin package "vela/multicluster" undefined: it needs a KubeVela Application',
    ],
    [`import "vela/op"\nx: op.#Task & {}`, "use op.#Apply with a Job"],
    // The name of the package is known without an import, as in old templates.
    [`x: op.#Nope & {a: 1}`, 'reference "op.#Nope" not found'],
    [`import "vela/nothere"\nx: nothere.#A`, 'builtin package "vela/nothere" undefined'],
  ])("%s", (text, message) => {
    expect(templates.get(text).error).toContain(message);
  });

  it("knows nothing of other packages", () => {
    const explain = explainer(registry);
    expect(explain("ext/math")).toBeUndefined();
    expect(explain("ext/math", "#Sun", ["#Sum"])).toBe("did you mean #Sum?");
    expect(explain("vela/op", "#Xyzzy", ["#Apply"])).toBeUndefined();
  });
});
