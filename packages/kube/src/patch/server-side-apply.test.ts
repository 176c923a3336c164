import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isConflict } from "../errors.ts";
import type { KubeObject } from "../object.ts";
import { listSchemaOf } from "./list-schemas.ts";
import { applyServerSide, type FieldManager, trackUpdate } from "./server-side-apply.ts";

const TIME = "2026-01-01T00:00:00Z";
const schema = listSchemaOf({ apiVersion: "v1", kind: "Pod" }) ?? {};

function by(name: string): FieldManager {
  return { name, time: TIME };
}

function pod(spec: object, labels?: { [key: string]: string }): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", ...(labels === undefined ? {} : { labels }) },
    spec,
  };
}

function apply(
  live: KubeObject | undefined,
  applied: KubeObject,
  name: string,
  force = false,
): KubeObject {
  return applyServerSide({
    ...(live === undefined ? {} : { live }),
    applied,
    manager: by(name),
    force,
    schema,
  });
}

function owners(object: KubeObject): object {
  return Object.fromEntries(
    (object.metadata.managedFields ?? []).map((entry) => [
      `${entry.manager} ${entry.operation}`,
      entry.fieldsV1,
    ]),
  );
}

describe("applyServerSide", () => {
  it("creates, and records what was applied", () => {
    const result = apply(
      undefined,
      pod({ containers: [{ name: "a", image: "x", ports: [{ containerPort: 80 }] }] }, { l: "1" }),
      "me",
    );
    expect(result.spec).toEqual({
      containers: [{ name: "a", image: "x", ports: [{ containerPort: 80 }] }],
    });
    expect(result.metadata.managedFields).toEqual([
      {
        manager: "me",
        operation: "Apply",
        apiVersion: "v1",
        time: TIME,
        fieldsType: "FieldsV1",
        fieldsV1: {
          "f:metadata": { "f:labels": { "f:l": {} } },
          "f:spec": {
            "f:containers": {
              'k:{"name":"a"}': {
                ".": {},
                "f:image": {},
                "f:name": {},
                "f:ports": {
                  'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} },
                },
              },
            },
          },
        },
      },
    ]);
  });

  it("removes what is no longer applied, and keeps what others own", () => {
    const mine = apply(
      undefined,
      pod({ nodeName: "n", containers: [{ name: "a" }, { name: "b" }] }, { l: "1" }),
      "me",
    );
    const ours = apply(mine, pod({ containers: [{ name: "b", image: "y" }] }), "you");
    const result = apply(ours, pod({ containers: [{ name: "c" }] }), "me");
    expect(result.spec).toEqual({ containers: [{ name: "b", image: "y" }, { name: "c" }] });
    expect(result.metadata.labels).toBeUndefined();
    expect(owners(result)).toEqual({
      "me Apply": { "f:spec": { "f:containers": { 'k:{"name":"c"}': { ".": {}, "f:name": {} } } } },
      "you Apply": {
        "f:spec": {
          "f:containers": { 'k:{"name":"b"}': { ".": {}, "f:image": {}, "f:name": {} } },
        },
      },
    });
  });

  it("shares a field that has the same value, and refuses to change it", () => {
    const mine = apply(undefined, pod({ nodeName: "n" }, { l: "1", m: "1" }), "me");
    const shared = apply(mine, pod({ nodeName: "n" }), "you");
    const error = failure(() => apply(shared, pod({ nodeName: "other" }, { l: "2" }), "you"));
    expect(isConflict(error)).toBe(true);
    expect(error).toMatchObject({
      message:
        'Apply failed with 2 conflicts: conflicts with "me":\n- .metadata.labels.l\n- .spec.nodeName',
      details: {
        causes: [
          {
            reason: "FieldManagerConflict",
            message: 'conflict with "me"',
            field: ".metadata.labels.l",
          },
          {
            reason: "FieldManagerConflict",
            message: 'conflict with "me"',
            field: ".spec.nodeName",
          },
        ],
      },
    });
    const forced = apply(shared, pod({ nodeName: "other" }, { l: "2" }), "you", true);
    expect(forced.spec).toEqual({ nodeName: "other" });
    expect(forced.metadata.labels).toEqual({ l: "2", m: "1" });
    expect(owners(forced)).toEqual({
      "me Apply": { "f:metadata": { "f:labels": { "f:m": {} } } },
      "you Apply": { "f:metadata": { "f:labels": { "f:l": {} } }, "f:spec": { "f:nodeName": {} } },
    });
  });

  it("conflicts with who updated, too, and with whoever was before the first apply", () => {
    const updated = trackUpdate({
      updated: pod({ nodeName: "n" }),
      manager: by("kubectl-edit"),
      schema,
    });
    expect(failure(() => apply(updated, pod({ nodeName: "m" }), "me")).message).toBe(
      `Apply failed with 1 conflict: conflict with "kubectl-edit" using v1 at ${TIME}: .spec.nodeName`,
    );
    expect(failure(() => apply(pod({ nodeName: "n" }), pod({ nodeName: "m" }), "me")).message).toBe(
      `Apply failed with 1 conflict: conflict with "before-first-apply" using v1 at ${TIME}: .spec.nodeName`,
    );
  });

  it("changes nothing if nothing changes", () => {
    const live = apply(undefined, pod({ nodeName: "n" }), "me");
    expect(apply(live, pod({ nodeName: "n" }), "me")).toBe(live);
  });

  it("refuses managedFields in what is applied", () => {
    const applied = { ...pod({}), metadata: { name: "p", managedFields: [] } };
    expect(() => apply(undefined, applied, "me")).toThrow("metadata.managedFields must be nil");
  });

  it("replaces lists where there is no schema", () => {
    const live = { ...pod({ list: [1, 2] }), metadata: { name: "p" } };
    const result = applyServerSide({
      live,
      applied: pod({ list: [3] }),
      manager: by("me"),
      force: true,
    });
    expect(result.spec).toEqual({ list: [3] });
  });

  it("whoever applies twice in a row gets what was applied, whatever was before", () => {
    const container = fc.record(
      { name: fc.constantFrom("a", "b", "c"), image: fc.constantFrom("x", "y"), tty: fc.boolean() },
      { requiredKeys: ["name"] },
    );
    const pods = fc
      .record(
        {
          containers: fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 3 }),
          nodeName: fc.constantFrom("n", "m"),
        },
        { requiredKeys: [] },
      )
      .map((spec) => pod(spec));
    fc.assert(
      fc.property(pods, pods, pods, (first, second, other) => {
        const before = apply(apply(undefined, first, "me"), other, "you", true);
        const after = apply(before, second, "me", true);
        expect(apply(after, second, "me")).toBe(after);
        // Whoever gives everything up leaves only what the other one owns.
        const alone = apply(apply(undefined, first, "me"), pod({}), "me");
        expect(Object.keys((alone.spec as object | undefined) ?? {})).toEqual([]);
        const wanted = (second.spec as { nodeName?: string }).nodeName;
        if (wanted !== undefined)
          expect((after.spec as { nodeName?: string }).nodeName).toBe(wanted);
      }),
    );
  });
});

describe("trackUpdate", () => {
  it("gives what changed to who changed it", () => {
    const applied = apply(undefined, pod({ nodeName: "n", hostname: "h" }), "me");
    const updated = trackUpdate({
      old: applied,
      updated: { ...applied, spec: { nodeName: "m", subdomain: "s" } },
      manager: { ...by("controller"), subresource: "status" },
      schema,
    });
    expect(updated.metadata.managedFields).toMatchObject([
      { manager: "controller", operation: "Update", subresource: "status" },
    ]);
    expect(owners(updated)).toEqual({
      "controller Update": { "f:spec": { "f:nodeName": {}, "f:subdomain": {} } },
    });
    const same = trackUpdate({ old: updated, updated, manager: by("other"), schema });
    expect(same).toEqual(updated);
  });
});

function failure(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
