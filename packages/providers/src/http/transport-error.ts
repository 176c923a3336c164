// Texts of transport errors as Go's net/http has them: they stand in step messages that users and scripts know.
interface SystemError {
  readonly code?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly hostname?: unknown;
}

const BY_CODE: { readonly [code: string]: string } = {
  ECONNRESET: "read: connection reset by peer",
  EPIPE: "write: broken pipe",
  UND_ERR_SOCKET: "EOF",
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority(),
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority(),
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority(),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority(),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority(),
  CERT_HAS_EXPIRED:
    "tls: failed to verify certificate: x509: certificate has expired or is not yet valid",
};

const REFUSED: { readonly [code: string]: string } = {
  ECONNREFUSED: "connection refused",
  EHOSTUNREACH: "no route to host",
  ENETUNREACH: "network is unreachable",
  ETIMEDOUT: "connection timed out",
};

/** What went wrong between sending and the answer. */
export function describeTransportError(
  err: unknown,
  context: { readonly hasTimedOut: boolean },
): string {
  if (context.hasTimedOut) {
    return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
  }
  const cause = rootOf(err);
  const { code, address, port, hostname } = cause as SystemError;
  if (typeof code === "string") {
    const refused = REFUSED[code];
    if (refused !== undefined) return `dial tcp ${hostPort(address, port)}: connect: ${refused}`;
    if (code === "ENOTFOUND") return `dial tcp: lookup ${String(hostname)}: no such host`;
    if (code === "EAI_AGAIN") return `dial tcp: lookup ${String(hostname)}: try again`;
    if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
      return `tls: failed to verify certificate: x509: ${messageOf(cause)}`;
    }
    if (code === "UND_ERR_ABORTED" || code === "ABORT_ERR") return "context canceled";
    const known = BY_CODE[code];
    if (known !== undefined) return known;
  }
  return messageOf(cause);
}

/** The error below wrappers and below the list of tried addresses. */
function rootOf(err: unknown): unknown {
  let current = err;
  for (let depth = 0; depth < 8; depth++) {
    if (current instanceof AggregateError && current.errors.length > 0) current = current.errors[0];
    else if (current instanceof Error && current.cause !== undefined) current = current.cause;
    else break;
  }
  return current;
}

function unknownAuthority(): string {
  return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
}

function hostPort(address: unknown, port: unknown): string {
  const host = String(address ?? "");
  return `${host.includes(":") ? `[${host}]` : host}:${String(port ?? "")}`;
}

function messageOf(err: unknown): string {
  return err instanceof Error ? err.message : String(err);
}
