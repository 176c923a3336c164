import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";
import { type Answer, type RecordingServer, recordingServer } from "../../test/recording-server.ts";
import type { ExternalPackage } from "./external-package.ts";

let on: Bed;
let server: RecordingServer;
let answer: Answer = { body: "{}" };
beforeAll(async () => {
  on = await bed();
  server = await recordingServer(() => answer);
});
afterAll(async () => {
  server.close();
  await on.close();
});

const external = (spec: Partial<ExternalPackage["spec"]> = {}, name = "math"): ExternalPackage => ({
  metadata: { name, namespace: "default" },
  spec: {
    path: "ext/math",
    provider: {
      protocol: "http",
      endpoint: `${server.url}/api/`,
      header: { "X-Team": "one", "Content-Type": "application/json; charset=utf-8" },
    },
    templates: {
      "sum.cue": `package math
#Sum: {
	#do:       "sum"
	#provider: "math"
	$params: {x: #Number, y: #Number}
	$returns?: result: int
}`,
      "number.cue": "package math\n#Number: int",
    },
    ...spec,
  },
});
const SUM = `import "ext/math"\naction: math.#Sum & {$params: {x: 1, y: 2}}`;

describe("a Package", () => {
  it("is called with the parameters alone; all of its files are one package", async () => {
    expect(on.registry.setPackages([external()])).toEqual([]);
    answer = { body: '{"result":3}' };
    expect(await on.returns(SUM)).toEqual({ result: 3 });
    expect(server.requests.at(-1)).toMatchObject({
      method: "POST",
      url: "/api/sum",
      body: '{"x":1,"y":2}',
      headers: {
        "content-type": "application/json; charset=utf-8",
        "x-team": "one",
        "idempotency-key": "idempotency-key",
      },
    });
    expect(on.nature(SUM)).toBe("effect");
  });

  it.each([
    [{ status: 500, body: '{"message":"overflow"}' }, '500: {"message":"overflow"}'],
    [{ status: 404, body: "no such function" }, "404: no such function"],
    [{ body: "plain" }, "the answer of the package is not JSON"],
    [{ body: "[1]" }, "the answer of the package is not a JSON object"],
  ])("fails when the service answers %j", async (given, message) => {
    on.registry.setPackages([external()]);
    answer = given;
    expect(await on.error(SUM)).toContain(message);
  });

  it("fails for a service that is not there and for a protocol that is not known", async () => {
    on.registry.setPackages([
      external({ provider: { protocol: "http", endpoint: "http://127.0.0.1:1" } }),
    ]);
    expect(await on.error(SUM)).toContain("connection refused");
    on.registry.setPackages([external({ provider: { protocol: "grpc", endpoint: server.url } })]);
    expect(await on.error(SUM)).toBe("protocol grpc not supported yet");
  });

  it("may have definitions only", () => {
    const { provider: _, ...spec } = external().spec;
    expect(on.registry.setPackages([{ metadata: { name: "math" }, spec }])).toEqual([]);
    expect(on.registry.hasProvider("math")).toBe(true);
    expect(on.registry.find("math", "sum")).toBeUndefined();
  });

  it.each([
    [
      "a built-in provider's name",
      () => external({}, "http"),
      "the name http is that of a built-in",
    ],
    [
      "a built-in package's path",
      () => external({ path: "vela/kube" }),
      "the path vela/kube is that of a built-in package",
    ],
    ["nothing in it", () => external({ templates: {} }), "the package has no templates"],
    ["the path of another", () => external({}, "other"), "another package has the path ext/math"],
    ["the name of another", () => external({ path: "ext/other" }), "another package is named math"],
  ])("is refused with %s", (_, make, message) => {
    const refused = make();
    const packages = message.startsWith("another") ? [external(), refused] : [refused];
    expect(on.registry.setPackages(packages)).toMatchObject([
      { name: refused.metadata.name, message: expect.stringContaining(message) as string },
    ]);
  });

  it("that does not parse is told, and named where it is imported", async () => {
    const broken = external({ templates: { "sum.cue": "package math\n#Sum: {" } });
    expect(on.registry.setPackages([broken])).toMatchObject([
      {
        name: "math",
        message: expect.stringMatching(/^ext\/math\/sum\.cue:2:\d+: expected/) as string,
      },
    ]);
    expect(await on.error(SUM)).toContain("expected");
  });

  it("may import packages of the standard library, and others", async () => {
    const shared = external(
      {
        path: "ext/shared",
        templates: { "s.cue": 'package shared\nimport "strings"\nname: strings.ToLower("SUM")' },
      },
      "shared",
    );
    const using = external({
      templates: {
        "sum.cue": `package math\nimport "ext/shared"
#Sum: {
	#do:       shared.name
	#provider: "math"
	$params: {x: int, y: int}
	$returns?: {...}
}`,
      },
    });
    expect(on.registry.setPackages([using, shared])).toEqual([]);
    answer = { body: '{"result":3}' };
    expect(await on.returns(SUM)).toEqual({ result: 3 });
  });

  it("is gone when it is not set any more", async () => {
    on.registry.setPackages([external()]);
    on.registry.setPackages([]);
    expect(on.registry.hasProvider("math")).toBe(false);
    expect(await on.error(SUM)).toContain("ext/math");
  });
});
