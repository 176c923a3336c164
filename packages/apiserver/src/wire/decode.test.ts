import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeProtobuf } from "./decode.ts";

/** A field with its length in front, or a number. */
function field(number: number, value: string | Buffer | number): Buffer {
  if (typeof value === "number") return Buffer.from([number << 3, value]);
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

function envelope(apiVersion: string, kind: string, ...raw: readonly Buffer[]): Buffer {
  const meta = Buffer.concat([field(1, apiVersion), field(2, kind)]);
  return Buffer.concat([Buffer.from("k8s\0"), field(1, meta), field(2, Buffer.concat(raw))]);
}

const metadata = field(1, Buffer.concat([field(1, "x"), field(8, "")]));

describe("decodeProtobuf", () => {
  it.each([
    [
      "maps",
      envelope(
        "v1",
        "ConfigMap",
        metadata,
        field(2, Buffer.concat([field(1, "k"), field(2, "v")])),
      ),
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data: { k: "v" } },
    ],
    [
      "bytes",
      envelope("v1", "Secret", metadata, field(2, Buffer.concat([field(1, "k"), field(2, "v")]))),
      { apiVersion: "v1", kind: "Secret", metadata: { name: "x" }, data: { k: "dg==" } },
    ],
    [
      "zero values that are told apart from absent ones",
      envelope("apps/v1", "Deployment", field(2, Buffer.concat([field(1, 0), field(5, 0)]))),
      { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas: 0 } },
    ],
    [
      "numbers or texts",
      envelope(
        "v1",
        "Service",
        field(
          2,
          field(
            1,
            Buffer.concat([field(3, 80), field(4, Buffer.concat([field(1, 1), field(3, "web")]))]),
          ),
        ),
      ),
      {
        apiVersion: "v1",
        kind: "Service",
        spec: { ports: [{ port: 80, targetPort: "web" }] },
      },
    ],
    [
      "messages whose fields stand beside others",
      envelope(
        "v1",
        "Pod",
        field(2, field(1, Buffer.concat([field(1, "v"), field(2, field(6, field(1, "s")))]))),
      ),
      {
        apiVersion: "v1",
        kind: "Pod",
        spec: { volumes: [{ name: "v", secret: { secretName: "s" } }] },
      },
    ],
    [
      "delete options of any group",
      envelope("apps/v1", "DeleteOptions", field(4, "Orphan")),
      { apiVersion: "apps/v1", kind: "DeleteOptions", propagationPolicy: "Orphan" },
    ],
  ])("reads %s", (_name, body, expected) => {
    expect(decodeProtobuf(body)).toEqual(expected);
  });

  it("refuses what is no object", () => {
    expect(() => decodeProtobuf(Buffer.from("{}"))).toThrow("does not begin like");
    expect(() => decodeProtobuf(envelope("a/v1", "B"))).toThrow(
      "no protobuf form of a/v1 B is known",
    );
    expect(() => decodeProtobuf(Buffer.from("k8s\0\x0a\xff", "latin1"))).toThrow("cut off");
  });

  it("never hangs or crashes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeProtobuf(envelope("v1", "Pod", Buffer.from(bytes)));
        } catch (error) {
          expect((error as Error).message).toMatch(/protobuf|JSON|time value/);
        }
      }),
    );
  });
});
