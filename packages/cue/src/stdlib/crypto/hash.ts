import { BuiltinError, constant, definePackage, fn, type StandardPackage } from "../builtin.ts";
import { bytes, string } from "../param.ts";
import {
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

/** The package `crypto/md5`. */
export const cryptoMd5: StandardPackage = definePackage("crypto/md5", [
  constant("Size", 16),
  constant("BlockSize", 64),
  fn("Sum", [bytes], bytes, (data) => md5.hash(data)),
]);

/** The package `crypto/sha1`. */
export const cryptoSha1: StandardPackage = definePackage("crypto/sha1", [
  constant("Size", 20),
  constant("BlockSize", 64),
  fn("Sum", [bytes], bytes, (data) => sha1.hash(data)),
]);

/** The package `crypto/sha256`. */
export const cryptoSha256: StandardPackage = definePackage("crypto/sha256", [
  constant("Size", 32),
  constant("Size224", 28),
  constant("BlockSize", 64),
  fn("Sum256", [bytes], bytes, (data) => sha256.hash(data)),
  fn("Sum224", [bytes], bytes, (data) => sha224.hash(data)),
]);

/** The package `crypto/sha512`. */
export const cryptoSha512: StandardPackage = definePackage("crypto/sha512", [
  constant("Size", 64),
  constant("Size224", 28),
  constant("Size256", 32),
  constant("Size384", 48),
  constant("BlockSize", 128),
  fn("Sum512", [bytes], bytes, (data) => sha512.hash(data)),
  fn("Sum384", [bytes], bytes, (data) => sha384.hash(data)),
  fn("Sum512_224", [bytes], bytes, (data) => sha512To224.hash(data)),
  fn("Sum512_256", [bytes], bytes, (data) => sha512To256.hash(data)),
]);

const HASHES = {
  MD5: md5,
  SHA1: sha1,
  SHA224: sha224,
  SHA256: sha256,
  SHA384: sha384,
  SHA512: sha512,
  SHA512_224: sha512To224,
  SHA512_256: sha512To256,
} as const;

function sign(name: string, key: Uint8Array, data: Uint8Array): Uint8Array {
  if (!Object.hasOwn(HASHES, name)) throw new BuiltinError("unsupported hash function");
  return hmac(HASHES[name as keyof typeof HASHES], key, data);
}

/** The package `crypto/hmac`. */
export const cryptoHmac: StandardPackage = definePackage("crypto/hmac", [
  ...Object.keys(HASHES).map((name) => constant(name, name)),
  fn("Sign", [string, bytes, bytes], bytes, sign),
]);
