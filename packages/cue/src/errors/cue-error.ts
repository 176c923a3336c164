import type { ErrorCode } from "./codes.ts";

/** A place in a source text; line and column count from 1, the column in bytes of UTF-8 as `cue` does. */
export interface Position {
  readonly filename: string;
  readonly line: number;
  readonly column: number;
}

const BRAND: symbol = Symbol.for("lateen.cue.error");

/** The one error of this package. `message` is what `cue` prints, without position; `path` is where in the value. */
export class CueError extends Error {
  readonly code: ErrorCode;
  readonly path: readonly string[];
  /** The place itself first, then of every other conjunct that took part. */
  readonly positions: readonly Position[];
  /** Whether the first position is the error's own; if not, all are of what took part. */
  readonly isPlaced: boolean;

  constructor(fields: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly path?: readonly string[];
    readonly positions?: readonly Position[];
    /** Default: whether there are positions. */
    readonly isPlaced?: boolean;
    readonly cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = "CueError";
    this.code = fields.code;
    this.path = fields.path ?? [];
    this.positions = fields.positions ?? [];
    this.isPlaced = this.positions.length > 0 && fields.isPlaced !== false;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether a caught value is a {@link CueError}, also one from another copy of this package. */
export function isCueError(value: unknown): value is CueError {
  return typeof value === "object" && value !== null && BRAND in value;
}
