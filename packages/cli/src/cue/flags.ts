// Flags in the form that `cue` reads them: `-c`, `-c=false`, `-ac`, `-e x`, `-ex`, `--out json`, `--out=json`; flags
// and arguments in any order, and only arguments after `--`.
import { FlagError } from "../errors.ts";
import { suggestions } from "./suggest.ts";

/** A flag that a command takes. */
export interface Flag {
  readonly name: string;
  /** One letter, without the dash. */
  readonly short?: string;
  /** `list`: may be given more than once. */
  readonly kind: "bool" | "string" | "list";
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
  /** Of a `bool`. Default false. */
  readonly isOn?: boolean;
}

/** The flags of a command line. */
export class Flags {
  readonly #values: ReadonlyMap<string, string | boolean | readonly string[]>;

  constructor(values: ReadonlyMap<string, string | boolean | readonly string[]>) {
    this.#values = values;
  }

  isGiven(name: string): boolean {
    return this.#values.has(name);
  }

  /** Whether a flag is on; `standard` if it is not given. */
  bool(name: string, standard = false): boolean {
    const value = this.#values.get(name);
    return typeof value === "boolean" ? value : standard;
  }

  /** The value of a flag, empty if it is not given. */
  text(name: string): string {
    const value = this.#values.get(name);
    return typeof value === "string" ? value : "";
  }

  /** All values of a flag. */
  list(name: string): readonly string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }
}

/** Reads a command line. Throws {@link FlagError}, worded as `cue` words it. */
export function parseFlags(
  args: readonly string[],
  known: readonly Flag[],
): { readonly flags: Flags; readonly args: readonly string[] } {
  const values = new Map<string, string | boolean | readonly string[]>();
  const rest: string[] = [];
  let index = 0;
  const next = (missing: string): string => {
    const value = args[++index];
    if (value === undefined) throw new FlagError(`flag needs an argument: ${missing}`);
    return value;
  };
  for (; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === "--") {
      rest.push(...args.slice(index + 1));
      break;
    }
    if (arg === "-" || !arg.startsWith("-")) rest.push(arg);
    else if (arg.startsWith("--")) {
      const equal = arg.indexOf("=");
      const name = equal < 0 ? arg.slice(2) : arg.slice(2, equal);
      const flag = known.find((each) => each.name === name);
      if (flag === undefined) throw new FlagError(`unknown flag: --${name}${hint(name, known)}`);
      set(values, flag, equal < 0 ? undefined : arg.slice(equal + 1), () => next(`--${name}`));
    } else shorthands(arg, known, values, next);
  }
  return { flags: new Flags(values), args: rest };
}

function hint(name: string, known: readonly Flag[]): string {
  const near = suggestions(
    name,
    known.map((each) => each.name),
  );
  if (near.length === 0) return "";
  return `\n\nDid you mean this?\n${near.map((each) => `\t--${each}\n`).join("")}`;
}

/** `-ac`, `-ofile`, `-c=false`. */
function shorthands(
  arg: string,
  known: readonly Flag[],
  values: Map<string, string | boolean | readonly string[]>,
  next: (missing: string) => string,
): void {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at] as string;
    const flag = known.find((each) => each.short === letter);
    if (flag === undefined) {
      throw new FlagError(`unknown shorthand flag: '${letter}' in ${arg}`);
    }
    const after = arg.slice(at + 1);
    if (after.startsWith("=")) {
      set(values, flag, after.slice(1), () => "");
      return;
    }
    if (flag.kind !== "bool") {
      const isLast = after === "";
      set(values, flag, isLast ? undefined : after, () => next(`'${letter}' in ${arg}`));
      return;
    }
    values.set(flag.name, true);
  }
}

function set(
  values: Map<string, string | boolean | readonly string[]>,
  flag: Flag,
  given: string | undefined,
  next: () => string,
): void {
  switch (flag.kind) {
    case "bool": {
      if (
        given !== undefined &&
        !/^(?:1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(given)
      ) {
        const name = flag.short === undefined ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
        throw new FlagError(
          `invalid argument ${JSON.stringify(given)} for ${JSON.stringify(name)} flag: strconv.ParseBool: parsing ${JSON.stringify(given)}: invalid syntax`,
        );
      }
      values.set(flag.name, given === undefined || /^[1tT]/.test(given));
      return;
    }
    case "string":
      values.set(flag.name, given ?? next());
      return;
    case "list": {
      const before = values.get(flag.name);
      values.set(flag.name, [...(Array.isArray(before) ? before : []), given ?? next()]);
    }
  }
}

/** The flags as the help of a command lists them. */
export function flagsHelp(flags: readonly Flag[]): string {
  const rows = flags.map((flag) => {
    const value = flag.kind === "bool" ? "" : ` <${flag.value ?? "string"}>`;
    const short = flag.short === undefined ? "    " : `-${flag.short}, `;
    const standard = flag.isOn === true ? " (default: on)" : "";
    return [`  ${short}--${flag.name}${value}`, flag.help + standard] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, help]) => `${name.padEnd(width)}${help}\n`).join("");
}
