// Features of the language that a file has to ask for: `@experiment(name)` at its head.

export interface Experiments {
  readonly aliasv2: boolean;
  readonly explicitopen: boolean;
  readonly try: boolean;
  readonly shortcircuit: boolean;
}

export function experimentsOf(names: readonly string[]): Experiments {
  return {
    aliasv2: names.includes("aliasv2"),
    explicitopen: names.includes("explicitopen"),
    try: names.includes("try"),
    shortcircuit: names.includes("shortcircuit"),
  };
}
