// A unified diff of two texts, anchored at lines that both have once. Go's internal/diff writes the same.

/** The diff of two texts under their names; empty if they are the same. */
export function unifiedDiff(
  oldName: string,
  oldText: string,
  newName: string,
  newText: string,
): string {
  if (oldText === newText) return "";
  const x = linesOf(oldText);
  const y = linesOf(newText);
  let out = `diff ${oldName} ${newName}\n--- ${oldName}\n+++ ${newName}\n`;
  let done: Pair = { x: 0, y: 0 };
  let chunk: Pair = { x: 0, y: 0 };
  let count: Pair = { x: 0, y: 0 };
  let context: string[] = [];
  for (const match of anchors(x, y)) {
    if (match.x < done.x) continue;
    // The lines around an anchor that are the same belong to it.
    let start = match;
    while (start.x > done.x && start.y > done.y && x[start.x - 1] === y[start.y - 1]) {
      start = { x: start.x - 1, y: start.y - 1 };
    }
    let end = match;
    while (end.x < x.length && end.y < y.length && x[end.x] === y[end.y]) {
      end = { x: end.x + 1, y: end.y + 1 };
    }
    for (const line of x.slice(done.x, start.x)) context.push(`-${line}`);
    for (const line of y.slice(done.y, start.y)) context.push(`+${line}`);
    count = { x: count.x + start.x - done.x, y: count.y + start.y - done.y };
    const isAtEnd = end.x >= x.length && end.y >= y.length;
    if (
      (!isAtEnd || context.length === 0) &&
      (end.x - start.x < CONTEXT || (context.length > 0 && end.x - start.x < 2 * CONTEXT))
    ) {
      for (const line of x.slice(start.x, end.x)) context.push(` ${line}`);
      count = { x: count.x + end.x - start.x, y: count.y + end.x - start.x };
      done = end;
      continue;
    }
    if (context.length > 0) {
      const tail = Math.min(end.x - start.x, CONTEXT);
      for (const line of x.slice(start.x, start.x + tail)) context.push(` ${line}`);
      count = { x: count.x + tail, y: count.y + tail };
      out += `@@ -${rangeOf(chunk.x, count.x)} +${rangeOf(chunk.y, count.y)} @@\n${context.join("")}`;
      context = [];
    }
    if (isAtEnd) break;
    chunk = { x: end.x - CONTEXT, y: end.y - CONTEXT };
    context = x.slice(chunk.x, end.x).map((line) => ` ${line}`);
    count = { x: context.length, y: context.length };
    done = end;
  }
  return out;
}

/** Lines shown around a change. */
const CONTEXT = 3;

interface Pair {
  readonly x: number;
  readonly y: number;
}

function rangeOf(start: number, count: number): string {
  return `${count > 0 ? start + 1 : start},${count}`;
}

function linesOf(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  const last = lines.at(-1);
  if (last === "") lines.pop();
  else if (last !== undefined && !last.endsWith("\n")) {
    lines[lines.length - 1] = `${last}\n\\ No newline at end of file\n`;
  }
  return lines;
}

/** The longest sequence of lines that are unique in both texts, in order; with both ends of the texts. */
function anchors(x: readonly string[], y: readonly string[]): readonly Pair[] {
  const seen = new Map<string, { x: number; y: number; at: number }>();
  for (const line of x) {
    const entry = seen.get(line) ?? { x: 0, y: 0, at: 0 };
    entry.x++;
    seen.set(line, entry);
  }
  for (const [index, line] of y.entries()) {
    const entry = seen.get(line) ?? { x: 0, y: 0, at: 0 };
    entry.y++;
    entry.at = index;
    seen.set(line, entry);
  }
  const unique: Pair[] = [];
  for (const [index, line] of x.entries()) {
    const entry = seen.get(line);
    if (entry?.x === 1 && entry.y === 1) unique.push({ x: index, y: entry.at });
  }
  return [{ x: 0, y: 0 }, ...longestIncreasing(unique), { x: x.length, y: y.length }];
}

/** The longest subsequence whose `y` grow. */
function longestIncreasing(pairs: readonly Pair[]): readonly Pair[] {
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, { y }] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pairs[ends[middle] as number] as Pair).y < y) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (ends[low - 1] as number) : -1;
    ends[low] = index;
  }
  const found: Pair[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] as number)
    found.push(pairs[at] as Pair);
  return found.reverse();
}
