// Patterns of schemas are written for Go. Most mean the same here; what differs is translated as far as it is common.

const known = new Map<string, RegExp | string>();

/** The pattern as a regular expression, or what is wrong with it. */
export function compilePattern(pattern: string): RegExp | string {
  let compiled = known.get(pattern);
  if (compiled === undefined) {
    const flags = /^\(\?([ims]+)\)/.exec(pattern);
    const body = pattern
      .slice(flags?.[0].length ?? 0)
      .replaceAll("\\A", "^")
      .replaceAll("\\z", "$")
      .replaceAll("(?P<", "(?<");
    compiled = compile(body, `${flags?.[1] ?? ""}u`, compile(body, flags?.[1] ?? "", undefined));
    known.set(pattern, compiled);
  }
  return compiled;
}

/** With the flag `u`, characters are what they are in Go, but some harmless escapes are refused. */
function compile(
  body: string,
  flags: string,
  otherwise: RegExp | string | undefined,
): RegExp | string {
  try {
    return new RegExp(body, flags);
  } catch (error) {
    return otherwise ?? (error as Error).message;
  }
}
