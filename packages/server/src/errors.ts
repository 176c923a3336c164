/** Why a server does not start, as far as its user can mend it. */
export type StartErrorCode = "port" | "folder" | "format" | "locked" | "flag" | "cluster";

/** The server does not start; the message says why and what to do. */
export class StartError extends Error {
  readonly code: StartErrorCode;
  constructor(code: StartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StartError";
    this.code = code;
  }
}
