import {
  type BuiltinContext,
  BuiltinError,
  contextual,
  type CueValue,
  definePackage,
  type StandardPackage,
} from "../builtin.ts";
import { decodeUtf8, string, value } from "../param.ts";
import { runeCount } from "../unicode.ts";

const PADDING = 1;

/**
 * Aligns text in columns. Cells end with a tab; a column is made of tab-ended cells in adjacent lines, and is as wide
 * as its widest cell and the padding.
 */
class Table {
  private readonly lines: readonly (readonly string[])[];
  private readonly widths: number[] = [];
  private out = "";

  constructor(text: string) {
    this.lines = text.split("\n").map((line) => line.split(/[\t\v]/));
  }

  format(): string {
    this.columns(0, this.lines.length);
    return this.out;
  }

  /** Lays out the lines from `start` to `end`, whose columns so far have their widths. */
  private columns(start: number, end: number): void {
    const column = this.widths.length;
    const hasCell = (index: number): boolean =>
      index < end && column < (this.lines[index]?.length ?? 0) - 1;
    let first = start;
    for (let index = start; index < end; index++) {
      if (!hasCell(index)) continue;
      this.write(first, index);
      first = index;
      let width = 0;
      for (; hasCell(index); index++) {
        width = Math.max(width, runeCount(this.lines[index]?.[column] ?? "") + PADDING);
      }
      this.widths.push(width);
      this.columns(first, index);
      this.widths.pop();
      first = index;
    }
    this.write(first, end);
  }

  private write(start: number, end: number): void {
    for (let index = start; index < end; index++) {
      const cells = this.lines[index] ?? [];
      this.out += cells
        .map((cell, column) => {
          const width = this.widths[column] ?? 0;
          return cell + " ".repeat(Math.max(width - runeCount(cell), 0));
        })
        .join("");
      if (index + 1 < this.lines.length) this.out += "\n";
    }
  }
}

function textOf(ctx: BuiltinContext, source: CueValue): string {
  const kind = ctx.kind(source);
  const scalar = kind === "string" || kind === "bytes" ? ctx.scalar(source) : undefined;
  if (typeof scalar === "string") return scalar;
  if (scalar instanceof Uint8Array) return decodeUtf8(scalar);
  throw new BuiltinError(
    `cannot use value ${ctx.text(source)} (type ${ctx.kindText(source)}) as (string|bytes)`,
  );
}

function write(ctx: BuiltinContext, data: CueValue): string {
  const kind = ctx.kind(data);
  let text: string;
  if (kind === "string" || kind === "bytes") text = textOf(ctx, data);
  else if (kind === "list") {
    text = ctx
      .elements(data)
      .map((element) => `${textOf(ctx, element)}\n`)
      .join("");
  } else {
    throw new BuiltinError(`tabwriter.Write: unsupported type ${kind}`);
  }
  // A form feed ends a line and all columns with it.
  return text
    .split("\f")
    .map((part) => new Table(part).format())
    .join("\n");
}

/** The package `text/tabwriter`. */
export const tabwriter: StandardPackage = definePackage("text/tabwriter", [
  contextual("Write", [value], string, write),
]);
