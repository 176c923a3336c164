import { type CueError, printErrors } from "@lateen/cue/syntax";
import type { Output } from "../io.ts";

/** Errors of sources, to be printed as `cue` prints them; the command ends with exit code 1. */
export class CueErrors extends Error {
  readonly exitCode = 1;
  readonly errors: readonly CueError[];

  constructor(errors: readonly CueError[]) {
    super(errors.map(({ message }) => message).join("\n"));
    this.errors = errors;
  }
}

/** Throws if there is any error. */
export function refuse(errors: readonly CueError[]): void {
  if (errors.length > 0) throw new CueErrors(errors);
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
  report(errors: readonly CueError[]): void;
  /** Prints warnings; they fail nothing. */
  warn(warnings: readonly CueError[]): void;
  /** Fails the command at its end, with nothing more to say. */
  fail(): void;
  readonly hasReported: boolean;
}

/** Reports errors as text with places relative to a folder, or as JSON, one error a line. */
export function createReporter(
  output: Output,
  options: { readonly folder: string; readonly asJson: boolean },
): Reporter {
  let hasReported = false;
  const { folder, asJson } = options;
  return {
    warn(warnings) {
      if (asJson) output.write(errorsAsJson(warnings, "warning"));
      else if (warnings.length > 0)
        output.write(printErrors(warnings, { folder }).replace(/^(?=\S)/gm, "warning: "));
    },
    get hasReported() {
      return hasReported;
    },
    fail() {
      hasReported = true;
    },
    report(errors) {
      if (errors.length === 0) return;
      hasReported = true;
      output.write(asJson ? errorsAsJson(errors, "error") : printErrors(errors, { folder }));
    },
  };
}

function errorsAsJson(errors: readonly CueError[], severity: "error" | "warning"): string {
  return errors
    .map(({ code, message, path, positions }) => {
      return `${JSON.stringify({ severity, code, message, path, positions })}\n`;
    })
    .join("");
}
