// Flags that several commands share, as the reference has them.
import type { Flag } from "./flags.ts";

export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: "simplify", short: "s", kind: "bool", help: "simplify output" },
  { name: "ignore", short: "i", kind: "bool", help: "proceed in the presence of errors" },
  { name: "all-errors", short: "E", kind: "bool", help: "print all available errors" },
  {
    name: "chdir",
    short: "C",
    kind: "string",
    value: "folder",
    help: "change to a folder before anything else (must be the first flag)",
  },
  { name: "compat", kind: "bool", help: "accept the dialect of older releases, with warnings" },
  { name: "strict", kind: "bool", help: "refuse the dialect of older releases (the default)" },
  { name: "json-errors", kind: "bool", help: "print errors as JSON, one a line, for editors" },
  { name: "help", short: "h", kind: "bool", help: "explain the command" },
];

export const OUT_FLAG: Flag = {
  name: "out",
  kind: "string",
  value: "format",
  help: "output format: cue, json, yaml, toml, text, binary, jsonschema or openapi",
};

export const FILE_FLAGS: readonly Flag[] = [
  {
    name: "outfile",
    short: "o",
    kind: "string",
    value: "file",
    help: "file or - for the standard output, with an optional prefix (yaml:x)",
  },
  { name: "force", short: "f", kind: "bool", help: "overwrite existing files" },
];

export const DATA_FLAGS: readonly Flag[] = [
  {
    name: "package",
    short: "p",
    kind: "string",
    value: "name",
    help: "package name for non-CUE files and CUE output",
  },
  {
    name: "schema",
    short: "d",
    kind: "list",
    value: "expr",
    help: "expression that selects the schema of values in non-CUE files",
  },
  {
    name: "path",
    short: "l",
    kind: "list",
    value: "expr",
    help: "CUE expression for a single path component",
  },
  { name: "list", kind: "bool", help: "concatenate multiple objects into a list" },
  { name: "with-context", kind: "bool", help: "import as object with contextual data" },
  {
    name: "name",
    short: "n",
    kind: "string",
    value: "regexp",
    help: "filter for non-CUE file names in folders",
  },
  { name: "merge", kind: "bool", isOn: true, help: "merge non-CUE files" },
];

export const INJECTION_FLAGS: readonly Flag[] = [
  {
    name: "inject",
    short: "t",
    kind: "list",
    value: "tag",
    help: "set the value of a tagged field",
  },
  { name: "inject-vars", short: "T", kind: "bool", help: "inject system variables in tags" },
];

export const EXPRESSION_FLAG: Flag = {
  name: "expression",
  short: "e",
  kind: "list",
  value: "expr",
  help: "evaluate this expression only (repeatable)",
};

export const ATTRIBUTES_FLAG: Flag = {
  name: "show-attributes",
  short: "A",
  kind: "bool",
  help: "display field attributes",
};
