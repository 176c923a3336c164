import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";
import {
  type Answer,
  type ReceivedRequest,
  type RecordingServer,
  recordingServer,
} from "../../test/recording-server.ts";

const success = (data: object): Answer => ({ body: JSON.stringify({ status: "success", data }) });
const vector = (...values: string[]): Answer =>
  success({
    resultType: "vector",
    result: values.map((value) => ({ metric: {}, value: [1, value] })),
  });

let on: Bed;
let server: RecordingServer;
let answer: (request: ReceivedRequest) => Answer = () => vector("1");
beforeAll(async () => {
  on = await bed();
  server = await recordingServer((request) => answer(request));
});
beforeEach(() => {
  on.keys.clear();
});
afterAll(async () => {
  server.close();
  await on.close();
});

const check = (condition: string, rest: object = {}): string =>
  `import "vela/metrics"\naction: metrics.#PromCheck & {$params: ${JSON.stringify({
    query: 'up{job="a b"}',
    metricEndpoint: server.url,
    condition,
    ...rest,
  })}}`;

describe("metrics.#PromCheck", () => {
  it("asks with a form, at the time of the call", async () => {
    answer = () => vector("1");
    await on.returns(check(">=1"));
    const request = server.requests.at(-1);
    expect(request).toMatchObject({ method: "POST", url: "/api/v1/query" });
    expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      query: 'up{job="a b"}',
      time: "1714979289",
    });
  });

  it.each([405, 501])("asks with GET where the server answers %i", async (status) => {
    answer = ({ method }) => (method === "POST" ? { status, body: "" } : vector("1"));
    expect(await on.returns(check(">=1", { metricEndpoint: `${server.url}/` }))).toMatchObject({
      failed: false,
    });
    const url = new URL(server.requests.at(-1)?.url ?? "", server.url);
    expect(url.pathname).toBe("/api/v1/query");
    expect(url.searchParams.get("query")).toBe('up{job="a b"}');
  });

  it("passes when the condition has held for the duration", async () => {
    answer = () => vector("0.99");
    const template = check(">=0.95", { duration: "5m" });
    const start = on.time.now;
    const text =
      "The healthy condition should be >=0.95, and the query result is 0.99, indicating success.";
    expect(await on.returns(template)).toEqual({ message: text, failed: false, result: false });
    expect(on.keys.get("abcde12345.metrics.success.time")).toBe(String(start / 1000));
    on.time.now = start + 90_000;
    expect(await on.returns(template)).toEqual({
      message: `${text} The success has persisted for 1m30s, with success duration being 5m.`,
      failed: false,
      result: false,
    });
    on.time.now = start + 300_000;
    expect(await on.returns(template)).toEqual({
      message: "The metric check has passed successfully.",
      failed: false,
      result: true,
    });
    on.time.now = start;
  });

  it("fails when the condition has been violated for as long as it may", async () => {
    answer = () => vector("3");
    const template = check("< 2", { failDuration: "2m" });
    const start = on.time.now;
    const text =
      "The healthy condition should be < 2, but the query result is 3, indicating failure";
    const rest = "with the failure duration being 2m.";
    expect(await on.returns(template)).toEqual({
      message: `${text}, ${rest} This is first failed checking.`,
      failed: false,
      result: false,
    });
    on.time.now = start + 60_000;
    expect(await on.returns(template)).toEqual({
      message: `${text}. The failure has persisted for 1m0s, ${rest}`,
      failed: false,
      result: false,
    });
    on.time.now = start + 120_000;
    expect(await on.returns(template)).toEqual({
      message: `${text}. The failure has persisted for 2m0s, ${rest} The check has terminated.`,
      failed: true,
      result: false,
    });
    on.time.now = start;
  });

  it("keeps the times of two checks in a step apart", async () => {
    const start = on.time.now;
    answer = ({ body }) => vector(body.includes("up") ? "1" : "0");
    const [first, second] = [check(">=1", { duration: "1m" }), check("<1", { duration: "3m" })];
    const template = `${first}\n${second.split("\n")[1]?.replace("action:", '"b-2":') ?? ""}`;
    await on.returns(template);
    on.time.now = start + 60_000;
    expect(await on.returns(template, "b-2")).toMatchObject({ failed: false, result: false });
    expect(await on.returns(template)).toMatchObject({ result: true });
    expect([...on.keys.keys()]).toEqual([
      "abcde12345.metrics.check",
      "abcde12345.metrics.success.time",
      "abcde12345.b-2.metrics.fail.time",
    ]);
    on.time.now = start;
  });

  it("begins anew when the condition turns", async () => {
    const start = on.time.now;
    const template = check(">=1", { duration: "1m", failDuration: "1m" });
    for (const value of ["1", "0", "1", "0"]) {
      answer = () => vector(value);
      expect(await on.returns(template)).toMatchObject({ failed: false, result: false });
      on.time.now += 60_000;
    }
    on.time.now = start;
  });

  it.each([
    ["a scalar", success({ resultType: "scalar", result: [1, "7"] }), "== 7"],
    ["a very large number", vector("1e+21"), "== 1000000000000000000000"],
    ["a very small number", vector("1.5e-7"), "== 0.00000015"],
    ["a negative number", vector("-2"), "< 0"],
    ["a condition of several parts", vector("5"), ">= 1 && true"],
  ])("understands %s", async (_, given, condition) => {
    answer = () => given;
    expect((await on.returns(check(condition)))["message"]).toContain("indicating success");
  });

  it.each([
    ["no result", vector(), "the query is returning 0 results when it should only return one"],
    ["several", vector("1", "2"), "the query is returning 2 results when it should only"],
    ["a matrix", success({ resultType: "matrix", result: [] }), "cannot handle the not query"],
    ["no number", vector("NaN"), "no finite number"],
    ["no JSON", { status: 502, body: "<html>" }, "answered 502 and no JSON"],
    [
      "an error",
      { status: 400, body: '{"status":"error","errorType":"bad_data","error":"parse error"}' },
      "answered 400: bad_data: parse error",
    ],
  ])("fails for %s", async (_, given, message) => {
    answer = () => given;
    expect(await on.error(check(">=1"))).toContain(message);
  });

  it.each([
    [">= nothing", {}, "nothing"],
    ["+ 1", {}, "does not give true or false"],
    [">=", {}, "the condition >= is not a comparison: "],
    [">= 1", { duration: "5 minutes" }, "failed to parse duration 5 minutes: "],
    [">= 1", { failDuration: "x" }, "failed to parse duration x: "],
    [">= 1", { metricEndpoint: "http://127.0.0.1:1" }, "connection refused"],
  ])("fails for the condition %j and %j", async (condition, rest, message) => {
    answer = () => vector("1");
    expect(await on.error(check(condition, rest))).toContain(message);
  });

  it("can be called in the old form", async () => {
    answer = () => vector("1");
    const returns = await on.returns(`import "vela/op"
action: op.#PromCheck & {query: "up", metricEndpoint: "${server.url}", condition: ">=1", duration: "0s"}`);
    expect(returns).toMatchObject({ result: false, failed: false });
  });
});
