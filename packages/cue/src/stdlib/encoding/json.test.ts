import { checkCalls } from "../../../test/calls.ts";

checkCalls("encoding/json", [
  ['json.Unmarshal("{\\"e\\u0301\\": 1}")', '{"é":1}'],
  ['json.Unmarshal("{\\"a\\": {\\"b\\": 1}, \\"a\\": {\\"c\\": 2}}")', '{"a":{"b":1,"c":2}}'],
  ['json.Valid("{\\"a\\": [1, 2.5e3]}")', "true"],
  ['json.Valid("[1,]")', "false"],
  ['json.Compact("{ \\"a\\" : [ 1 , 2 ] }")', '"{\\"a\\":[1,2]}"'],
  [
    'json.Compact("[1 2]")',
    "error: error in call to encoding/json.Compact: invalid character '2' after array element",
  ],
  [
    'json.Compact("tru")',
    "error: error in call to encoding/json.Compact: invalid character ' ' in literal true (expecting 'e')",
  ],
  [
    'json.Indent("{\\"a\\":[1,{}],\\"b\\":[]} \\n", ">", "  ")',
    '"{\\n>  \\"a\\": [\\n>    1,\\n>    {}\\n>  ],\\n>  \\"b\\": []\\n>} \\n"',
  ],
  ['json.HTMLEscape("<a>&\\u2028")', '"\\\\u003ca\\\\u003e\\\\u0026\\\\u2028"'],
  [
    'json.Marshal({a: 1.50, "1": [null, true], b: "<&>\\u2028\\u0001", c: \'x\'})',
    '"{\\"a\\":1.50,\\"1\\":[null,true],\\"b\\":\\"<&>\\\\u2028\\\\u0001\\",\\"c\\":\\"eA==\\"}"',
  ],
  ["json.Marshal(1e3)", '"1E+3"'],
  [
    "json.Marshal({a: int})",
    'error: error in call to encoding/json.Marshal: cannot convert incomplete value "int" to JSON',
  ],
  ['json.MarshalStream([1, {a: "b"}])', '"1\\n{\\"a\\":\\"b\\"}\\n"'],
  [
    "json.MarshalStream(1)",
    "error: error in call to encoding/json.MarshalStream: cannot use value 1 (type int) as list",
  ],
  [
    'json.Unmarshal("{\\"b\\": 1, \\"a\\": 1.0, \\"1\\": 12345678901234567890, \\"e\\": 1e2}")',
    '{"b":1,"a":1.0,"1":12345678901234567890,"e":1E+2}',
  ],
  ['json.Unmarshal("\\"\\\\ud83d\\\\ude00\\\\/\\\\n\\"")', '"😀/\\n"'],
  [
    'json.Unmarshal("\\"\\\\ud83d\\"")',
    "error: error in call to encoding/json.Unmarshal: invalid string: unmatched surrogate pair",
  ],
  ['json.Unmarshal("-0.0")', "0.0"],
  [
    'json.Unmarshal("{a: 1}")',
    "error: error in call to encoding/json.Unmarshal: json: invalid JSON",
  ],
  ['json.Unmarshal("")', "error: error in call to encoding/json.Unmarshal: json: invalid JSON"],
  ['json.Unmarshal("{\\"a\\": 1, \\"a\\": 2}")', "error: conflicting values 2 and 1"],
  ['json.UnmarshalStream("1 {\\"a\\": 2}\\n[3]")', '[1,{"a":2},[3]]'],
  [
    'json.UnmarshalStream("1 {")',
    "error: error in call to encoding/json.UnmarshalStream: invalid JSON: unexpected EOF",
  ],
  ['"{\\"a\\": 1}" & json.Validate({a: int})', '"{\\"a\\": 1}"'],
  [
    '"{\\"a\\": 1}" & json.Validate({a: string})',
    'error: invalid value "{\\"a\\": 1}" (does not satisfy encoding/json.Validate): conflicting values 1 and string (mismatched types int and string)',
  ],
  [
    '"{}" & json.Validate({a!: string})',
    'error: invalid value "{}" (does not satisfy encoding/json.Validate): field is required but not present',
  ],
  [
    '"x" & json.Validate({})',
    'error: invalid value "x" (does not satisfy encoding/json.Validate): json: invalid JSON',
  ],
]);
