// The data folder: everything that a server keeps, and the files that others read from it.
import { randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { StartError } from "../errors.ts";
import { type Certificate, selfSigned } from "../tls/certificate.ts";

/** Raised when the layout of the folder changes; the databases have versions of their own. */
const FORMAT = 1;
const DAY_MILLISECONDS = 86_400_000;
const VALID_DAYS = 3_650;

/** A data folder that is fit for use. */
export interface DataFolder {
  readonly path: string;
  readonly kubeconfig: string;
  /** The database of a cluster. */
  database(cluster: string): string;
  /** The database of what steps logged. */
  readonly stepLog: string;
  /** The token that callers send: hexadecimal digits, so that no command line takes it for a flag; the same in every start. */
  token(): string;
  /** The certificate of the server; the same in every start while it holds for the host. */
  certificate(host: string, now: number): Certificate;
}

/** Makes the folder, or checks the one that is there. Throws {@link StartError}. */
export function openDataFolder(given: string): DataFolder {
  const path = resolve(given);
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    checkFormat(path);
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError("folder", `cannot use the data folder ${path}: ${reasonOf(cause)}`, {
      cause,
    });
  }
  return {
    path,
    kubeconfig: join(path, "kubeconfig"),
    database: (cluster) => join(path, "clusters", cluster, "store.db"),
    stepLog: join(path, "step-log.db"),
    token: () => keep(join(path, "token"), () => randomBytes(32).toString("hex")),
    certificate: (host, now) => certificateFor(path, host, now),
  };
}

/** Makes a folder and those around it, one by one: Node's own way does not come back where the system makes none, as in /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  mkdirSync(path, { mode: 0o700 });
}

function checkFormat(path: string): void {
  const file = join(path, "format");
  if (!existsSync(file)) {
    if (existsSync(join(path, "clusters"))) {
      throw new StartError(
        "format",
        `${path} was written by an unknown version of Lateen; choose another data folder`,
      );
    }
    writeFileSync(file, `${FORMAT}\n`);
    return;
  }
  const found = readFileSync(file, "utf8").trim();
  if (found !== String(FORMAT)) {
    throw new StartError(
      "format",
      `${path} has data format ${found}, this version of Lateen reads format ${FORMAT}: ` +
        "use the version that wrote it, or choose another data folder with --data",
    );
  }
}

function certificateFor(path: string, host: string, now: number): Certificate {
  const folder = join(path, "tls");
  const files = {
    certificate: join(folder, `${fileName(host)}.crt`),
    key: join(folder, `${fileName(host)}.key`),
  };
  if (existsSync(files.certificate) && existsSync(files.key)) {
    return {
      certificate: readFileSync(files.certificate, "utf8"),
      key: readFileSync(files.key, "utf8"),
    };
  }
  const made = selfSigned({
    name: "lateen",
    hosts: [...new Set([host, "localhost", "127.0.0.1", "::1"])].filter(
      (one) => one !== "0.0.0.0" && one !== "::",
    ),
    notBefore: new Date(now - DAY_MILLISECONDS),
    notAfter: new Date(now + VALID_DAYS * DAY_MILLISECONDS),
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(files.key, made.key, { mode: 0o600 });
  writeFileSync(files.certificate, made.certificate);
  return made;
}

function keep(file: string, make: () => string): string {
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const made = make();
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  return made;
}

/** The kubeconfig of an earlier start says nothing about this one. */
export function removeStaleKubeconfig(folder: DataFolder): void {
  rmSync(folder.kubeconfig, { force: true });
}

function fileName(host: string): string {
  return host.replaceAll(/[^A-Za-z0-9.-]/g, "_");
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  const texts: Readonly<Record<string, string>> = {
    EACCES: "permission denied",
    EROFS: "the file system is read-only",
    ENOTDIR: "a part of the path is a file",
    EEXIST: "it is a file",
    ENOENT: "the system makes no folders there",
    ENOSPC: "the disk is full",
  };
  return texts[code ?? ""] ?? message ?? String(cause);
}
