import { expect, it } from "vitest";
import {
  type Digest,
  hmac,
  md5,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  sha512To224,
  sha512To256,
} from "./digest.ts";

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Of a million times the letter a, whose padding fills a block of its own: FIPS 180 and RFC 1321. */
it.each<readonly [string, Digest, string]>([
  ["MD5", md5, "7707d6ae4e027c70eea2a935c2296f21"],
  ["SHA-1", sha1, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"],
  ["SHA-224", sha224, "20794655980c91d8bbb4c1ea97618a4bf03f42581948b2ee4ee7ad67"],
  ["SHA-256", sha256, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
  [
    "SHA-384",
    sha384,
    "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985",
  ],
  [
    "SHA-512",
    sha512,
    "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
  ],
  ["SHA-512/224", sha512To224, "37ab331d76f0d36de422bd0edeb22a28accd487b7a8453ae965dd287"],
  ["SHA-512/256", sha512To256, "9a59a052930187a97038cae692f30708aa6491923ef5194394dc68d56c74fb21"],
])("%s", (_, digest, expected) => {
  expect(hex(digest.hash(new Uint8Array(1_000_000).fill(0x61)))).toBe(expected);
});

it("hashes parts as if they were one", () => {
  const message = new TextEncoder().encode("the quick brown fox");
  expect(sha256.hash(message.subarray(0, 5), message.subarray(5))).toEqual(sha256.hash(message));
});

/** A key longer than a block is hashed first: RFC 4231, case 6. */
it("signs with long keys", () => {
  const key = new Uint8Array(131).fill(0xaa);
  const data = new TextEncoder().encode("Test Using Larger Than Block-Size Key - Hash Key First");
  expect(hex(hmac(sha256, key, data))).toBe(
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  );
});
