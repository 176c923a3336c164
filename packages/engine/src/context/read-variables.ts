import { type Data, isCueError } from "@lateen/cue";
import type { TemplateCache } from "../template/cache.ts";
import { parseFields } from "./parse.ts";
import { Variables } from "./variables.ts";

/** Variables from their stored text. Other writers may store any CUE; what is not data is an error. */
export function readVariables(text: string, templates: TemplateCache, maxBytes: number): Variables {
  const plain = parseFields(text);
  if (plain !== undefined) return new Variables(plain, maxBytes);
  const template = templates.get(text);
  if (template.program === undefined)
    throw new Error(`variables cannot be read: ${template.error}`);
  try {
    const data = template.program.evaluate().decode();
    if (
      data === null ||
      typeof data !== "object" ||
      Array.isArray(data) ||
      data instanceof Uint8Array
    ) {
      throw new Error("variables cannot be read: not a struct");
    }
    return new Variables(
      new Map(Object.entries(data as { readonly [name: string]: Data })),
      maxBytes,
    );
  } catch (err) {
    if (isCueError(err))
      throw new Error(`variables cannot be read: ${err.message}`, { cause: err });
    throw err;
  }
}
