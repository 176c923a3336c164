import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Encoding } from "@lateen/cue/load";
import { type File, formatFile } from "@lateen/cue/syntax";
import { DATA_FLAGS, FILE_FLAGS } from "../../../cue/common-flags.ts";
import { hoist } from "../../../cue/hoist.ts";
import { layOutJson } from "../../../cue/json-layout.ts";
import { absolute, shown } from "../../../cue/paths.ts";
import { type ParsedDocument, planError } from "../../../cue/placement.ts";
import type { ImportOptions } from "../../../cue/plan.ts";
import { type CueCall, type CueCommand, loadPlan } from "../../../cue/run.ts";
import { layOutToml } from "../../../cue/toml-layout.ts";
import { CommandError } from "../../../errors.ts";

/** `lateen cue import`. */
export const importCommand: CueCommand = {
  name: "import",
  usage: "[flags] [mode] [inputs]",
  summary: "convert other formats to CUE files",
  description:
    "Converts data files, named or those of packages, to CUE files beside them.\n\n" +
    "Modes: json, yaml, toml, text, binary (with --ext), data, auto; without one, JSON, YAML and TOML by extension.",
  examples: `  lateen cue import foo.json bar.yaml
  lateen cue import -f -l 'strings.ToLower(kind)' -l name foo.yaml
  lateen cue import -f --list foo.yaml
`,
  flags: [
    ...FILE_FLAGS,
    ...DATA_FLAGS,
    { name: "files", kind: "bool", help: "split multiple entries into different files" },
    { name: "dry-run", kind: "bool", help: "show what files would be created" },
    { name: "recursive", short: "R", kind: "bool", help: "recursively parse string values" },
    { name: "ext", kind: "list", value: "ext", help: "match files with these extensions" },
  ],
  run: runImport,
};

const FILTERS: Readonly<Record<string, string>> = {
  json: "\\.(json|jsonl|ndjson|ldjson)$",
  yaml: "\\.(yaml|yml)$",
  toml: "\\.toml$",
  text: "\\.txt$",
};

const ALL_FILTER = "\\.(json|yaml|yml|toml|jsonl|ndjson|ldjson)$";

async function runImport(call: CueCall): Promise<void> {
  const { flags } = call;
  const [first = ""] = call.args;
  const hasMode = call.args.length > 0 && !/[/\\:.]/.test(first);
  const args = hasMode ? call.args.slice(1) : call.args;
  const plan = await loadPlan(
    { ...call, args },
    { mode: "input", importing: importOptions(call, hasMode ? first : "") },
  );
  for (const { instance } of plan.packages) {
    if (flags.text("package") === "" && instance.packageName === "" && plan.packages.length > 1) {
      throw new CommandError("must specify package name with the -p flag");
    }
  }
  for (const file of plan.imported) writeFile(call, file);
}

function importOptions({ flags }: CueCall, mode: string): ImportOptions {
  const extensions = flags.list("ext");
  let override: ImportOptions["override"];
  switch (mode) {
    case "":
      break;
    case "binary":
      if (extensions.length === 0) throw planError("use of --ext flag required in binary mode");
      break;
    case "json":
    case "yaml":
    case "toml":
    case "text":
    case "auto":
    case "data":
      break;
    default:
      throw planError(
        /^(?:openapi|jsonschema|proto)$/.test(mode)
          ? `mode ${JSON.stringify(mode)} is not supported`
          : `unknown mode ${JSON.stringify(mode)}`,
      );
  }
  if (mode !== "" && extensions.length > 0) {
    override = { encoding: (mode === "auto" ? "yaml" : mode) as Encoding, interpretation: "" };
  }
  return {
    fileFilter:
      extensions.length > 0 ? `\\.(${extensions.join("|")})$` : (FILTERS[mode] ?? ALL_FILTER),
    ...(override === undefined ? {} : { override }),
    perFile: flags.bool("files"),
    adapt: (document) => adapt(document, flags.bool("list") || flags.list("path").length > 0),
  };
}

function adapt(document: ParsedDocument, isPart: boolean): ParsedDocument {
  const { encoding, expr, source } = document;
  if (encoding === "toml") return { ...document, expr: layOutToml(expr) };
  if (encoding !== "json" && encoding !== "jsonl") return document;
  return { ...document, expr: layOutJson(expr, source, isPart) };
}

function writeFile({ environment, flags }: CueCall, imported: File): void {
  const { cwd, io } = environment;
  const target = flags.text("outfile") || imported.source.filename;
  const path = target === "-" ? target : absolute(cwd, target);
  if (path !== "-" && existsSync(path) && !flags.bool("force")) {
    io.stderr.write(
      `Skipping file ${JSON.stringify(target)}: already exists.\nUse -f to override.\n`,
    );
    return;
  }
  const file = flags.bool("recursive") ? hoist(imported) : imported;
  if (flags.bool("dry-run")) {
    io.stderr.write(`importing into ${shown(cwd, path)}\n`);
    return;
  }
  const text = formatFile(file, { simplify: true, once: true });
  if (path === "-") {
    io.stdout.write(text);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
