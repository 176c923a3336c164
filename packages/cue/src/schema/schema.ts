import type { File } from "../ast/ast.ts";
import { CueError } from "../errors/cue-error.ts";
import { parseFile } from "../parser/parse.ts";
import type { JsonSchema } from "./model.ts";
import { type OpenApiSchema, toOpenApi } from "./open-api-dialect.ts";
import { definitionNames, type EvaluateText, Translator } from "./translate.ts";

/** Options of {@link jsonSchema} and {@link openApi}. */
export interface SchemaOptions {
  /**
   * Evaluates CUE text in the package described, for constants that are not literals (`math.Pi`, `2 * 1024`). Without
   * it, nothing is said of these.
   */
  readonly evaluate?: EvaluateText;
}

/** Leaves out that other properties are allowed, which goes without saying. */
function tidy(schema: JsonSchema): JsonSchema {
  const each = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(each);
    return typeof value === "object" && value !== null ? tidy(value) : value;
  };
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "additionalProperties" && value === true) continue;
    const isData = key === "default" || key === "const" || key === "enum";
    out[key] = isData
      ? value
      : key === "properties" || key === "patternProperties"
        ? named(value as object, each)
        : each(value);
  }
  return out;
}

function named(schemas: object, each: (value: unknown) => unknown): unknown {
  return Object.fromEntries(Object.entries(schemas).map(([name, value]) => [name, each(value)]));
}

/** Options of {@link openApi}. */
export interface OpenApiOptions extends SchemaOptions {
  readonly title: string;
  /** Version of what is described, not of OpenAPI. */
  readonly version: string;
  readonly description?: string;
}

/** A document of OpenAPI 3.0 that holds schemas and no operations. */
export interface OpenApiDocument {
  readonly openapi: "3.0.3";
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths: Readonly<Record<string, never>>;
  readonly components: { readonly schemas: Readonly<Record<string, OpenApiSchema>> };
}

/** Files as syntax trees, or as CUE text. What of a text does not parse is left out. */
export type SchemaSource = readonly (File | string)[];

function trees(source: SchemaSource): readonly File[] {
  return source.map((file) =>
    typeof file === "string" ? parseFile(file, { keepGoing: true }).file : file,
  );
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (err) {
    if (!(err instanceof RangeError)) throw err;
    throw new CueError({ code: "budget", message: "schema is nested too deeply", cause: err });
  }
}

/**
 * The JSON Schema (draft 2020-12) of a definition or field of a package: comments are descriptions, defaults,
 * enumerations, bounds, patterns and what is required are taken over; definitions that it refers to stand in `$defs`.
 * A field is required that is neither optional nor has a value of its own (a constant, a default, an open list). `path`
 * is a name such as `#Config`, or several with dots between, `template.parameter`, or empty for the package as a whole,
 * with all its definitions. Undefined where nothing is declared there. What JSON Schema cannot say (a
 * comprehension's condition, say) is left out: the schema then allows more than CUE does. Throws a {@link CueError} of
 * code `budget` for a source that is nested too deeply.
 */
export function jsonSchema(
  source: SchemaSource,
  path: string,
  options: SchemaOptions = {},
): JsonSchema | undefined {
  const files = trees(source);
  const translator = new Translator(files, (name) => `#/$defs/${name}`, options.evaluate);
  const found = guarded(() => {
    if (path !== "") return translator.at(path.split("."));
    for (const name of definitionNames(files)) translator.definition(name);
    return translator.at([]);
  });
  if (found === undefined) return undefined;
  const own = path.startsWith("#") ? path.slice(1) : undefined;
  // A definition that refers to itself stands with the others.
  const isShared = own !== undefined && translator.definitions.has(own);
  const schema = isShared ? { $ref: `#/$defs/${own}` } : found;
  const definitions = [...translator.definitions].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    ...tidy(schema),
    ...(definitions.length === 0
      ? {}
      : {
          $defs: Object.fromEntries(definitions.map(([name, value]) => [name, tidy(value ?? {})])),
        }),
  };
}

/** All definitions of a package as the schemas of an OpenAPI 3.0 document. Throws as {@link jsonSchema} does. */
export function openApi(source: SchemaSource, options: OpenApiOptions): OpenApiDocument {
  const files = trees(source);
  const translator = new Translator(
    files,
    (name) => `#/components/schemas/${name}`,
    options.evaluate,
  );
  guarded(() => {
    for (const name of definitionNames(files)) translator.definition(name);
  });
  const schemas = [...translator.definitions]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]): [string, OpenApiSchema] => [name, toOpenApi(tidy(schema ?? {}))]);
  const { title, version, description } = options;
  return {
    openapi: "3.0.3",
    info: description === undefined ? { title, version } : { title, version, description },
    paths: {},
    components: { schemas: Object.fromEntries(schemas) },
  };
}
