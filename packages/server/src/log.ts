import { type Logger, pino } from "pino";

/** How to log. */
export interface LogOptions {
  /** In detail. */
  readonly isDebug?: boolean;
  /** Nothing below this; default `info`. */
  readonly level?: "info" | "warn";
  /** Receives one line of JSON at a time; default: the standard error. */
  readonly write?: (line: string) => void;
  /** A file to append to, in place of `write`. */
  readonly file?: string;
}

/** Makes a logger that writes JSON lines: a constant message and fields. */
export function createLog({ isDebug, level = "info", write, file }: LogOptions): Logger {
  const settings = { level: isDebug === true ? "debug" : level, base: null };
  if (file !== undefined && file !== "") {
    return pino(settings, pino.destination({ dest: file, append: true, mkdir: true, sync: false }));
  }
  return write === undefined ? pino(settings, pino.destination(2)) : pino(settings, { write });
}
