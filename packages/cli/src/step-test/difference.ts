// What was expected against what was found, as lines of YAML.
import type { Json } from "@lateen/kube";
import { stringify } from "yaml";

/** A line of a difference: on both sides, expected only, found only. */
export interface DifferenceLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** The difference between what was expected and found; empty if all that was expected is there. */
export function difference(expected: Json, found: Json): readonly DifferenceLine[] {
  const wanted = linesOf(expected);
  const seen = linesOf(project(found, expected));
  const lines = lineDifference(wanted, seen);
  if (lines.every(({ sign }) => sign === " ")) return [];
  return [...lines, ...reasonOf(expected, found)];
}

/** Where the phase is another one: why, which the case need not have asked for. */
function reasonOf(expected: Json, found: Json): DifferenceLine[] {
  if (!isObject(expected) || !isObject(found) || expected["phase"] === found["phase"]) return [];
  const more = ["reason", "message"].filter((key) => !(key in expected) && key in found);
  return linesOf(Object.fromEntries(more.map((key) => [key, found[key] as Json])))
    .filter(() => more.length > 0)
    .map((text) => ({ sign: "+", text }));
}

function linesOf(value: Json): readonly string[] {
  return stringify(value, { lineWidth: 0, sortMapEntries: true }).trimEnd().split("\n");
}

/** Of objects, only the fields that are expected; lists as a whole. */
function project(found: Json, expected: Json): Json {
  if (Array.isArray(found) && Array.isArray(expected)) {
    return found.map((item, index) => {
      const wanted = expected[index];
      return wanted === undefined ? item : project(item, wanted);
    });
  }
  if (!isObject(found) || !isObject(expected)) return found;
  const result: { [key: string]: Json } = {};
  for (const [key, wanted] of Object.entries(expected)) {
    const value = found[key];
    if (value !== undefined) result[key] = project(value, wanted);
  }
  return result;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** By the longest common sequence of lines. */
export function lineDifference(
  before: readonly string[],
  after: readonly string[],
): readonly DifferenceLine[] {
  // What both begin and end with needs no table, whose size is the product of the lengths.
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  start = Math.min(start, after.length);
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1;
  }
  const same = (text: string): DifferenceLine => ({ sign: " ", text });
  return [
    ...before.slice(0, start).map(same),
    ...middleDifference(
      before.slice(start, before.length - end),
      after.slice(start, after.length - end),
    ),
    ...before.slice(before.length - end).map(same),
  ];
}

/** Lines of a table that would be larger than this are all different. */
const LARGEST_TABLE = 4_000_000;

function middleDifference(
  before: readonly string[],
  after: readonly string[],
): readonly DifferenceLine[] {
  if (before.length * after.length > LARGEST_TABLE) {
    return [
      ...before.map((text): DifferenceLine => ({ sign: "-", text })),
      ...after.map((text): DifferenceLine => ({ sign: "+", text })),
    ];
  }
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        before[i] === after[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const lines: DifferenceLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ sign: " ", text: before[i] ?? "" });
      i += 1;
      j += 1;
    } else if (
      j === after.length ||
      (i < before.length &&
        (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      lines.push({ sign: "-", text: before[i] ?? "" });
      i += 1;
    } else {
      lines.push({ sign: "+", text: after[j] ?? "" });
      j += 1;
    }
  }
  return lines;
}

const CONTEXT = 2;

/** Of a difference, the lines that changed and those next to them. */
export function nearChanges(lines: readonly DifferenceLine[]): readonly DifferenceLine[] {
  return lines.filter((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== " "),
  );
}
