import { diagnose, type DiagnoseOptions, type Value } from "@lateen/cue";
import { type CueError, printError, printErrors, sortErrors } from "@lateen/cue/syntax";
import type { Output } from "../io.ts";

/** Errors of sources, to be printed as `cue` prints them; the command ends with exit code 1. */
export class CueErrors extends Error {
  readonly exitCode = 1;
  readonly errors: readonly CueError[];
  /** What they are errors of. */
  readonly value: Value | undefined;

  constructor(errors: readonly CueError[], value?: Value) {
    super(errors.map(({ message }) => message).join("\n"));
    this.errors = errors;
    this.value = value;
  }
}

/** Throws if there is any error. */
export function refuse(errors: readonly CueError[], value?: Value): void {
  if (errors.length > 0) throw new CueErrors(errors, value);
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  ENOTDIR: "not a directory",
  EISDIR: "is a directory",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "read-only file system",
  ENOSPC: "no space left on device",
};

/** What is wrong with a file, as the reference words it; undefined for any other error. */
export function fileErrorText(error: unknown, action: string, name: string): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const text = FILE_ERRORS[String(error.code)];
  return text === undefined ? undefined : `${action} ${name}: ${text}`;
}

/** How errors are reported. */
export interface Reporter {
  /** Prints errors; the command goes on, and fails at its end. */
  report(errors: readonly CueError[], value?: Value): void;
  /** Prints warnings; they fail nothing. */
  warn(warnings: readonly CueError[]): void;
  /** Fails the command at its end, with nothing more to say. */
  fail(): void;
  readonly hasReported: boolean;
}

/**
 * Reports errors as text with places relative to a folder, or as JSON, one error a line. People at a terminal are also
 * told what they may have meant.
 */
export function createReporter(
  output: Output,
  options: {
    readonly folder: string;
    readonly asJson: boolean;
    readonly source: (filename: string) => string | undefined;
  },
): Reporter {
  let hasReported = false;
  const { folder, asJson, source } = options;
  const asText = (errors: readonly CueError[], value: Value | undefined): string => {
    if (!output.isTerminal) return printErrors(errors, { folder });
    const diagnostics = diagnose(errors, { source, ...(value === undefined ? {} : { value }) });
    return sortErrors(errors)
      .map((error, index) => {
        const suggestion = diagnostics[index]?.suggestion;
        const hint = suggestion === undefined ? "" : `    did you mean ${suggestion}?\n`;
        return printError(error, { folder }) + hint;
      })
      .join("");
  };
  return {
    warn(warnings) {
      if (asJson) output.write(asJsonLines(warnings, { source, severity: "warning" }));
      else if (warnings.length > 0)
        output.write(printErrors(warnings, { folder }).replace(/^(?=\S)/gm, "warning: "));
    },
    get hasReported() {
      return hasReported;
    },
    fail() {
      hasReported = true;
    },
    report(errors, value) {
      if (errors.length === 0) return;
      hasReported = true;
      const options = { source, ...(value === undefined ? {} : { value }) };
      output.write(asJson ? asJsonLines(errors, options) : asText(errors, value));
    },
  };
}

function asJsonLines(errors: readonly CueError[], options: DiagnoseOptions): string {
  return diagnose(errors, options)
    .map((diagnostic) => `${JSON.stringify(diagnostic)}\n`)
    .join("");
}
