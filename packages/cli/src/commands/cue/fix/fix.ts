import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadInstances } from "@lateen/cue/load";
import { fixFile, formatFile, RULES, type RuleName } from "@lateen/cue/syntax";
import { disk } from "../../../cue/disk.ts";
import { refuse } from "../../../cue/errors.ts";
import { planError } from "../../../cue/placement.ts";
import { type CueCall, type CueCommand, readStandardInput } from "../../../cue/run.ts";
import { FlagError } from "../../../errors.ts";

const NAMES = RULES.map(({ name }) => name);

/** `lateen cue fix`. */
export const fixCommand: CueCommand = {
  name: "fix",
  usage: "[flags] [packages]",
  summary: "rewrite packages to latest standards",
  description:
    "Rewrites what files say in the dialect of older releases, and says what it rewrote. Without arguments, all files\n" +
    "of the module.",
  examples: `  lateen cue fix
  lateen cue fix - < old.cue
  lateen cue fix ./defs --rule list-arithmetic
`,
  flags: [
    { name: "force", short: "f", kind: "bool", help: "rewrite even when there are errors" },
    {
      name: "rule",
      kind: "list",
      value: "name",
      help: `apply this rule only (repeatable): ${NAMES.join(", ")}`,
    },
    { name: "dry-run", kind: "bool", help: "only say what would be rewritten" },
  ],
  run: runFix,
};

async function runFix({ environment, flags, args, reporter }: CueCall): Promise<void> {
  const rules = rulesOf(flags.list("rule"));
  if (args.length === 0) checkModule(environment.cwd);
  const standardInput = args.includes("-") ? await readStandardInput(environment) : undefined;
  const instances = loadInstances(args.length === 0 ? ["./..."] : args, {
    fileSystem: disk,
    folder: environment.cwd,
    packageName: "*",
    allFiles: true,
    ...(standardInput === undefined ? {} : { standardInput: () => standardInput }),
  });
  const done = new Set<string>();
  for (const instance of instances) {
    if (!flags.bool("force")) refuse(instance.errors);
    for (const file of instance.files) {
      const { filename, text } = file.source;
      if (done.has(filename)) continue;
      done.add(filename);
      const fixed = fixFile(file, rules === undefined ? {} : { rules });
      reporter.warn(fixed.warnings);
      const isChanged = fixed.file !== file;
      const result = formatFile(fixed.file, {
        simplify: flags.bool("simplify"),
        keepComments: isChanged,
      });
      if (filename === "-") environment.io.stdout.write(result);
      else if (result !== text && !flags.bool("dry-run")) writeFileSync(filename, result);
    }
  }
}

function rulesOf(names: readonly string[]): readonly RuleName[] | undefined {
  if (names.length === 0) return undefined;
  return names.map((name) => {
    const known = NAMES.find((each) => each === name);
    if (known === undefined) {
      throw new FlagError(`unknown rule ${JSON.stringify(name)}: use one of ${NAMES.join(", ")}`);
    }
    return known;
  });
}

function checkModule(folder: string): void {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "cue.mod"))) return;
    if (dirname(at) === at) throw planError("no module root found");
  }
}
