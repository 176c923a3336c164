/** An operation on a run is refused; the message is what the reference's client says. */
export class OperationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OperationError";
  }
}
