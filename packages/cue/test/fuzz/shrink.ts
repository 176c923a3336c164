/** The shortest part of a source, found by leaving out ever smaller pieces, that still has a problem. */
export function shrink(source: string, hasProblem: (text: string) => boolean): string {
  let best = source;
  const end = performance.now() + 20_000;
  for (let size = Math.ceil(best.length / 2); size >= 1; ) {
    let isShorter = false;
    for (let at = 0; at < best.length && performance.now() < end; ) {
      const candidate = best.slice(0, at) + best.slice(at + size);
      if (hasProblem(candidate)) {
        best = candidate;
        isShorter = true;
      } else at += size;
    }
    if (!isShorter || size > best.length)
      size = size === 1 ? 0 : Math.ceil(Math.min(size, best.length) / 2);
  }
  return best;
}
