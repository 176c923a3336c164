// The forms in which people write a template: the bare body, `template: { body }`, and a definition file with a
// metadata field beside that. What is compiled is always the body.
import {
  type Declaration,
  type Field,
  type File,
  type StructLit,
  parseFile,
  unquote,
} from "@lateen/cue/syntax";

/** A text that holds its body in a field `template`. */
export interface WrappedTemplate {
  /** The struct of `template`. */
  readonly body: StructLit;
  /** The field that tells what the definition is, if there is one. */
  readonly metadata: Field | undefined;
  readonly file: File;
}

/**
 * The text with everything but its imports and the body blanked, if the body is in a field `template`; else the very
 * text. Offsets stay, so that places in messages are those of what was written.
 */
export function templateBody(text: string): string {
  // Nearly all texts are bare; only those that may be wrapped are parsed.
  if (!/(?:^|[\s,;])"?template"?[ \t]*:/.test(text)) return text;
  const { file, errors } = parseFile(text);
  if (errors.length > 0) return text;
  const wrapped = findTemplate(file);
  if (wrapped === undefined) return text;
  const keep = new Uint8Array(text.length);
  for (const declaration of file.declarations) {
    if (declaration.kind === "ImportDecl") keep.fill(1, declaration.start, declaration.end);
  }
  keep.fill(1, ...bodyRange(wrapped.body));
  let blanked = "";
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    blanked += keep[i] === 1 || char === "\n" ? char : " ";
  }
  return blanked;
}

/** The parts of a text that holds its body in a field `template`, and nothing else but what tells of it. */
export function findTemplate(file: File): WrappedTemplate | undefined {
  let body: StructLit | undefined;
  let metadata: Field | undefined;
  for (const declaration of file.declarations) {
    if (isPreamble(declaration)) continue;
    if (declaration.kind !== "Field" || declaration.value.kind !== "StructLit") return undefined;
    const label = labelOf(declaration);
    const struct = declaration.value;
    if (label === "template" && body === undefined) body = struct;
    else if (metadata === undefined && typeOf(struct) !== undefined) metadata = declaration;
    else return undefined;
  }
  return body === undefined ? undefined : { body, metadata, file };
}

/** Where the fields of a struct begin and end in the text; `template: a: 1` has no braces. */
export function bodyRange(struct: StructLit): readonly [start: number, end: number] {
  return struct.open >= 0 ? [struct.open + 1, struct.close] : [struct.start, struct.end];
}

/** The label of a field that is written plainly; undefined for patterns, aliases, interpolations. */
export function labelOf(field: Field): string | undefined {
  if (field.label.kind === "Ident") return field.label.name;
  if (field.label.kind !== "BasicLit" || field.label.literal !== "string") return undefined;
  const unquoted = unquote(field.label.text);
  return unquoted.ok && typeof unquoted.value === "string" ? unquoted.value : undefined;
}

function isPreamble({ kind }: Declaration): boolean {
  return kind === "ImportDecl" || kind === "PackageClause" || kind === "Attribute";
}

/** The text of the field `type` of a struct. */
function typeOf(struct: StructLit): string | undefined {
  for (const element of struct.elements) {
    if (element.kind !== "Field" || labelOf(element) !== "type") continue;
    const { value } = element;
    if (value.kind === "BasicLit" && value.literal === "string") return value.text;
  }
  return undefined;
}
