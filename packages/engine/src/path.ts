// Paths of variables and parameters as users write them: `a.b-c[0]["x.y"]`.
import type { Data, PathElement } from "@lateen/cue";

const IDENTIFIER = /^[A-Za-z_$#][\w$#]*$/;

/**
 * The elements of a path, or undefined if the text is none: fields separated by dots (any characters but dots,
 * brackets, quotes and blanks), `[0]` for elements, `["text"]` and `."text"` for other fields.
 */
export function parsePath(text: string): PathElement[] | undefined {
  const elements: PathElement[] = [];
  let i = 0;
  const quoted = (): string | undefined => {
    const match = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(i));
    if (match === null) return undefined;
    i += match[0].length;
    try {
      return JSON.parse(match[0]) as string;
    } catch {
      return undefined;
    }
  };
  const bare = (): string | undefined => {
    const field = /^[^.[\]"\s]+/.exec(text.slice(i))?.[0];
    i += field?.length ?? 0;
    return field;
  };
  while (i < text.length) {
    if (text[i] === "[") {
      i += 1;
      const index = /^\d+/.exec(text.slice(i))?.[0];
      if (index !== undefined) {
        elements.push(Number(index));
        i += index.length;
      } else {
        const field = quoted();
        if (field === undefined) return undefined;
        elements.push(field);
      }
      if (text[i] !== "]") return undefined;
      i += 1;
    } else {
      if (elements.length > 0) {
        if (text[i] !== ".") return undefined;
        i += 1;
      }
      const field = text[i] === '"' ? quoted() : bare();
      if (field === undefined) return undefined;
      elements.push(field);
    }
  }
  return elements.length > 0 ? elements : undefined;
}

const PLAIN_PATH = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d+\]|\["[^"\\]*"\])*$/;

/** Whether a text looks like a path of a variable, rather than an expression. */
export function isPath(text: string): boolean {
  return PLAIN_PATH.test(text);
}

/** A path as CUE prints it: `a.b[0]."c-d"`. */
export function formatPath(path: readonly PathElement[]): string {
  let text = "";
  for (const element of path) {
    if (typeof element === "number") text += `[${element}]`;
    else text += (text === "" ? "" : ".") + formatLabel(element);
  }
  return text;
}

/** A label as CUE prints it. */
export function formatLabel(label: string): string {
  return IDENTIFIER.test(label) ? label : JSON.stringify(label);
}

/** What is at a path of data, or undefined. */
export function lookupData(data: Data | undefined, path: readonly PathElement[]): Data | undefined {
  let value = data;
  for (const element of path) {
    if (value === null || typeof value !== "object" || value instanceof Uint8Array)
      return undefined;
    if (Array.isArray(value)) {
      const index = typeof element === "number" ? element : Number.NaN;
      value = (value as readonly Data[])[index];
    } else {
      const key = String(element);
      value = Object.hasOwn(value, key)
        ? (value as { readonly [key: string]: Data })[key]
        : undefined;
    }
    if (value === undefined) return undefined;
  }
  return value;
}
