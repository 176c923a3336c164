import { checkCalls } from "../../../test/calls.ts";

checkCalls("encoding/csv", [
  ['csv.Decode("a\\rb\\r")', '[["a\\rb"]]'],
  [
    'csv.Encode([["a", "b,c"], [1, "d\\"e"], [" f", "g\\nh"], [null, {x: 1}]])',
    '"a,\\"b,c\\"\\n1,\\"d\\"\\"e\\"\\n\\" f\\",\\"g\\nh\\"\\nnull,\\"{\\"\\"x\\"\\":1}\\"\\n"',
  ],
  [
    "csv.Encode(1)",
    "error: error in call to encoding/csv.Encode: cannot use value 1 (type int) as list",
  ],
  ['csv.Decode("a,b\\n\\"c,\\"\\"d\\",e\\r\\n")', '[["a","b"],["c,\\"d","e"]]'],
  ['csv.Decode("a,\\"b\\nc\\"\\n\\n")', '[["a","b\\nc"]]'],
  [
    'csv.Decode("a\\"b")',
    'error: error in call to encoding/csv.Decode: parse error on line 1, column 2: bare " in non-quoted-field',
  ],
  [
    'csv.Decode("\\"a\\"b,c")',
    'error: error in call to encoding/csv.Decode: parse error on line 1, column 3: extraneous or missing " in quoted-field',
  ],
  [
    'csv.Decode("\\"a")',
    'error: error in call to encoding/csv.Decode: parse error on line 1, column 3: extraneous or missing " in quoted-field',
  ],
  [
    'csv.Decode("a,b\\nc")',
    "error: error in call to encoding/csv.Decode: record on line 2: wrong number of fields",
  ],
]);
