import { badRequest } from "../errors.ts";

/** Where a list goes on: after a key, as the store was at a revision. */
export interface ContinuePosition {
  readonly revision: number;
  readonly after: string;
}

/** The position as an opaque text. */
export function continueToken({ revision, after }: ContinuePosition): string {
  const body = JSON.stringify({ v: "meta.k8s.io/v1", rv: revision, start: after });
  return Buffer.from(body).toString("base64url");
}

/** Reads a token. Throws 400 for what this server never gave out. */
export function parseContinueToken(token: string, prefix: string): ContinuePosition {
  try {
    const body: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    const { rv, start } = body as { readonly rv: unknown; readonly start: unknown };
    if (typeof rv === "number" && typeof start === "string" && start.startsWith(prefix)) {
      return { revision: rv, after: start };
    }
  } catch {
    // Not JSON: not ours.
  }
  throw badRequest("continue key is not valid: it was not given out by this server for this list");
}
