// Kubeconfigs, read as kubectl reads them.
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { type HttpOptions, tokenFileCredentials } from "./http-transport.ts";
import { pluginCredentials } from "./plugin-credentials.ts";

/** Which kubeconfig to read, and what of it. */
export interface KubeConfigOptions {
  /** A file; default: those of the variable `KUBECONFIG`, else `~/.kube/config`. */
  readonly path?: string;
  /** Default: the file's current context. */
  readonly context?: string;
  /** Default: `process.env`. */
  readonly env?: { readonly [name: string]: string | undefined };
}

/** A server and how to get in. */
export interface LoadedKubeConfig {
  readonly http: HttpOptions;
  /** Where objects are that name no namespace. */
  readonly namespace: string;
  /** The name of the context; `in-cluster` inside a Pod. */
  readonly context: string;
}

interface Cluster {
  readonly server?: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
  readonly "proxy-url"?: string;
}

interface User {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
  readonly as?: string;
  readonly exec?: unknown;
  readonly "auth-provider"?: unknown;
}

interface Context {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** The files of kubeconfigs laid over each other; what comes first wins. Paths in them are absolute. */
interface Merged {
  currentContext: string | undefined;
  readonly clusters: Map<string, Cluster>;
  readonly users: Map<string, User>;
  readonly contexts: Map<string, Context>;
}

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Reads a kubeconfig; without one, inside a Pod, the Pod's service account. Throws an Error that names the file and what
 * is missing or wrong.
 */
export async function loadKubeConfig(options: KubeConfigOptions = {}): Promise<LoadedKubeConfig> {
  const { env = process.env } = options;
  const paths = pathsOf(options, env);
  const found = paths.filter(existsSync);
  if (found.length === 0) {
    const inside = options.path === undefined ? inClusterConfig(env) : undefined;
    if (inside !== undefined) return inside;
    throw new Error(`no kubeconfig: there is no file ${paths.join(" or ")}`);
  }
  const merged: Merged = {
    currentContext: undefined,
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
  };
  for (const path of found) mergeFile(merged, await readConfig(path), path);
  return resolveContext(merged, options.context, found.join(", "));
}

/** The service account of the Pod that this process runs in; `undefined` outside. */
export function inClusterConfig(
  env: { readonly [name: string]: string | undefined } = process.env,
  folder: string = SERVICE_ACCOUNT,
): LoadedKubeConfig | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  const token = join(folder, "token");
  if (host === undefined || port === undefined || !existsSync(token)) return undefined;
  const ca = join(folder, "ca.crt");
  const namespace = join(folder, "namespace");
  return {
    http: {
      server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
      currentCredentials: tokenFileCredentials(token),
      ...(existsSync(ca) ? { ca: readFileSync(ca, "utf8") } : {}),
    },
    namespace: existsSync(namespace) ? readFileSync(namespace, "utf8").trim() : "default",
    context: "in-cluster",
  };
}

function pathsOf(
  { path }: KubeConfigOptions,
  env: { readonly [name: string]: string | undefined },
): string[] {
  if (path !== undefined) return [path];
  const listed = (env.KUBECONFIG ?? "").split(delimiter).filter((entry) => entry !== "");
  return listed.length > 0 ? listed : [join(env.HOME ?? homedir(), ".kube", "config")];
}

async function readConfig(path: string): Promise<{ readonly [field: string]: unknown }> {
  const text = readFileSync(path, "utf8");
  try {
    // JSON is YAML, and is read without loading a parser.
    const document: unknown = text.trimStart().startsWith("{")
      ? JSON.parse(text)
      : (await import("yaml")).parse(text);
    if (document === null || document === undefined) return {};
    if (typeof document === "object" && !Array.isArray(document)) {
      return document as { readonly [field: string]: unknown };
    }
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  throw new Error(`${path}: not a kubeconfig`);
}

function mergeFile(
  merged: Merged,
  config: { readonly [field: string]: unknown },
  path: string,
): void {
  const folder = dirname(resolve(path));
  const current = config["current-context"];
  if (typeof current === "string" && current !== "") merged.currentContext ??= current;
  addEntries(merged.clusters, config.clusters, "cluster", folder);
  addEntries(merged.users, config.users, "user", folder);
  addEntries(merged.contexts, config.contexts, "context", folder);
}

const PATH_FIELDS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

function addEntries<T extends object>(
  target: Map<string, T>,
  entries: unknown,
  field: string,
  folder: string,
): void {
  for (const entry of Array.isArray(entries) ? entries : []) {
    const { name, [field]: value } = entry as { readonly [field: string]: unknown };
    if (typeof name !== "string" || target.has(name)) continue;
    const absolute: { [field: string]: unknown } = { ...(value as object | null) };
    for (const key of PATH_FIELDS) {
      const file = absolute[key];
      if (typeof file === "string" && file !== "") absolute[key] = resolve(folder, file);
    }
    target.set(name, absolute as T);
  }
}

function resolveContext(
  merged: Merged,
  wanted: string | undefined,
  source: string,
): LoadedKubeConfig {
  const name = wanted ?? merged.currentContext;
  if (name === undefined) throw new Error(`${source}: no current-context is set`);
  const context = merged.contexts.get(name);
  if (context === undefined) throw new Error(`${source}: context "${name}" does not exist`);
  const cluster = merged.clusters.get(context.cluster ?? "");
  if (cluster?.server === undefined || cluster.server === "") {
    throw new Error(
      `${source}: context "${name}": cluster "${context.cluster ?? ""}" does not exist or has no server`,
    );
  }
  const user = merged.users.get(context.user ?? "");
  if (user === undefined && (context.user ?? "") !== "") {
    throw new Error(`${source}: context "${name}": user "${context.user}" does not exist`);
  }
  const { namespace = "" } = context;
  return {
    http: {
      ...toServer(cluster, cluster.server),
      ...(user === undefined ? {} : toCredentials(context.user as string, user, cluster)),
    },
    namespace: namespace === "" ? "default" : namespace,
    context: name,
  };
}

function toServer(cluster: Cluster, server: string): HttpOptions {
  const ca = fileOrData(cluster["certificate-authority"], cluster["certificate-authority-data"]);
  const { "tls-server-name": serverName, "proxy-url": proxyUrl } = cluster;
  return {
    server,
    ...(ca === undefined ? {} : { ca }),
    ...(cluster["insecure-skip-tls-verify"] === true ? { insecure: true } : {}),
    ...(serverName === undefined ? {} : { serverName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  };
}

function toCredentials(name: string, user: User, cluster: Cluster): Partial<HttpOptions> {
  if (user.exec !== undefined || user["auth-provider"] !== undefined) {
    return { currentCredentials: pluginCredentials(name, user, cluster) };
  }
  const { token, tokenFile, username, password = "", as } = user;
  if (tokenFile !== undefined && token === undefined) {
    return { currentCredentials: tokenFileCredentials(tokenFile) };
  }
  const cert = fileOrData(user["client-certificate"], user["client-certificate-data"]);
  const key = fileOrData(user["client-key"], user["client-key-data"]);
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  const authorization =
    token !== undefined ? `Bearer ${token}` : username !== undefined ? `Basic ${basic}` : undefined;
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(as === undefined ? {} : { "impersonate-user": as }),
  };
  return {
    credentials: {
      headers,
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    },
  };
}

function fileOrData(file: string | undefined, data: string | undefined): string | undefined {
  if (data !== undefined && data !== "") return Buffer.from(data, "base64").toString("utf8");
  return file === undefined || file === "" ? undefined : readFileSync(file, "utf8");
}
