import type { WorkflowStepDefinition } from "@lateen/api";
import type { Program } from "@lateen/cue";
import { hashText } from "../hash.ts";

/** A compiled template, or why it does not compile. */
export type Template = { readonly hash: string; readonly source: string } & (
  | { readonly program: Program; readonly error?: undefined }
  | { readonly program?: undefined; readonly error: string }
);

/** Compiles each text once; texts that were not used for longest go first. */
export interface TemplateCache {
  /** The template of this CUE text. */
  get(source: string): Template;
  /** The program of a condition's expression, with the value in its field `if`. */
  condition(expression: string): Template;
  /** The template of a definition; a definition without one is an empty template. */
  ofDefinition(definition: WorkflowStepDefinition): Template;
  /** How many templates are kept. */
  readonly size: number;
  /** Forgets all: an imported package has changed. */
  clear(): void;
}

/** Compiles a template's text. Must not throw. */
export type CompileTemplate = (
  source: string,
) => { readonly program: Program } | { readonly error: string };

/** Makes a {@link TemplateCache}. `capacity` defaults to 2,000 templates. */
export function templateCache(options: {
  readonly compile: CompileTemplate;
  readonly compileCondition: CompileTemplate;
  readonly capacity?: number;
}): TemplateCache {
  const capacity = options.capacity ?? 2000;
  const bySource = new Map<string, Template>();
  const conditions = new Map<string, Template>();
  let byDefinition = new WeakMap<WorkflowStepDefinition, Template>();

  const lookup = (
    map: Map<string, Template>,
    source: string,
    compile: CompileTemplate,
  ): Template => {
    const known = map.get(source);
    if (known !== undefined) {
      // Reinserting keeps the map in order of last use.
      map.delete(source);
      map.set(source, known);
      return known;
    }
    const template: Template = { hash: hashText(source), source, ...compile(source) };
    map.set(source, template);
    if (map.size > capacity) {
      for (const oldest of map.keys()) {
        map.delete(oldest);
        break;
      }
    }
    return template;
  };
  const get = (source: string): Template => lookup(bySource, source, options.compile);

  return {
    get,
    condition: (expression) => lookup(conditions, expression, options.compileCondition),
    ofDefinition(definition) {
      // Objects of a cache are the same until they change: their text need not be looked at again.
      const known = byDefinition.get(definition);
      if (known !== undefined) return known;
      const template = get(definition.spec?.schematic?.cue?.template ?? "");
      byDefinition.set(definition, template);
      return template;
    },
    get size() {
      return bySource.size;
    },
    clear() {
      bySource.clear();
      conditions.clear();
      byDefinition = new WeakMap();
    },
  };
}
