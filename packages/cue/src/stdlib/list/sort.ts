import { type BuiltinContext, BuiltinError, type CueValue } from "../builtin.ts";

function compares(ctx: BuiltinContext, comparator: CueValue): boolean {
  return ctx.lookup(comparator, "less") !== undefined;
}

function checkComparator(ctx: BuiltinContext, comparator: CueValue): void {
  if (!compares(ctx, comparator)) {
    throw new BuiltinError("field not found: less");
  }
}

/** Sorts by a comparator `{x, y, less}`, stable; O(n log n) comparisons, each an evaluation. */
export function sort(
  ctx: BuiltinContext,
  list: readonly CueValue[],
  comparator: CueValue,
): readonly CueValue[] {
  checkComparator(ctx, comparator);
  return mergeSort(list, (x, y) => less(ctx, comparator, x, y));
}

/** What cannot be compared now is taken to be never comparable. */
function less(ctx: BuiltinContext, comparator: CueValue, x: CueValue, y: CueValue): boolean {
  try {
    return ctx.less(comparator, x, y);
  } catch (err) {
    throw err instanceof BuiltinError ? err.terminal() : err;
  }
}

function isLessOrFails(ctx: BuiltinContext, comparator: CueValue, x: CueValue, y: CueValue): boolean {
  try {
    return ctx.less(comparator, x, y);
  } catch (err) {
    if (err instanceof BuiltinError) return true;
    throw err;
  }
}

/** Whether no element is less than the one before it. A comparator that fails counts as less; one without `less` does not. */
export function isSorted(
  ctx: BuiltinContext,
  list: readonly CueValue[],
  comparator: CueValue,
): boolean {
  if (!compares(ctx, comparator)) return true;
  for (let i = list.length - 1; i > 0; i--) {
    const x = list[i];
    const y = list[i - 1];
    if (x !== undefined && y !== undefined && isLessOrFails(ctx, comparator, x, y)) return false;
  }
  return true;
}

function mergeSort<T>(list: readonly T[], less: (x: T, y: T) => boolean): readonly T[] {
  if (list.length < 2) return list;
  const middle = list.length >> 1;
  const left = mergeSort(list.slice(0, middle), less);
  const right = mergeSort(list.slice(middle), less);
  const out: T[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = left[i] as T;
    const b = right[j] as T;
    if (less(b, a)) {
      out.push(b);
      j++;
    } else {
      out.push(a);
      i++;
    }
  }
  return out.concat(left.slice(i), right.slice(j));
}
