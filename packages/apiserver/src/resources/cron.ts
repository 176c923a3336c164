// The schedule of a CronJob: five fields, or a descriptor. The texts are those of the API server.

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const DAYS = "sun mon tue wed thu fri sat".split(" ");
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];
const DESCRIPTORS = new Set([
  "@yearly",
  "@annually",
  "@monthly",
  "@weekly",
  "@daily",
  "@midnight",
  "@hourly",
]);
const DURATION = /^[+-]?(?:0|(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/;

/** What is wrong with a schedule, undefined if nothing is. */
export function scheduleProblem(schedule: string): string | undefined {
  if (schedule.startsWith("@")) {
    if (DESCRIPTORS.has(schedule)) return undefined;
    if (!schedule.startsWith("@every ")) return `unrecognized descriptor: ${schedule}`;
    const duration = schedule.slice("@every ".length);
    if (DURATION.test(duration)) return undefined;
    return `failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(duration)}`;
  }
  const fields = schedule.split(/\s+/).filter((field) => field !== "");
  if (fields.length !== FIELDS.length) {
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  }
  for (const [index, field] of fields.entries()) {
    for (const part of field.split(",").filter((text) => text !== "")) {
      const problem = partProblem(part, FIELDS[index] as Bounds);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/** `n`, `a-b`, `*`, each with `/step`. */
function partProblem(part: string, bounds: Bounds): string | undefined {
  const [range = "", step, ...more] = part.split("/");
  const [first = "", last, ...others] = range.split("-");
  let low = bounds.min;
  let high = bounds.max;
  if (first !== "*" && first !== "?") {
    const begin = numberOf(first, bounds.names);
    if (typeof begin === "string") return begin;
    if (others.length > 0) return `too many hyphens: ${part}`;
    const end = last === undefined ? undefined : numberOf(last, bounds.names);
    if (typeof end === "string") return end;
    low = begin;
    // `n/step` means from n to the end.
    high = end ?? (step === undefined ? begin : bounds.max);
  }
  if (more.length > 0) return `too many slashes: ${part}`;
  const by = step === undefined ? 1 : numberOf(step);
  if (typeof by === "string") return by;
  if (low < bounds.min) return `beginning of range (${low}) below minimum (${bounds.min}): ${part}`;
  if (high > bounds.max) return `end of range (${high}) above maximum (${bounds.max}): ${part}`;
  if (low > high) return `beginning of range (${low}) beyond end of range (${high}): ${part}`;
  return by === 0 ? `step of range should be a positive number: ${part}` : undefined;
}

/** The number, or what is wrong with its text. */
function numberOf(text: string, names: readonly string[] = []): number | string {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return names === MONTHS ? named + 1 : named;
  if (!/^[+-]?\d+$/.test(text)) {
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  }
  const number = Number(text);
  return number < 0 ? `negative number (${number}) not allowed: ${text}` : number;
}
