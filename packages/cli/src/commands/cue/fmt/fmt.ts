import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadInstances } from "@lateen/cue/load";
import { formatFile, parseFile, Source } from "@lateen/cue/syntax";
import { disk } from "../../../cue/disk.ts";
import { refuse } from "../../../cue/errors.ts";
import { absolute, shown } from "../../../cue/paths.ts";
import { planError } from "../../../cue/placement.ts";
import { type CueCall, type CueCommand, readStandardInput } from "../../../cue/run.ts";
import { unifiedDiff } from "../../../cue/unified-diff.ts";

/** `lateen cue fmt`. */
export const fmtCommand: CueCommand = {
  name: "fmt",
  usage: "[flags] [inputs]",
  summary: "format CUE files",
  description:
    "Rewrites the CUE files of packages in the standard format, including those behind build attributes or without a\n" +
    "package clause. - formats the standard input.",
  examples: `  lateen cue fmt -
  lateen cue fmt --diff ./foo/...
  lateen cue fmt --check --files .
`,
  flags: [
    {
      name: "check",
      kind: "bool",
      help: "fail, with a list of files, if any file is not formatted",
    },
    { name: "diff", short: "d", kind: "bool", help: "display diffs instead of rewriting files" },
    {
      name: "files",
      kind: "bool",
      help: "arguments are files, or folders to format with all below them",
    },
  ],
  run: runFmt,
};

async function runFmt(call: CueCall): Promise<void> {
  const { environment, flags, args, reporter } = call;
  const standardInput = args.includes("-") ? await readStandardInput(environment) : undefined;
  const sources = flags.bool("files")
    ? namedSources(environment.cwd, args, standardInput)
    : packageSources(environment.cwd, args, standardInput);
  for (const source of sources) {
    if (formatSource(call, source) && flags.bool("check")) reporter.fail();
  }
}

/** Formats a file; tells whether it was not formatted. */
function formatSource({ environment, flags }: CueCall, source: Source): boolean {
  const { stdout } = environment.io;
  const { filename, text } = source;
  refuse(parseFile(source).errors);
  const formatted = formatFile(source, { simplify: flags.bool("simplify") });
  const isDiff = flags.bool("diff");
  const isCheck = flags.bool("check");
  if (filename === "-" && !isDiff && !isCheck) stdout.write(formatted);
  if (formatted === text) return false;
  const name = shown(environment.cwd, filename);
  if (isDiff) stdout.write(`${unifiedDiff(`${name}.orig`, text, name, formatted)}\n`);
  else if (isCheck) stdout.write(`${name}\n`);
  else if (filename !== "-") writeFileSync(filename, formatted);
  return true;
}

/** The files of packages; what stands before a broken one is formatted. */
function* packageSources(
  folder: string,
  args: readonly string[],
  standardInput: Uint8Array | undefined,
): Generator<Source, void> {
  const instances = loadInstances(args, {
    fileSystem: disk,
    folder,
    packageName: "*",
    allFiles: true,
    ...(standardInput === undefined ? {} : { standardInput: () => standardInput }),
  });
  for (const instance of instances) {
    refuse(instance.errors);
    for (const { source } of instance.files) {
      const { filename } = source;
      const isOwn = filename === "-" || join(filename, "..") === instance.folder;
      if (instance.isNamed || isOwn) yield source;
    }
  }
}

function namedSources(
  folder: string,
  args: readonly string[],
  standardInput: Uint8Array | undefined,
): Source[] {
  if (args.some((arg) => arg.includes("..."))) throw planError('cannot use "..." in --files mode');
  return (args.length === 0 ? ["."] : args).flatMap((arg) => {
    if (arg === "-") return [new Source(new TextDecoder().decode(standardInput), "-")];
    const path = absolute(folder, arg);
    return filesBelow(path, arg, true).map((file) => new Source(readFileSync(file, "utf8"), file));
  });
}

/** The CUE files below a folder, without those of modules' own folders and hidden ones. */
function filesBelow(path: string, name: string, isTop: boolean): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw planError(`lstat ${name}: no such file or directory`);
  if (!stat.isDirectory()) return path.endsWith(".cue") ? [path] : [];
  const base = path.slice(path.lastIndexOf("/") + 1);
  if (!isTop && (base === "cue.mod" || /^[._]/.test(base))) return [];
  return readdirSync(path)
    .sort()
    .flatMap((entry) => filesBelow(join(path, entry), join(name, entry), false));
}
