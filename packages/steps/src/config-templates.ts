import { SYSTEM_NAMESPACE } from "@lateen/api";
import { CONFIG_TEMPLATES } from "./config-templates.gen.ts";

/** A config template as an object of a cluster: a ConfigMap with a CUE script. */
export interface ConfigTemplate {
  apiVersion: "v1";
  kind: "ConfigMap";
  metadata: {
    name: string;
    namespace: string;
    labels: { [key: string]: string };
    annotations: { [key: string]: string };
  };
  data: { template: string };
  [field: string]: unknown;
}

/**
 * The config templates that built-in step types write configs by, to be installed in the namespace `vela-system`. What
 * they make is sensitive: it can be written but not read as a config. New at each call.
 */
export function configTemplates(): ConfigTemplate[] {
  return CONFIG_TEMPLATES.map(({ name, script }) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `config-template-${name}`,
      namespace: SYSTEM_NAMESPACE,
      labels: { "config.oam.dev/catalog": "velacore-config", "config.oam.dev/scope": "system" },
      annotations: { "config.oam.dev/sensitive": "true" },
    },
    data: { template: script },
  }));
}
