import type { Io } from "../src/io.ts";

/** An {@link Io} that remembers what was written; styles show as tags where `styled` is set. */
export interface MemoryIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
}

/** Makes one. `columns` makes it a terminal of that width. */
export function memoryIo(
  options: { readonly stdin?: string; readonly columns?: number; readonly styled?: boolean } = {},
): MemoryIo {
  const written = { out: "", err: "" };
  const output = (stream: "out" | "err"): Io["stdout"] => ({
    isTerminal: options.columns !== undefined,
    size: () => ({ columns: options.columns ?? 200, rows: 24 }),
    write: (text) => {
      written[stream] += typeof text === "string" ? text : new TextDecoder().decode(text);
    },
  });
  return {
    stdin: (async function* () {
      yield options.stdin ?? "";
    })(),
    stdout: output("out"),
    stderr: output("err"),
    style: (style, text) =>
      options.styled === true && text !== "" ? `<${String(style)}>${text}</>` : text,
    out: () => written.out,
    err: () => written.err,
  };
}
