// What a command may end with. Only main.ts turns these into exit codes.

/** Wrong use of a command: the text says what is wrong, the exit code is 2. */
export class FlagError extends Error {
  readonly exitCode = 2;
}

/** Everything was said already; the exit code alone is left (1 unless given). */
export class SilentError extends Error {
  readonly exitCode: number;
  constructor(exitCode = 1) {
    super("");
    this.exitCode = exitCode;
  }
}

/** Interrupted by the user: exit code 130. */
export class CancelError extends SilentError {
  constructor() {
    super(130);
  }
}

/** Any other failure that is the user's to mend: its text, then exit code 1. */
export class CommandError extends Error {
  readonly exitCode = 1;
}

/** The exit code of a failure. */
export function exitCodeOf(error: unknown): number {
  return error instanceof Error && "exitCode" in error ? Number(error.exitCode) : 1;
}

/** What to tell the user about a failure; empty if everything was said. */
export function messageOf(error: unknown): string {
  if (error instanceof SilentError) return "";
  const connection = connectionMessage(error);
  if (connection !== undefined) return connection;
  return error instanceof Error ? error.message || error.name : String(error);
}

const CONNECTION_TEXTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; is `lateen up` running?",
  ECONNRESET: "the connection was cut",
  ENOTFOUND: "there is no host of that name",
  ETIMEDOUT: "no answer in time",
  UND_ERR_CONNECT_TIMEOUT: "no answer in time",
};

function connectionMessage(error: unknown): string | undefined {
  for (
    let at: unknown = error, depth = 0;
    at instanceof Error && depth < 5;
    at = at.cause, depth += 1
  ) {
    const { code } = at as { readonly code?: unknown };
    const text = typeof code === "string" ? CONNECTION_TEXTS[code] : undefined;
    if (text === undefined) continue;
    const { address, port, hostname } = at as {
      readonly address?: string;
      readonly port?: number;
      readonly hostname?: string;
    };
    const place = address === undefined ? hostname : `${address}:${port}`;
    return `cannot reach the API server${place === undefined ? "" : ` at ${place}`}: ${text}`;
  }
  return undefined;
}
