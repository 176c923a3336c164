import { checkCalls } from "../../../test/calls.ts";

checkCalls("encoding/yaml", [
  // A literal keeps its form where it is an element, or the argument.
  [
    'yaml.Marshal({a: ["b\\nc", 1_000, 0x1F, 1Ki, 1E+3, .5], b: "b\\nc"})',
    '"a:\\n  - \\"b\\\\nc\\"\\n  - 1_000\\n  - 0x1F\\n  - 1024\\n  - 1e+3\\n  - .5\\nb: |-\\n  b\\n  c\\n"',
  ],
  ['yaml.Marshal("a\\nb" + "")', '"|-\\n  a\\n  b\\n"'],
  [
    'yaml.Marshal(["? a\\n: b", "12 ", "yes ", "true "])',
    '"- \\"? a\\\\n: b\\"\\n- \\"12 \\"\\n- \'yes \'\\n- \\"true \\"\\n"',
  ],
  [
    'yaml.Unmarshal("b: &b {a: 1, c: 2}\\nd: {<<: *b, e: 3, a: 4}\\n")',
    '{"b":{"a":1,"c":2},"d":{"a":4,"c":2,"e":3}}',
  ],
  ['yaml.Unmarshal("a: {b: 1}\\na: {c: 2}\\n")', '{"a":{"b":1,"c":2}}'],
  ['yaml.Unmarshal("- !!int\\n- !x\\n")', "[null,null]"],
  ['yaml.Unmarshal("[\\n  a: {\\n    b: c\\n  }]\\n")', '[{"a":{"b":"c"}}]'],
  [
    'yaml.Marshal({a: [1, [2, 3], {b: "c", d: []}], e: {}, f: null})',
    '"a:\\n  - 1\\n  - - 2\\n    - 3\\n  - b: c\\n    d: []\\ne: {}\\n\\"f\\": null\\n"',
  ],
  [
    'yaml.Marshal({a: "yes", b: "1", c: "- x", d: "x: y", e: "2001-01-01", f: "", g: "tab\\t", h: " x", i: "#", j: "~"})',
    '"a: \\"yes\\"\\nb: \\"1\\"\\nc: \'- x\'\\nd: \'x: y\'\\ne: \\"2001-01-01\\"\\n\\"f\\": \\"\\"\\ng: \\"tab\\\\t\\"\\nh: \' x\'\\ni: \'#\'\\nj: \\"~\\"\\n"',
  ],
  [
    'yaml.Marshal({a: "one\\ntwo\\n", b: "one\\n\\n", c: "one\\n two", d: " lead\\nx", e: [string | *"p\\nq"]})',
    '"a: |\\n  one\\n  two\\nb: |+\\n  one\\n\\nc: |-\\n  one\\n   two\\nd: \\" lead\\\\nx\\"\\ne:\\n  - |-\\n    p\\n    q\\n"',
  ],
  [
    "yaml.Marshal({a: 1.50, b: 1e3, c: 100.0 * 10, d: 'bytes', e: -5})",
    '"a: 1.50\\nb: 1e+3\\nc: 1000.0\\nd: !!binary Ynl0ZXM=\\ne: -5\\n"',
  ],
  [
    'yaml.Marshal({"yes": 1, "a b": 2, "multi\\nline": 3})',
    '"\\"yes\\": 1\\na b: 2\\n\\"multi\\\\nline\\": 3\\n"',
  ],
  ["yaml.Marshal({a: int})", "error: error in call to encoding/yaml.Marshal: incomplete value int"],
  [
    'yaml.MarshalStream([{a: 1}, "x", [1, 2], []])',
    '"a: 1\\n---\\nx\\n---\\n- 1\\n- 2\\n---\\n[]\\n"',
  ],
  [
    'yaml.Unmarshal("a: 1\\nb:\\n- x\\n- y: 2\\n  z: 3\\nc: {d: [1, \'q\'], e: \\"\\\\u00e9\\\\n\\"}\\n")',
    '{"a":1,"b":["x",{"y":2,"z":3}],"c":{"d":[1,"q"],"e":"é\\n"}}',
  ],
  [
    'yaml.Unmarshal("a: |\\n  one\\n   two\\n\\nb: >-\\n  one\\n  two\\n\\n  three\\nc: |+\\n  x\\n\\n")',
    '{"a":"one\\n two\\n","b":"one two\\nthree","c":"x\\n\\n"}',
  ],
  [
    'yaml.Unmarshal("a: 1.0\\nb: 0x1F\\nc: 0o17\\nd: 017\\ne: 1_000\\nf: .5\\ng: 1e3\\nh: 089\\ni: 123456789012345678901234567890\\n")',
    '{"a":1.0,"b":31,"c":15,"d":15,"e":1000,"f":0.5,"g":1E+3,"h":"089","i":123456789012345678901234567890}',
  ],
  [
    'yaml.Unmarshal("a: yes\\nb: True\\nc: ~\\nd:\\ne: 2001-01-01\\nf: null\\n")',
    '{"a":"yes","b":true,"c":null,"d":null,"e":"2001-01-01","f":null}',
  ],
  [
    'yaml.Unmarshal("x: &a {b: 1, c: 2}\\ny:\\n  <<: *a\\n  c: 3\\nz: *a\\n")',
    '{"x":{"b":1,"c":2},"y":{"b":1,"c":3},"z":{"b":1,"c":2}}',
  ],
  [
    'yaml.Unmarshal("- !!str 1\\n- !!int \\"2\\"\\n- !!binary YWJj\\n- !!float 3\\n")',
    '["1",2,"YWJj",3]',
  ],
  ["yaml.Unmarshal(\"? a\\n: b\\n'c': d\\n\")", '{"a":"b","c":"d"}'],
  ['yaml.Unmarshal("a: b\\n  c\\n\\n  d\\n")', '{"a":"b c\\nd"}'],
  ['yaml.Unmarshal("")', "null"],
  [
    'yaml.Unmarshal("a: 1\\n---\\nb: 2\\n")',
    "error: error in call to encoding/yaml.Unmarshal: 3:1: expected a single YAML document",
  ],
  [
    'yaml.Unmarshal("a: b: c")',
    "error: error in call to encoding/yaml.Unmarshal: :1: mapping value is not allowed in this context",
  ],
  [
    'yaml.Unmarshal("a: [1, 2")',
    "error: error in call to encoding/yaml.Unmarshal: :1: sequence end token ']' not found",
  ],
  [
    'yaml.Unmarshal("a: \\"x")',
    "error: error in call to encoding/yaml.Unmarshal: :1: could not find end character of double-quoted text",
  ],
  [
    'yaml.Unmarshal("a: 1\\n- b")',
    "error: error in call to encoding/yaml.Unmarshal: :2: non-map value is specified",
  ],
  [
    'yaml.Unmarshal("a: *x")',
    "error: error in call to encoding/yaml.Unmarshal: :1: unknown anchor 'x' referenced",
  ],
  [
    'yaml.Unmarshal("a: &x [*x]")',
    'error: error in call to encoding/yaml.Unmarshal: :1: anchor "x" value contains itself',
  ],
  [
    'yaml.Unmarshal("\\ta: 1")',
    "error: error in call to encoding/yaml.Unmarshal: :1: tab character cannot use as a map key directly",
  ],
  [
    'yaml.Unmarshal("a: \\"\\\\q\\"")',
    "error: error in call to encoding/yaml.Unmarshal: :1: found unknown escape character 'q'",
  ],
  [
    'yaml.Unmarshal("a: !foo 1")',
    'error: error in call to encoding/yaml.Unmarshal: :1: cannot unmarshal tag "!foo"',
  ],
  [
    'yaml.Unmarshal("-1: a")',
    "error: error in call to encoding/yaml.Unmarshal: :1: invalid label -1",
  ],
  ['yaml.UnmarshalStream("a: 1\\n---\\n- 2\\n...\\n---\\nx\\n")', '[{"a":1},[2],"x"]'],
  ['"a: 1" & yaml.Validate({a: int, ...})', '"a: 1"'],
  [
    '"a: 1" & yaml.Validate({a: string})',
    'error: invalid value "a: 1" (does not satisfy encoding/yaml.Validate): conflicting values 1 and string (mismatched types int and string)',
  ],
  [
    '"a: 1\\n---\\na: x" & yaml.Validate({a: int})',
    'error: invalid value "a: 1\\n---\\na: x" (does not satisfy encoding/yaml.Validate): conflicting values "x" and int (mismatched types string and int)',
  ],
  [
    '"a: 1" & yaml.Validate({a: int, b: int})',
    'error: invalid value "a: 1" (does not satisfy encoding/yaml.Validate): incomplete value int',
  ],
  ['"a: 1" & yaml.ValidatePartial({a: int, b: int})', '"a: 1"'],
  [
    '"a: x" & yaml.ValidatePartial({a: int})',
    'error: invalid value "a: x" (does not satisfy encoding/yaml.ValidatePartial): conflicting values "x" and int (mismatched types string and int)',
  ],
]);
