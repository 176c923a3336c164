import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNumber } from "./number.ts";
import { escapeString, quoteBytes, quoteString } from "./quote.ts";
import { unquote, unquoteFragments } from "./unquote.ts";

describe("unquote", () => {
  it.each([
    ['""', ""],
    ['"abc"', "abc"],
    [String.raw`"\a\b\f\n\r\t\v\\\/\""`, '\x07\b\f\n\r\t\v\\/"'],
    [String.raw`"\u00e9\U0001F600\uD83D\uDE00"`, "é😀😀"],
    ['#"a\\n"b"#', 'a\\n"b'],
    ['#"a\\#nb"#', "a\nb"],
    ['##"a"#b"##', 'a"#b'],
    ['#"""#', '"'],
    ['"""\n"""', ""],
    ['"""\n\ta\n\t  b\n\n\tc\n\t"""', "a\n  b\n\nc"],
    ['"""\r\n\ta\r\n\t"""', "a"],
    ['"""\n\ta """ b\n\t"""', 'a """ b'],
    ['#"""\n\ta\\nb\\#nc\n\t"""#', "a\\nb\nc"],
  ])("of %j", (literal, value) => {
    expect(unquote(literal)).toEqual({ ok: true, value });
  });

  it.each([
    ["'abc'", [97, 98, 99]],
    ["'\\x00\\377é'", [0, 255, 0xc3, 0xa9]],
    ["'\\''", [39]],
    ["'''\n\ta\n\tb\n\t'''", [97, 10, 98]],
    ["#'\\x'#", [92, 120]],
  ])("of %j as bytes", (literal, bytes) => {
    expect(unquote(literal)).toEqual({ ok: true, value: Uint8Array.from(bytes) });
  });

  it.each([
    ['"a', "invalid string: unmatched quote"],
    ['"', "invalid string: unmatched quote"],
    ["a", "invalid syntax"],
    ['"\\x41"', "invalid syntax"],
    ['"\\q"', "invalid syntax"],
    ['"\\uD83D"', "unmatched surrogate pair"],
    ['"\\uDE00"', "unmatched surrogate pair"],
    ['"\\U00110000"', "invalid syntax"],
    ['"a\nb"', "invalid syntax"],
    ['"a"b"', "invalid syntax"],
    ["#'a'#b'#", "invalid syntax"],
    ['"""a"""', "invalid string: opening quote of multiline string must be followed by newline"],
    ['"""\na"""', "invalid string: closing quote of multiline string must follow a newline"],
    [
      '"""\n  a\n b\n  """',
      'invalid string: non-matching whitespace for multiline string (expected "  ", got " ")',
    ],
  ])("refuses %j", (literal, message) => {
    expect(unquote(literal)).toEqual({ ok: false, message });
  });

  it("of the fragments of an interpolation", () => {
    expect(unquoteFragments(['"a\\n\\(', ") b \\(", ')"'])).toEqual({
      ok: true,
      values: ["a\n", " b ", ""],
    });
    expect(unquoteFragments(['"""\n\ta \\(', ') b\n\tc\n\t"""'])).toEqual({
      ok: true,
      values: ["a ", " b\nc"],
    });
    expect(unquoteFragments(["#'a\\(b\\#(", ")'#"])).toEqual({
      ok: true,
      values: [new TextEncoder().encode("a\\(b"), new Uint8Array()],
    });
  });
});

describe("quote", () => {
  it.each([
    ["plain", {}, '"plain"'],
    ['"\\\n\u0000é\u200b😀', {}, '"\\"\\\\\\n\\u0000é\\u200b😀"'],
    ["é", { asciiOnly: true }, '"\\u00e9"'],
    ["😀", { asciiOnly: true }, '"\\U0001f600"'],
    ['a"b\\', { optionalHashes: true }, '#"a"b\\"#'],
    ['a"#b', { optionalHashes: true }, '##"a"#b"##'],
    ["a\tb", { optionalHashes: true }, '"a\\tb"'],
    ["a\n\nb", { multilineTabs: 1 }, '"""\n\ta\n\n\tb\n\t"""'],
    ["a", { multilineTabs: 1 }, '"a"'],
    ["", { multilineTabs: 1, alwaysMultiline: true }, '"""\n\t"""'],
    ['a\n"""', { multilineTabs: 0 }, '#"""\na\n"""\n"""#'],
    ["\ud800", {}, '"\ufffd"'],
  ])("of %j with %j", (value, form, literal) => {
    expect(quoteString(value, form)).toBe(literal);
  });

  it.each([
    [[97, 0, 255, 0xc3, 0xa9, 39], "'a\\x00\\xffé\\''"],
    [[0xed, 0xa0, 0x80], "'\\xed\\xa0\\x80'"],
    [[0xf0, 0x9f, 0x98, 0x80], "'😀'"],
  ])("of the bytes %j", (bytes, literal) => {
    expect(quoteBytes(Uint8Array.from(bytes))).toBe(literal);
  });

  it("escapes alone for the middle of a literal", () => {
    expect(escapeString('a"b\n')).toBe('a\\"b\\n');
  });

  const forms = [
    {},
    { asciiOnly: true },
    { optionalHashes: true },
    { multilineTabs: 2 },
    { multilineTabs: 1, alwaysMultiline: true },
  ] as const;

  it("is undone by unquote", () => {
    const value = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'"#\\\n\r\t a\u0000'),
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(value, fc.constantFrom(...forms), (text, form) => {
        const quoted = quoteString(text, form);
        expect(unquote(quoted)).toEqual({ ok: true, value: text.toWellFormed() });
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(...forms), (bytes, form) => {
        expect(unquote(quoteBytes(bytes, form))).toEqual({ ok: true, value: bytes });
      }),
    );
  });
});

describe("parseNumber", () => {
  it.each([
    ["0", true, "0"],
    ["12_345", true, "12345"],
    ["0xfF_ff", true, "65535"],
    ["0b1010", true, "10"],
    ["0o17", true, "15"],
    ["1K", true, "1000"],
    ["1.5Mi", true, "1572864"],
    [".5K", true, "500"],
    ["2Pi", true, "2251799813685248"],
    ["123456789012345678901234567890", true, "123456789012345678901234567890"],
    ["1.5", false, "1.5"],
    ["1.50", false, "1.50"],
    ["1.", false, "1"],
    [".5e-3", false, "0.0005"],
    ["1e3", false, "1E+3"],
  ])("of %s", (literal, isInt, value) => {
    const number = parseNumber(literal);
    expect(number.ok && [number.isInt, number.value.toString()]).toEqual([isInt, value]);
  });

  it.each([
    ["1.23K", undefined],
    ["1.2345K", "number cannot be represented as int"],
    ["0x", 'invalid number "0x"'],
    ["1e", 'invalid number "1e"'],
    ["01", 'invalid number "01"'],
    ["1_", 'invalid number "1_"'],
    ["1__2", 'invalid number "1__2"'],
    ["1e3K", 'invalid number "1e3K"'],
  ])("refuses %s", (literal, message) => {
    const number = parseNumber(literal);
    expect(number.ok ? undefined : number.message).toBe(message);
  });
});
