import { BuiltinError, constant, definePackage, fn, type StandardPackage } from "../builtin.ts";
import { bool, bytes } from "../param.ts";
import { sha512 } from "./digest.ts";

// Verification as RFC 8032 and Go's crypto/ed25519 do it. Everything here is public, so nothing needs to run in
// constant time.

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function mod(a: bigint, m: bigint = P): bigint {
  const r = a % m;
  return r < 0n ? r + m : r;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let b = mod(base);
  for (let e = exponent; e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) result = mod(result * b);
    b = mod(b * b);
  }
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const SQRT_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** A point in extended homogeneous coordinates: x = X/Z, y = Y/Z, xy = T/Z. */
interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
  readonly t: bigint;
}

const IDENTITY: Point = { x: 0n, y: 1n, z: 1n, t: 0n };

function add(p: Point, q: Point): Point {
  const a = mod((p.y - p.x) * (q.y - q.x));
  const b = mod((p.y + p.x) * (q.y + q.x));
  const c = mod(2n * p.t * q.t * D);
  const d = mod(2n * p.z * q.z);
  const e = b - a;
  const f = d - c;
  const g = d + c;
  const h = b + a;
  return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) };
}

function multiply(p: Point, scalar: bigint): Point {
  let result = IDENTITY;
  let addend = p;
  for (let k = scalar; k > 0n; k >>= 1n) {
    if ((k & 1n) === 1n) result = add(result, addend);
    addend = add(addend, addend);
  }
  return result;
}

function littleEndian(data: Uint8Array): bigint {
  let value = 0n;
  for (let i = data.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(data[i] ?? 0);
  return value;
}

/** The point that 32 bytes encode, or undefined. */
function decompress(data: Uint8Array): Point | undefined {
  const encoded = littleEndian(data);
  const sign = encoded >> 255n;
  const y = mod(encoded & (2n ** 255n - 1n));
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  const check = mod(v * x * x);
  if (check !== u) {
    if (check !== mod(-u)) return undefined;
    x = mod(x * SQRT_MINUS_ONE);
  }
  if ((x & 1n) !== sign) x = mod(-x);
  return { x, y, z: 1n, t: mod(x * y) };
}

function compress(p: Point): bigint {
  const inverse = power(p.z, P - 2n);
  const x = mod(p.x * inverse);
  return mod(p.y * inverse) | ((x & 1n) << 255n);
}

function basePoint(): Point {
  const y = mod(4n * power(5n, P - 2n));
  const encoded = new Uint8Array(32);
  for (let i = 0, rest = y; i < 32; i++, rest >>= 8n) encoded[i] = Number(rest & 0xffn);
  return decompress(encoded) ?? IDENTITY;
}

/** Whether `signature` is one of `message` by the holder of `publicKey`. */
function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const key = decompress(publicKey);
  const s = littleEndian(signature.subarray(32));
  if (key === undefined || s >= ORDER) return false;
  const r = signature.subarray(0, 32);
  const hash = sha512.hash(r, publicKey, message);
  const k = littleEndian(hash) % ORDER;
  // R must be s·B − k·A, byte for byte.
  const minusKey = { ...key, x: mod(-key.x), t: mod(-key.t) };
  return compress(add(multiply(basePoint(), s), multiply(minusKey, k))) === littleEndian(r);
}

/** The package `crypto/ed25519`. */
export const ed25519: StandardPackage = definePackage("crypto/ed25519", [
  constant("PublicKeySize", 32),
  fn("Valid", [bytes, bytes, bytes], bool, (publicKey, message, signature) => {
    if (publicKey.length !== 32) throw new BuiltinError("ed25519: publicKey must be 32 bytes");
    return verify(publicKey, message, signature);
  }),
]);
