import { checkCalls } from "../../../test/calls.ts";

checkCalls("encoding/hex", [
  ["hex.Encode('\\xde\\xad')", '"dead"'],
  ['hex.Decode("DEad")', '"3q0="'],
  [
    'hex.Decode("abc")',
    "error: error in call to encoding/hex.Decode: encoding/hex: odd length hex string",
  ],
  [
    'hex.Decode("zz")',
    "error: error in call to encoding/hex.Decode: encoding/hex: invalid byte: U+007A 'z'",
  ],
  ["hex.EncodedLen(3)", "6"],
  ["hex.DecodedLen(7)", "3"],
  [
    'hex.Dump("0123456789abcdefX\\n")',
    '"00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\\n00000010  58 0a                                             |X.|\\n"',
  ],
]);
