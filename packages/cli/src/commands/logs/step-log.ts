import type { JsonObject } from "@lateen/kube";
import type { Connection } from "../../factory.ts";

/** A line that a step logged. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly step: string;
  readonly level: "info" | "error";
  readonly message: string;
  readonly fields?: JsonObject;
}

/** Which lines to read. */
export interface LogQuery {
  readonly namespace: string;
  readonly name: string;
  readonly step: string | undefined;
  readonly isFollowed: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads the lines that the server of `lateen up` keeps. False where the server keeps none: there the controller prints
 * them in its own log.
 */
export async function readStepLog(
  connection: Connection,
  { namespace, name, step, isFollowed, signal }: LogQuery,
  onLine: (line: LogLine) => Promise<void>,
): Promise<boolean> {
  const query = new URLSearchParams({
    ...(step === undefined ? {} : { step }),
    ...(isFollowed ? { follow: "true" } : {}),
  });
  const path = `/lateen/v1/namespaces/${encodeURIComponent(namespace)}/runs/${encodeURIComponent(name)}/log?${query}`;
  const chunks = await connection.fetchText(path, signal);
  if (chunks === undefined) return false;
  let rest = "";
  try {
    for await (const chunk of chunks) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) await onLine(JSON.parse(line) as LogLine);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return true;
}
