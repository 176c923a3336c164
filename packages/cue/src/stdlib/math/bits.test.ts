import { checkCalls } from "../../../test/calls.ts";

checkCalls("math/bits", [
  ["bits.Lsh(1, 70)", "1180591620717411303424"],
  ["bits.Rsh(-5, 1)", "-3"],
  ["bits.At(10, 1)", "1"],
  ["bits.Set(10, 1, 0)", "8"],
  ["bits.Set(10, 0, 1)", "11"],
  ["bits.And(10, 6)", "2"],
  ["bits.Or(10, 6)", "14"],
  ["bits.Xor(10, 6)", "12"],
  ["bits.Clear(10, 6)", "8"],
  ["bits.OnesCount(255)", "8"],
  ["bits.Len(255)", "8"],
  [
    "bits.Lsh(1, -1)",
    "error: error in call to math/bits.Lsh: cannot use -1 (type int) as uint64 in argument 1",
  ],
]);
