// What the user may have meant by a name that is none.

/** Names at most two edits away, or that begin as the given one does. */
export function suggestions(name: string, known: readonly string[]): readonly string[] {
  return known
    .filter((each) => each.startsWith(name.toLowerCase()) || distance(name, each) <= 2)
    .sort();
}

/** Insertions, deletions and replacements that make one name the other, whatever their case. */
function distance(from: string, to: string): number {
  const target = to.toLowerCase();
  let row = Array.from({ length: target.length + 1 }, (_, at) => at);
  for (const [index, char] of [...from.toLowerCase()].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= target.length; at++) {
      const replaced = (row[at - 1] as number) + (target[at - 1] === char ? 0 : 1);
      next.push(Math.min(replaced, (row[at] as number) + 1, (next[at - 1] as number) + 1));
    }
    row = next;
  }
  return row[target.length] as number;
}
