const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** The text of a Go string, raw string or character literal; undefined if an escape is wrong. */
export function unquoteGo(literal: string): string | undefined {
  const quote = literal[0] ?? "";
  const body = literal.slice(1, -1);
  if (quote === "`") return body.replaceAll("\r", "");
  if (!body.includes("\\")) return body;
  let isValid = true;
  const text = body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]?))/g,
    (_, hex?: string, short?: string, long?: string, octal?: string, simple = "") => {
      const digits = hex ?? short ?? long;
      const code =
        digits === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(digits, 16);
      if (!Number.isNaN(code)) {
        isValid &&= code <= 0x10ffff;
        return isValid ? String.fromCodePoint(code) : "";
      }
      const char = ESCAPES[simple];
      const isOtherQuote = (simple === "'" || simple === '"') && simple !== quote;
      isValid &&= char !== undefined && !isOtherQuote;
      return char ?? "";
    },
  );
  return isValid ? text : undefined;
}
