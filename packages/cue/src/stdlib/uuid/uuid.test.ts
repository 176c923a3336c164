import { checkCalls } from "../../../test/calls.ts";

checkCalls("uuid", [
  ['uuid.Parse("6BA7B8109dad11d180b400c04fd430c8")', '"6ba7b810-9dad-11d1-80b4-00c04fd430c8"'],
  ['uuid.Parse("x")', "error: error in call to uuid.Parse: invalid UUID length: 1"],
  [
    'uuid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430cg")',
    "error: error in call to uuid.Parse: invalid UUID format",
  ],
  [
    'uuid.URN("6ba7b810-9dad-11d1-80b4-00c04fd430c8")',
    '"urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"',
  ],
  ["uuid.FromInt(255)", '"00000000-0000-0000-0000-0000000000ff"'],
  ['uuid.ToInt("ab")', "24930"],
  ['uuid.Variant("6ba7b810-9dad-11d1-80b4-00c04fd430c8")', "1"],
  ['uuid.Version("6ba7b810-9dad-11d1-80b4-00c04fd430c8")', "1"],
  ['uuid.SHA1(uuid.ns.DNS, "example.com")', '"cfbff0d1-9375-5685-968c-48ce8b15ae17"'],
  ['uuid.MD5(uuid.ns.URL, "http://example.com")', '"d632b50c-7913-3137-ae9a-2d93f56e70d5"'],
  ['"6ba7b810-9dad-11d1-80b4-00c04fd430c8" & uuid.Valid', '"6ba7b810-9dad-11d1-80b4-00c04fd430c8"'],
  [
    '"x" & uuid.Valid()',
    'error: invalid value "x" (does not satisfy uuid.Valid): invalid UUID length: 1',
  ],
]);
