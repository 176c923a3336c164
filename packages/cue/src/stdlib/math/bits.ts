import { BuiltinError, definePackage, fn, type StandardPackage } from "../builtin.ts";
import { bigInt, int, uint } from "../param.ts";
import { bitLength } from "../strconv/integer.ts";

/** Shifts past this would build numbers that no memory holds. */
const MAX_SHIFT = 1n << 30n;

function shiftLeft(x: bigint, n: bigint): bigint {
  if (n > MAX_SHIFT) throw new BuiltinError("shift count too large");
  return x << n;
}

function setBit(x: bigint, index: number, bit: bigint): bigint {
  if (index < 0) throw new BuiltinError("negative bit index");
  if (bit !== 0n && bit !== 1n) throw new BuiltinError("set bit is not 0 or 1");
  const mask = shiftLeft(1n, BigInt(index));
  return bit === 1n ? x | mask : x & ~mask;
}

function bitAt(x: bigint, index: bigint): bigint {
  if (index > 0x7fffffffn) throw new BuiltinError("bit index too large");
  return (x >> index) & 1n;
}

function onesCount(x: bigint): number {
  return (x < 0n ? -x : x).toString(2).replaceAll("0", "").length;
}

/** The package `math/bits`. */
export const mathBits: StandardPackage = definePackage("math/bits", [
  fn("Lsh", [bigInt, uint], bigInt, shiftLeft),
  fn("Rsh", [bigInt, uint], bigInt, (x, n) => x >> n),
  fn("At", [bigInt, uint], uint, bitAt),
  fn("Set", [bigInt, int, uint], bigInt, setBit),
  fn("And", [bigInt, bigInt], bigInt, (a, b) => a & b),
  fn("Or", [bigInt, bigInt], bigInt, (a, b) => a | b),
  fn("Xor", [bigInt, bigInt], bigInt, (a, b) => a ^ b),
  fn("Clear", [bigInt, bigInt], bigInt, (a, b) => a & ~b),
  fn("OnesCount", [bigInt], int, onesCount),
  fn("Len", [bigInt], int, bitLength),
]);
