// What commands depend on, made when first asked: reading a kubeconfig costs nothing to a command that needs none.
import type { Client } from "@lateen/kube";
import type { Command } from "commander";
import type { Clock } from "./clock.ts";
import type { Io } from "./io.ts";

/** What the process gives to a command line. */
export interface Environment {
  readonly io: Io;
  readonly clock: Clock;
  readonly env: { readonly [name: string]: string | undefined };
  /** The folder in which the command was called. */
  readonly cwd: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The flags that every command takes. */
export interface GlobalFlags {
  readonly namespace?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly output?: string;
}

/** An API server to talk to. */
export interface Connection {
  readonly client: Client;
  /** Where objects are that name no namespace. */
  readonly namespace: string;
  /** The server's address, for messages. */
  readonly server: string;
  /** Calls a path of the server that is no resource; resolves to undefined where the server has no such path. */
  fetchText(path: string, signal?: AbortSignal): Promise<AsyncIterable<string> | undefined>;
}

/** Makes what commands need. */
export interface Factory extends Environment {
  flags(command: Command): GlobalFlags;
  /** Throws if no kubeconfig is found or it does not name a server. */
  connect(flags: GlobalFlags): Promise<Connection>;
}

/** The factory of one command line. */
export function createFactory(environment: Environment): Factory {
  return {
    ...environment,
    flags: (command) => command.optsWithGlobals<GlobalFlags>(),
    connect: async (flags) => (await import("./connect.ts")).connect(flags, environment),
  };
}
