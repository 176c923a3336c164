// All functions that step templates can call, and the packages that declare them.
import type { Source } from "@lateen/cue";
import { parseFile } from "@lateen/cue/syntax";
import type { ProviderFunction, ProviderRegistry } from "@lateen/engine";
import { base64Provider } from "./base64/base64.ts";
import { builtinProvider } from "./builtin/builtin.ts";
import { configProvider } from "./config/config.ts";
import { cueProvider } from "./cue/cue.ts";
import type { Provider } from "./define-provider.ts";
import { type SendMail, emailProvider, sendOverSmtp } from "./email/email.ts";
import {
  type ExternalPackage,
  type PackageProblem,
  externalFunction,
  packageFiles,
} from "./external/external-package.ts";
import { type HttpClient, httpClient } from "./http/client.ts";
import { httpProvider } from "./http/http.ts";
import { rateLimiter } from "./http/rate-limiter.ts";
import { kubeProvider } from "./kube/kube.ts";
import { explainMissing } from "./missing.ts";
import { metricsProvider } from "./metrics/metrics.ts";
import { opProvider } from "./op/op.ts";
import { type Random, secureRandom } from "./random.ts";
import { timeProvider } from "./time/time.ts";
import { utilProvider } from "./util/util.ts";

/** What the functions use; everything has a default. */
export interface ProviderRegistryOptions {
  /** Sends HTTP requests; default: a client of its own. */
  readonly httpClient?: HttpClient;
  /** Sends mails; default: over SMTP. */
  readonly sendMail?: SendMail;
  /** Default: the system's secure source. */
  readonly random?: Random;
  /** Providers of the program's own, beside the built-in ones; one of the same name takes the built-in's place. */
  readonly providers?: readonly Provider[];
}

/** A registry whose external packages may change. */
export interface Registry extends ProviderRegistry {
  /**
   * Replaces all external packages. Gives those that are of no use, with the reason: a name or a path that is taken, no
   * templates, a syntax error. Compiled templates that import a changed package must be forgotten by the caller.
   */
  setPackages(packages: readonly ExternalPackage[]): readonly PackageProblem[];
  /** Closes the connections that are kept open. */
  close(): Promise<void>;
}

function syntaxError(files: readonly Source[]): string | undefined {
  for (const { filename, text } of files) {
    const [error] = parseFile(text, { filename }).errors;
    if (error === undefined) continue;
    const at = error.positions[0];
    return `${filename}${at === undefined ? "" : `:${at.line}:${at.column}`}: ${error.message}`;
  }
  return undefined;
}

/** Makes the registry of all built-in providers; external packages are added by {@link Registry.setPackages}. */
export function createProviderRegistry(options: ProviderRegistryOptions = {}): Registry {
  const client = options.httpClient ?? httpClient();
  const limiter = rateLimiter();
  const sendMail = options.sendMail ?? sendOverSmtp;
  const providers: readonly Provider[] = [
    builtinProvider,
    kubeProvider,
    httpProvider({ client, limiter }),
    emailProvider(sendMail),
    configProvider,
    metricsProvider(client),
    timeProvider(),
    base64Provider,
    cueProvider,
    utilProvider(options.random ?? secureRandom),
    opProvider({ client, limiter, sendMail }),
    ...(options.providers ?? []),
  ];
  const byName = new Map(providers.map((provider) => [provider.name, provider]));
  const sources = new Map<string, readonly Source[]>(
    providers.map(({ importPath, source }) => [
      importPath,
      [{ filename: `${importPath}.cue`, text: source }],
    ]),
  );
  let external = new Map<string, ExternalPackage>();
  let externalFiles = new Map<string, readonly Source[]>();

  return {
    find(provider, name): ProviderFunction | undefined {
      const functions = byName.get(provider)?.functions;
      if (functions !== undefined)
        return Object.hasOwn(functions, name) ? functions[name] : undefined;
      const found = external.get(provider);
      return found === undefined ? undefined : externalFunction(found, name, client);
    },
    hasProvider: (provider) => byName.has(provider) || external.has(provider),
    explainMissing,
    packageSource: (importPath) => sources.get(importPath) ?? externalFiles.get(importPath),
    setPackages(packages) {
      const problems: PackageProblem[] = [];
      external = new Map();
      externalFiles = new Map();
      for (const found of packages) {
        const { name = "", namespace = "" } = found.metadata;
        const refuse = (message: string): void => {
          problems.push({ name, namespace, message });
        };
        const { path, templates } = found.spec;
        if (byName.has(name)) refuse(`the name ${name} is that of a built-in provider`);
        else if (external.has(name)) refuse(`another package is named ${name}`);
        else if (sources.has(path)) refuse(`the path ${path} is that of a built-in package`);
        else if (externalFiles.has(path)) refuse(`another package has the path ${path}`);
        else if (Object.keys(templates).length === 0) refuse("the package has no templates");
        else {
          const files = packageFiles(found);
          external.set(name, found);
          externalFiles.set(path, files);
          // It stays, so that templates that import it say the same.
          const broken = syntaxError(files);
          if (broken !== undefined) refuse(broken);
        }
      }
      return problems;
    },
    async close() {
      // A client that was passed in is its owner's.
      if (options.httpClient === undefined) await client.close();
    },
  };
}
