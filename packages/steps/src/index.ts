// The built-in step types.
export { stepDefinitions } from "./step-definitions.ts";
