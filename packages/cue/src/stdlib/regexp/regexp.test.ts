import { checkCalls } from "../../../test/calls.ts";

checkCalls("regexp", [
  ['regexp.Match("^a+$", "aaa")', "true"],
  ['regexp.Find("foo.?", "seafood fool")', '"food"'],
  ['regexp.Find("x", "a")', "error: error in call to regexp.Find: no match"],
  ['regexp.FindAll("a*", "aab", -1)', '["aa",""]'],
  ['regexp.FindAll("a", "aaa", 2)', '["a","a"]'],
  ['regexp.FindAll("x", "a", -1)', "error: error in call to regexp.FindAll: no match"],
  ['regexp.FindSubmatch("a(x*)b(y)?", "-axxb-")', '["axxb","xx",""]'],
  ['regexp.FindAllSubmatch("(.)(\\\\d)", "a1 b2", -1)', '[["a1","a","1"],["b2","b","2"]]'],
  [
    'regexp.FindNamedSubmatch("(?P<year>\\\\d{4})-(?P<month>\\\\d\\\\d)", "on 2024-05")',
    '{"month":"05","year":"2024"}',
  ],
  [
    'regexp.FindAllNamedSubmatch("(?P<k>\\\\w)=(?P<v>\\\\w)", "a=1 b=2", -1)',
    '[{"k":"a","v":"1"},{"k":"b","v":"2"}]',
  ],
  ['regexp.ReplaceAll("a(x*)b", "-ab-axxb-", "${1}W")', '"-W-xxW-"'],
  ['regexp.ReplaceAll("a(x*)b", "-ab-axxb-", "$1W")', '"---"'],
  ['regexp.ReplaceAll("(?P<n>a)", "a$", "$n$$${n}")', '"a$a$"'],
  ['regexp.ReplaceAll("x*", "abc", "-")', '"-a-b-c-"'],
  ['regexp.ReplaceAllLiteral("a", "aa", "$1")', '"$1$1"'],
  ['regexp.QuoteMeta("a.b*[c]")', '"a\\\\.b\\\\*\\\\[c\\\\]"'],
  [
    'regexp.Valid("a(")',
    "error: error in call to regexp.Valid: error parsing regexp: missing closing ): `a(`",
  ],
  [
    '"a(" & regexp.Valid',
    'error: invalid value "a(" (does not satisfy regexp.Valid): error parsing regexp: missing closing ): `a(`',
  ],
  ['"a+" & regexp.Valid', '"a+"'],
  [
    'regexp.Match("a**", "a")',
    "error: error in call to regexp.Match: error parsing regexp: invalid nested repetition operator: `**`",
  ],
  [
    'regexp.Match("[z-a]", "a")',
    "error: error in call to regexp.Match: error parsing regexp: invalid character class range: `z-a`",
  ],
  [
    'regexp.Match("\\\\8", "a")',
    "error: error in call to regexp.Match: error parsing regexp: invalid escape sequence: `\\8`",
  ],
  ['regexp.Match("(?i)STRASSE", "strasse")', "true"],
  ['regexp.Match("\\\\p{Greek}", "λ")', "true"],
]);
