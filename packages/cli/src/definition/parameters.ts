// The parameters of a step type, read from its template: names, types, defaults and the comments that explain them
// (spec: cli.md 3.4).
import {
  type CommentGroup,
  type Declaration,
  type Expression,
  type Field,
  parseFile,
  unquote,
} from "@lateen/cue/syntax";

/** A parameter as its user needs to know it. */
export interface Parameter {
  readonly name: string;
  readonly usage: string;
  /** As the template writes it, on one line; `object` and `[...object]` where `fields` tells more. */
  readonly type: string;
  readonly isRequired: boolean;
  /** CUE text; empty if there is none. */
  readonly default: string;
  readonly fields: readonly Parameter[];
}

/** The parameters that a template declares; empty where it has none or does not parse. */
export function parametersOf(template: string): readonly Parameter[] {
  const { file } = parseFile(template);
  return parametersIn(file.declarations, template);
}

function parametersIn(declarations: readonly Declaration[], text: string): readonly Parameter[] {
  for (const declaration of declarations) {
    if (declaration.kind !== "Field" || declaration.value.kind !== "StructLit") continue;
    const label = nameOf(declaration);
    if (label === "parameter") return parametersOfStruct(declaration.value.elements, text);
    if (label === "template") return parametersIn(declaration.value.elements, text);
  }
  return [];
}

function parametersOfStruct(elements: readonly Declaration[], text: string): readonly Parameter[] {
  return elements
    .filter((element): element is Field => element.kind === "Field" && nameOf(element) !== "")
    .map((field) => ({ field, notes: notesOf(field.comments) }))
    .filter(({ notes }) => !notes.isIgnored)
    .map(({ field, notes }) => parameterOf(field, notes.usage, text));
}

function parameterOf(field: Field, usage: string, text: string): Parameter {
  const alternatives = alternativesOf(field.value);
  const preferred = alternatives.find(isDefault);
  const others = alternatives.filter((one) => one !== preferred);
  const types =
    others.length > 0 ? others : preferred === undefined ? [] : [withoutMark(preferred)];
  const struct = types.length === 1 ? structIn(types[0] as Expression) : undefined;
  const fields = struct === undefined ? [] : parametersOfStruct(struct.elements, text);
  const type = types.map((one) => oneLine(text.slice(one.start, one.end))).join(" | ");
  return {
    name: nameOf(field),
    usage,
    type: fields.length === 0 ? type : types[0]?.kind === "ListLit" ? "[...object]" : "object",
    isRequired: field.constraint !== "?" && preferred === undefined && !isConcrete(field.value),
    default:
      preferred === undefined
        ? ""
        : oneLine(text.slice(preferred.start, preferred.end)).replace(/^\*\s*/, ""),
    fields,
  };
}

function alternativesOf(value: Expression): Expression[] {
  if (value.kind === "ParenExpr") return alternativesOf(value.expr);
  if (value.kind === "BinaryExpr" && value.operator === "|") {
    return [...alternativesOf(value.left), ...alternativesOf(value.right)];
  }
  return [value];
}

function isDefault(value: Expression): boolean {
  return value.kind === "UnaryExpr" && value.operator === "*";
}

function withoutMark(value: Expression): Expression {
  return value.kind === "UnaryExpr" ? value.expr : value;
}

function structIn(value: Expression): { readonly elements: readonly Declaration[] } | undefined {
  if (value.kind === "StructLit") return value;
  if (value.kind !== "ListLit") return undefined;
  const [only] = value.elements;
  return only?.kind === "Ellipsis" && only.type?.kind === "StructLit" ? only.type : undefined;
}

function isConcrete(value: Expression): boolean {
  return value.kind === "BasicLit";
}

function notesOf(comments: readonly CommentGroup[]): {
  readonly usage: string;
  readonly isIgnored: boolean;
} {
  const lines = comments
    .flatMap((group) => group.list)
    .map(({ text }) => text.replace(/^\/\/\s?/, "").trim());
  const marked = lines.find((line) => line.startsWith("+usage="));
  const plain = lines.filter((line) => !line.startsWith("+")).join(" ");
  return {
    usage: marked === undefined ? plain : marked.slice("+usage=".length).trim(),
    isIgnored: lines.some((line) => line.startsWith("+ignore")),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

/** The name of a field that is written plainly; empty for patterns and the like. */
function nameOf({ label }: Field): string {
  if (label.kind === "Ident") return label.name;
  if (label.kind !== "BasicLit") return "";
  const unquoted = unquote(label.text);
  return unquoted.ok && typeof unquoted.value === "string" ? unquoted.value : "";
}
