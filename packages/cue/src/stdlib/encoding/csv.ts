import {
  type BuiltinContext,
  BuiltinError,
  contextual,
  type CueValue,
  definePackage,
  fn,
  type StandardPackage,
} from "../builtin.ts";
import { returns, string, text, value } from "../param.ts";
import { utf8Length } from "../unicode.ts";
import { marshalJson } from "./json-encode.ts";

function needsQuotes(field: string): boolean {
  if (field === "") return false;
  return field === "\\." || /[,"\r\n]/.test(field) || /^[\s\u0085\u00a0]/u.test(field);
}

function encode(ctx: BuiltinContext, rows: CueValue): string {
  let out = "";
  for (const row of ctx.elements(rows)) {
    const columns = ctx.elements(row).map((column) => {
      const scalar = ctx.kind(column) === "string" ? ctx.scalar(column) : undefined;
      return typeof scalar === "string" ? scalar : marshalJson(ctx, column);
    });
    out += columns
      .map((field) => (needsQuotes(field) ? `"${field.replaceAll('"', '""')}"` : field))
      .join(",");
    out += "\n";
  }
  return out;
}

interface Cursor {
  readonly text: string;
  at: number;
  line: number;
}

function columnOf(cursor: Cursor, at: number): number {
  const start = cursor.text.lastIndexOf("\n", at - 1) + 1;
  return utf8Length(cursor.text.slice(start, at)) + 1;
}

function parseError(cursor: Cursor, startLine: number, at: number, what: string): BuiltinError {
  const place =
    startLine === cursor.line
      ? `parse error on line ${cursor.line}, column ${columnOf(cursor, at)}`
      : `record on line ${startLine}; parse error on line ${cursor.line}, column ${columnOf(cursor, at)}`;
  return new BuiltinError(`${place}: ${what}`);
}

function quotedField(cursor: Cursor, startLine: number): string {
  let field = "";
  cursor.at++;
  for (;;) {
    const end = cursor.text.indexOf('"', cursor.at);
    const part = end < 0 ? cursor.text.slice(cursor.at) : cursor.text.slice(cursor.at, end);
    field += part;
    cursor.line += part.split("\n").length - 1;
    if (end < 0) {
      throw parseError(
        cursor,
        startLine,
        cursor.text.length,
        'extraneous or missing " in quoted-field',
      );
    }
    cursor.at = end + 1;
    if (cursor.text[cursor.at] !== '"') break;
    field += '"';
    cursor.at++;
  }
  if (cursor.at < cursor.text.length && !/[,\n]/.test(cursor.text[cursor.at] ?? "")) {
    throw parseError(cursor, startLine, cursor.at - 1, 'extraneous or missing " in quoted-field');
  }
  return field;
}

function bareField(cursor: Cursor, startLine: number): string {
  let end = cursor.at;
  while (end < cursor.text.length && cursor.text[end] !== "," && cursor.text[end] !== "\n") end++;
  const field = cursor.text.slice(cursor.at, end);
  const quoteAt = field.indexOf('"');
  if (quoteAt >= 0) {
    throw parseError(cursor, startLine, cursor.at + quoteAt, 'bare " in non-quoted-field');
  }
  cursor.at = end;
  return field;
}

function decode(input: string): readonly (readonly string[])[] {
  // A carriage return ends a line as long as a line feed, or nothing, follows.
  const cursor: Cursor = { text: input.replaceAll("\r\n", "\n").replace(/\r$/, ""), at: 0, line: 1 };
  const rows: string[][] = [];
  while (cursor.at < cursor.text.length) {
    if (cursor.text[cursor.at] === "\n") {
      cursor.at++;
      cursor.line++;
      continue;
    }
    const startLine = cursor.line;
    const row: string[] = [];
    for (;;) {
      row.push(
        cursor.text[cursor.at] === '"'
          ? quotedField(cursor, startLine)
          : bareField(cursor, startLine),
      );
      if (cursor.text[cursor.at] !== ",") break;
      cursor.at++;
    }
    const width = rows[0]?.length ?? row.length;
    if (row.length !== width) {
      throw new BuiltinError(`record on line ${startLine}: wrong number of fields`);
    }
    rows.push(row);
    cursor.at++;
    cursor.line++;
  }
  return rows;
}

/** The package `encoding/csv`. */
export const csv: StandardPackage = definePackage("encoding/csv", [
  contextual("Encode", [value], string, encode),
  fn("Decode", [text], returns("list"), decode),
]);
