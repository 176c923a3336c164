// Spec: packages.md 7, api.md 8.
import { type Provider, defineProvider } from "../define-provider.ts";
import { CONFIG_CUE } from "../sources.gen.ts";
import { createConfig } from "./create.ts";
import { deleteConfig } from "./delete.ts";
import { listConfigs, readConfig } from "./read.ts";

/** `vela/config`. */
export const configProvider: Provider = defineProvider("config", CONFIG_CUE, {
  create: createConfig,
  read: readConfig,
  list: listConfigs,
  delete: deleteConfig,
});
