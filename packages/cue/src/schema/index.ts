// `@lateen/cue/schema`: JSON Schema and OpenAPI from definitions.
export type { JsonSchema, JsonType, JsonValue } from "./model.ts";
export type { OpenApiSchema } from "./open-api-dialect.ts";
export {
  jsonSchema,
  openApi,
  type OpenApiDocument,
  type OpenApiOptions,
  type SchemaOptions,
  type SchemaSource,
} from "./schema.ts";
export type { EvaluateText } from "./translate.ts";
