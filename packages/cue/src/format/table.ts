// Tables: rows whose cells align. Rows are taken together as long as each stands on one line; a row that
// does not is a segment of its own, so that it does not push the columns of its neighbours apart.
// cue: internal/pretty/render.go.
import type { MaybeDoc, Row } from "./doc.ts";
import { BROKEN, measure, type WalkState } from "./measure.ts";

/** What a table needs of the renderer. */
export interface TableTarget {
  readonly column: number;
  lastIndent: number;
  newline(indent: number): void;
  blanks(count: number): void;
  available(indent: number): number;
  render(doc: MaybeDoc, indent: number, state: WalkState): void;
}

interface CellMeasure {
  readonly width: number;
  readonly canBreak: boolean;
}

interface RowMeasure {
  readonly isBroken: boolean;
  /** Up to the first that cannot stand on one line. */
  readonly cells: readonly CellMeasure[];
  /** Index of the last cell that is there; what comes after it needs no column. */
  readonly lastCell: number;
  readonly raw: CellMeasure | undefined;
}

/** Prints the rows of a table that is broken, segment by segment. */
export function renderTable(
  target: TableTarget,
  rows: readonly Row[],
  indent: number,
  unlimited: boolean,
): void {
  const measures = rows.map(measureRow);
  const available = target.available(indent);
  for (let start = 0; start < rows.length; ) {
    const end = segmentEnd(rows, measures, start, available, unlimited);
    const segment = new Segment(target, rows, measures, { start, end, indent, unlimited });
    segment.render();
    start = end;
  }
}

function measureRow(row: Row): RowMeasure {
  if (row.raw !== undefined) {
    const { isBroken, width, canBreak } = measure(row.raw, BROKEN);
    return { isBroken, cells: [], lastCell: -1, raw: { width, canBreak } };
  }
  const cells: CellMeasure[] = [];
  const lastCell = row.cells.findLastIndex((cell) => cell !== undefined);
  for (const cell of row.cells) {
    const { isBroken, width, canBreak } = measure(cell, BROKEN);
    if (isBroken) return { isBroken, cells, lastCell, raw: undefined };
    cells.push({ width, canBreak });
  }
  return { isBroken: false, cells, lastCell, raw: undefined };
}

/** The width that a cell asks for its column; none if nothing follows it that would have to align. */
function columnWidth(measured: RowMeasure, column: number): number {
  return column >= measured.lastCell ? 0 : measured.cells[column]!.width;
}

/**
 * The width of a row that decides whether its second cell goes on a line of its own. Attributes and comments
 * after it do not count: they would be as far to the right on the next line.
 */
function rowWidth(measured: RowMeasure): number {
  let width = 0;
  for (const [column, cell] of measured.cells.entries()) {
    if (column >= 2 && !cell.canBreak) continue;
    width += cell.width + (column > 0 ? 1 : 0);
  }
  return width;
}

/** Whether the second cell of a row goes on a line of its own. */
function breaksRow(row: Row, measured: RowMeasure, available: number): boolean {
  if (!row.mayBreak || row.merged !== undefined || measured.isBroken) return false;
  const second = measured.cells[1];
  return second !== undefined && !second.canBreak && rowWidth(measured) > available;
}

/** The end of the longest run of rows from `start` that can align; at least one row. */
function segmentEnd(
  rows: readonly Row[],
  measures: readonly RowMeasure[],
  start: number,
  available: number,
  unlimited: boolean,
): number {
  const widths: number[] = [];
  const fits = (index: number): boolean => {
    const measured = measures[index]!;
    if (measured.raw !== undefined) {
      return !measured.raw.canBreak || measured.raw.width <= available;
    }
    let left = 0;
    for (const [column, cell] of measured.cells.entries()) {
      if (column > 0) left += widths[column - 1]! + 1;
      if (cell.canBreak && cell.width > available - left) return false;
    }
    return unlimited || !breaksRow(rows[index]!, measured, available);
  };
  for (let index = start; index < rows.length; index++) {
    const measured = measures[index]!;
    if (measured.isBroken) return Math.max(index, start + 1);
    let grew = false;
    for (let column = 0; column < measured.cells.length; column++) {
      const width = columnWidth(measured, column);
      const known = widths[column];
      if (known !== undefined && known >= width) continue;
      widths[column] = width;
      grew = true;
    }
    if (!fits(index)) return Math.max(index, start + 1);
    // Wider columns push the later cells of rows above to the right.
    if (!grew) continue;
    for (let above = start; above < index; above++) {
      if (!fits(above)) return index;
    }
  }
  return rows.length;
}

interface SegmentPlace {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly unlimited: boolean;
}

/** Rows with the same columns. */
class Segment {
  readonly #target: TableTarget;
  readonly #rows: readonly Row[];
  readonly #measures: readonly RowMeasure[];
  readonly #place: SegmentPlace;
  readonly #state: WalkState;
  /** For each column how many rows have a cell there, and the width. */
  readonly #counts: number[] = [];
  readonly #widths: number[] = [];
  readonly #available: number;
  readonly #usesMerged: boolean;

  constructor(
    target: TableTarget,
    rows: readonly Row[],
    measures: readonly RowMeasure[],
    place: SegmentPlace,
  ) {
    this.#target = target;
    this.#rows = rows;
    this.#measures = measures;
    this.#place = place;
    this.#state = { mode: "broken", unlimited: place.unlimited, noGroup: false };
    this.#countColumns();
    this.#available = target.available(place.indent);
    this.#usesMerged = !place.unlimited && this.#alignedWidth() > this.#available;
  }

  #countColumns(): void {
    for (let index = this.#place.start; index < this.#place.end; index++) {
      const row = this.#rows[index]!;
      const measured = this.#measures[index]!;
      if (row.raw !== undefined) continue;
      for (const [column, cell] of row.cells.entries()) {
        this.#counts[column] = (this.#counts[column] ?? 0) + (cell === undefined ? 0 : 1);
        this.#widths[column] ??= 0;
        if (column >= measured.cells.length) continue;
        const width = columnWidth(measured, column);
        this.#widths[column] = Math.max(this.#widths[column]!, width);
      }
    }
  }

  #alignedWidth(): number {
    let width = 0;
    for (const [column, columnWidth] of this.#widths.entries()) {
      width += columnWidth + (column > 0 && !this.#isEmpty(column) ? 1 : 0);
    }
    return width;
  }

  #isEmpty(column: number): boolean {
    return this.#widths[column] === 0 && this.#counts[column] === 0;
  }

  render(): void {
    const { start, end, indent } = this.#place;
    const target = this.#target;
    for (let index = start; index < end; index++) {
      const row = this.#rows[index]!;
      if (index > 0) target.render(row.separator, indent, this.#state);
      if (row.raw !== undefined) {
        target.render(row.raw, indent, this.#state);
        continue;
      }
      target.render(row.docComment, indent, this.#state);
      target.lastIndent = indent;
      if (this.#usesMerged && row.merged !== undefined) this.#mergedRow(row, index);
      else this.#row(row, index);
    }
  }

  #mergedRow(row: Row, index: number): void {
    const { indent } = this.#place;
    this.#target.render(row.merged, indent, this.#state);
    const { lastCell } = this.#measures[index]!;
    for (let column = 2; column <= lastCell; column++) {
      const cell = row.cells[column];
      if (cell === undefined || this.#isEmpty(column)) continue;
      this.#target.blanks(1);
      this.#target.render(cell, indent, this.#state);
    }
  }

  #row(row: Row, index: number): void {
    const { indent, unlimited } = this.#place;
    const target = this.#target;
    const measured = this.#measures[index]!;
    const isBroken = !unlimited && breaksRow(row, measured, this.#available);
    let isFirst = true;
    for (let column = 0; column <= measured.lastCell; column++) {
      if (this.#isEmpty(column)) continue;
      let cellIndent = indent;
      if (isBroken && column === 1) {
        // One level below where the first cell ended.
        cellIndent = target.lastIndent + 1;
        target.newline(cellIndent);
      } else if (!isFirst) {
        target.blanks(1);
        cellIndent = Math.max(cellIndent, target.lastIndent);
      }
      isFirst = false;
      const begin = target.column;
      target.render(row.cells[column], cellIndent, this.#state);
      if (column === measured.lastCell || (column === 0 && isBroken)) continue;
      if (!this.#needsPadding(column)) continue;
      const width = target.column - begin;
      if (width >= 0 && width < this.#widths[column]!) target.blanks(this.#widths[column]! - width);
    }
  }

  /** Whether a later column has cells in more than one row, so that it must align. */
  #needsPadding(column: number): boolean {
    return this.#counts.some((count, later) => later > column && count > 1);
  }
}
