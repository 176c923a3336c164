import { checkCalls } from "../../../test/calls.ts";

checkCalls("struct", [
  ["{a: 1, b: 2} & struct.MinFields(2)", '{"a":1,"b":2}'],
  ["{a: 1} & struct.MaxFields(1)", '{"a":1}'],
  [
    "{a: 1, b: 2} & struct.MaxFields(1)",
    "error: invalid value {a:1,b:2} (does not satisfy struct.MaxFields(1)): len(fields) > MaxFields(1) (2 > 1)",
  ],
  [
    "close({a: 1}) & struct.MinFields(2)",
    "error: invalid value {a:1} (does not satisfy struct.MinFields(2)): len(fields) < MinFields(2) (1 < 2)",
  ],
  ["struct.MaxFields({a: 1, b: 2}, 1)", "false"],
  ["{a: 1, _b: 2, #c: 3} & struct.MaxFields(1)", '{"a":1}'],
]);
