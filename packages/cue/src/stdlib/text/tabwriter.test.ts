import { checkCalls } from "../../../test/calls.ts";

checkCalls("text/tabwriter", [
  [
    'tabwriter.Write("a\\tb\\tc\\naaa\\tbbbb\\tc\\n\\nd\\te\\n")',
    '"a   b    c\\naaa bbbb c\\n\\nd e\\n"',
  ],
  ['tabwriter.Write(["a\\tb", "日本\\tc"])', '"a  b\\n日本 c\\n"'],
  [
    "tabwriter.Write([1])",
    "error: error in call to text/tabwriter.Write: cannot use value 1 (type int) as (string|bytes)",
  ],
  [
    "tabwriter.Write({})",
    "error: error in call to text/tabwriter.Write: tabwriter.Write: unsupported type struct",
  ],
]);
