// The registry that the engine calls functions through.
export { createProviderRegistry } from "./registry.ts";
export type { ProviderRegistryOptions, Registry } from "./registry.ts";
export type { ExternalPackage, PackageProblem } from "./external/external-package.ts";

// What can be replaced.
export { httpClient } from "./http/client.ts";
export type { HttpAnswer, HttpClient, HttpRequest } from "./http/client.ts";
export type { TlsMaterial } from "./http/tls.ts";
export type { Mail, SendMail } from "./email/email.ts";
export type { Random } from "./random.ts";

// Making providers of one's own.
export { defineProvider } from "./define-provider.ts";
export type { Provider } from "./define-provider.ts";
