import { checkCalls } from "../../../test/calls.ts";

checkCalls("encoding/toml", [
  [
    'toml.Marshal({b: 1, a: "x", c: {d: [1, 2], e: {f: true}}, g: [{h: 1}, {h: 2}], i: 1.0, j: "it\'s"})',
    '"a = \'x\'\\nb = 1\\ni = 1.0\\nj = \\"it\'s\\"\\n\\n[c]\\nd = [1, 2]\\n\\n[c.e]\\nf = true\\n\\n[[g]]\\nh = 1\\n\\n[[g]]\\nh = 2\\n"',
  ],
  [
    "toml.Marshal({a: null, b: [null]})",
    "error: error in call to encoding/toml.Marshal: toml: cannot encode a nil interface",
  ],
  [
    "toml.Marshal([1])",
    "error: error in call to encoding/toml.Marshal: toml: cannot encode a []interface {} as a document root",
  ],
  [
    "toml.Unmarshal(\"a = 1\\n[b]\\nc = 1.50\\nd = [1, {e = 'f'}]\\n[[g]]\\nh = 1\\n[[g]]\\nh = 2\\n[g.i]\\nj.k = true\\n\")",
    '{"a":1,"b":{"c":1.50,"d":[1,{"e":"f"}]},"g":[{"h":1},{"h":2,"i":{"j":{"k":true}}}]}',
  ],
  [
    'toml.Unmarshal("a = 1979-05-27T07:32:00Z\\nb = 07:32:00\\nc = 0x1F\\nd = 1_000\\n")',
    '{"a":"1979-05-27T07:32:00Z","b":"07:32:00","c":31,"d":1000}',
  ],
  [
    'toml.Unmarshal("a = \\"\\"\\"\\nx \\\\\\n  y\\"\\"\\"\\nb = \'c:\\\\d\'\\n")',
    '{"a":"x y","b":"c:\\\\d"}',
  ],
  [
    'toml.Unmarshal("a = 1\\na = 2")',
    "error: error in call to encoding/toml.Unmarshal: duplicate key: a",
  ],
  [
    'toml.Unmarshal("[a]\\n[a]")',
    "error: error in call to encoding/toml.Unmarshal: duplicate key: a",
  ],
  [
    'toml.Unmarshal("[[a]]\\n[a]")',
    'error: error in call to encoding/toml.Unmarshal: cannot redeclare table array "a" as a table',
  ],
  [
    'toml.Unmarshal("a = ")',
    "error: error in call to encoding/toml.Unmarshal: expected value, not end of input",
  ],
  [
    'toml.Unmarshal("a = 01")',
    "error: error in call to encoding/toml.Unmarshal: integers cannot have leading zeroes",
  ],
  [
    'toml.Unmarshal("a = [1")',
    "error: error in call to encoding/toml.Unmarshal: array is incomplete",
  ],
  [
    'toml.Unmarshal("a = 1 b")',
    "error: error in call to encoding/toml.Unmarshal: expected newline but got U+0062 'b'",
  ],
]);
