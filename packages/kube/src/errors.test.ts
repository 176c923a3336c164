import { describe, expect, it } from "vitest";
import * as errors from "./errors.ts";
import { fieldError } from "./field-error.ts";

const deployments = { group: "apps", resource: "deployments" };
const pods = { group: "", resource: "pods" };

describe("makers", () => {
  it.each([
    [errors.notFound(deployments, "web"), 404, "NotFound", 'deployments.apps "web" not found'],
    [errors.alreadyExists(pods, "web"), 409, "AlreadyExists", 'pods "web" already exists'],
    [
      errors.conflict(pods, "web"),
      409,
      "Conflict",
      'Operation cannot be fulfilled on pods "web": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [errors.forbidden(pods, "", "no"), 403, "Forbidden", "pods is forbidden: no"],
    [errors.forbidden(pods, "a", "no"), 403, "Forbidden", 'pods "a" is forbidden: no'],
    [
      errors.invalid({ group: "apps", kind: "Deployment" }, "web", [
        fieldError.required("spec.a"),
        fieldError.invalid("spec.b", "x\n", "must be y"),
      ]),
      422,
      "Invalid",
      'Deployment.apps "web" is invalid: [spec.a: Required value, spec.b: Invalid value: "x\\n": must be y]',
    ],
    [
      errors.genericServerResponse({
        code: 404,
        verb: "GET",
        resource: deployments,
        name: "web",
        serverMessage: "404 page not found",
      }),
      404,
      "NotFound",
      "the server could not find the requested resource (get deployments.apps web)",
    ],
    [
      errors.genericServerResponse({
        code: 502,
        verb: "GET",
        resource: pods,
        name: "",
        serverMessage: "bad gateway",
      }),
      502,
      "InternalError",
      'an error on the server ("bad gateway") has prevented the request from succeeding (get pods)',
    ],
  ])("%s", (error, code, reason, message) => {
    expect({ code: error.code, reason: error.reason, message: error.message }).toEqual({
      code,
      reason,
      message,
    });
  });
});

describe("predicates", () => {
  it("tell errors by their reason, or by their code where there is none", () => {
    expect(errors.isNotFound(errors.notFound(pods, "a"))).toBe(true);
    expect(errors.isConflict(errors.alreadyExists(pods, "a"))).toBe(false);
    expect(errors.isGone(errors.expired("too old"))).toBe(true);
    const bare = errors.fromStatus({ kind: "Status", apiVersion: "v1", metadata: {}, code: 404 });
    expect(errors.isNotFound(bare)).toBe(true);
    expect(errors.isNotFound(new Error("x"))).toBe(false);
    expect(errors.isApiError({ __proto__: null })).toBe(false);
  });

  it("toStatus makes anything a Status", () => {
    expect(errors.toStatus(new Error("boom"))).toMatchObject({
      code: 500,
      message: "Internal error occurred: boom",
    });
  });
});
