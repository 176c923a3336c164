import { checkCalls } from "../../../test/calls.ts";

checkCalls("encoding/base64", [
  ['base64.Encode(null, "Hello!")', '"SGVsbG8h"'],
  ["base64.Encode(null, '\\xff\\x00')", '"/wA="'],
  [
    'base64.Encode("x", "a")',
    'error: error in call to encoding/base64.Encode: base64: unsupported encoding: cannot use value "x" (type string) as null',
  ],
  ['base64.Decode(null, "SGVsbG8h")', '"SGVsbG8h"'],
  ['base64.Decode(null, "SGVs\\nbG8=")', '"SGVsbG8="'],
  [
    'base64.Decode(null, "SGVsbG8")',
    "error: error in call to encoding/base64.Decode: illegal base64 data at input byte 4",
  ],
  [
    'base64.Decode(null, "a!b=")',
    "error: error in call to encoding/base64.Decode: illegal base64 data at input byte 1",
  ],
  ["base64.EncodedLen(null, 4)", "8"],
  ["base64.DecodedLen(null, 8)", "6"],
]);
