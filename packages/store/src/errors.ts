/** Why the database failed. */
export type StoreErrorCode =
  /** The files were written by another version of the format. */
  | "format"
  /** A file is damaged or is no database. */
  | "corrupt"
  /** The folder or a file cannot be written. */
  | "unwritable"
  /** Another process has the store open. */
  | "locked"
  /** The disk is full. */
  | "full"
  /** The store was closed. */
  | "closed"
  /** Anything else that the database reports. */
  | "failed";

const BRAND = Symbol.for("@lateen/store/StoreError");

/** A failure of the database; `code` says of what kind. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether `value` is a {@link StoreError}, also one of another copy of this package. */
export function isStoreError(value: unknown): value is StoreError {
  return typeof value === "object" && value !== null && BRAND in value;
}
