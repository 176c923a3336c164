// The built-in step types, and what they need to be installed beside them.
export { stepDefinitions } from "./step-definitions.ts";
export { type ConfigTemplate, configTemplates } from "./config-templates.ts";
