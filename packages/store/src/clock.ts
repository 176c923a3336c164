/** Lets the event loop turn once, so that long reads do not hold up everything else. */
export function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
