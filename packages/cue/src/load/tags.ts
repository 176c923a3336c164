// Values put into fields from outside: `env: string @tag(env,short=prod|dev)` and `-t env=prod`. cue: cue/load/tags.go.
import type { Attribute, Expression, Field, File, Node } from "../ast/ast.ts";
import { basicLit, binaryExpr, boolLit, stringLit, unaryExpr } from "../ast/build.ts";
import { transform } from "../ast/transform.ts";
import { walk } from "../ast/walk.ts";
import type { CueError, Position } from "../errors/cue-error.ts";
import { parseNumber } from "../literal/number.ts";
import { isValidIdent } from "../token/chars.ts";
import { attributeArguments, attributeParts } from "./attribute.ts";
import { loadError } from "./errors.ts";

/** Gives the value of a tag variable, `@tag(x,var=now)`; undefined where there is no such variable. */
export type TagVariables = (name: string) => string | bigint | undefined;

interface Tag {
  readonly field: Field;
  readonly key: string;
  readonly type: "string" | "int" | "number" | "bool";
  readonly shorthands: readonly string[];
  readonly variable: string;
}

const TYPES = new Set(["string", "int", "number", "bool"]);

/** The tags that fields of files declare, and what is wrong with them. */
function findTags(files: readonly File[]): { readonly tags: Tag[]; readonly errors: CueError[] } {
  const tags: Tag[] = [];
  const errors: CueError[] = [];
  for (const file of files) {
    const place = (node: Node): Position[] => [file.source.position(node.start)];
    const refuse = (node: Node, message: string): boolean => {
      walk(node, (inner) => {
        if (inner.kind === "Field") {
          for (const attribute of tagAttributes(inner))
            errors.push(loadError(message, place(attribute)));
        }
        return true;
      });
      return false;
    };
    walk(file, (node) => {
      if (node.kind === "ListLit") return refuse(node, "@tag not allowed within lists");
      if (node.kind === "Comprehension")
        return refuse(node, "@tag not allowed within comprehension");
      if (node.kind !== "Field") return true;
      const label = node.label.kind === "Alias" ? node.label.expr : node.label;
      const isPlain = label.kind === "Ident" || label.kind === "BasicLit";
      if (!isPlain || node.constraint !== "") {
        return refuse(node, "@tag not allowed within field constraint");
      }
      for (const attribute of tagAttributes(node)) {
        const tag = parseTag(node, attribute);
        if (typeof tag === "string") errors.push(loadError(tag, place(attribute)));
        else tags.push(tag);
      }
      return true;
    });
  }
  return { tags, errors };
}

function tagAttributes(field: Field): readonly Attribute[] {
  return field.attributes.filter((attribute) => attributeParts(attribute.text).name === "tag");
}

function parseTag(field: Field, attribute: Attribute): Tag | string {
  const [first, ...others] = attributeArguments(attributeParts(attribute.text).body);
  const key = first?.key === "" ? first.value : "";
  if (!isValidIdent(key)) return `invalid identifier ${JSON.stringify(key)}`;
  const option = (name: string): string | undefined =>
    others.find((argument) => argument.key === name)?.value;
  const type = option("type") ?? "string";
  if (!TYPES.has(type)) return `invalid type ${JSON.stringify(type)}`;
  return {
    field,
    key,
    type: type as Tag["type"],
    shorthands: option("short")?.split("|") ?? [],
    variable: option("var") ?? "",
  };
}

/** Options of {@link injectTags}. */
export interface InjectOptions {
  /** `name=value`, or a shorthand, or a name that only build attributes use. */
  readonly tags: readonly string[];
  /** Names that build attributes have asked for. */
  readonly used: ReadonlySet<string>;
  readonly variables: TagVariables | undefined;
}

/** Unifies the fields that have a tag with the value given for it. Files without such fields stay the same objects. */
export function injectTags(
  files: readonly File[],
  options: InjectOptions,
): { readonly files: readonly File[]; readonly errors: readonly CueError[] } {
  const { tags, errors } = findTags(files);
  const values = new Map<Field, Expression[]>();
  const inject = (tag: Tag, value: Expression): void => {
    const list = values.get(tag.field);
    if (list === undefined) values.set(tag.field, [value]);
    else list.push(value);
  };
  for (const given of options.tags) {
    const equal = given.indexOf("=");
    const name = equal < 0 ? given : given.slice(0, equal);
    const text = equal < 0 ? given : given.slice(equal + 1);
    const found = tags.filter((tag) =>
      equal < 0 ? tag.shorthands.includes(given) : tag.key === name,
    );
    if (found.length === 0 && !options.used.has(given)) {
      const problem =
        equal < 0
          ? `tag ${JSON.stringify(given)} not used in any file`
          : `no tag for ${JSON.stringify(name)}`;
      return { files, errors: [...errors, loadError(problem)] };
    }
    for (const tag of found) {
      const value = tagValue(tag, text);
      if (typeof value === "string") return { files, errors: [...errors, loadError(value)] };
      inject(tag, value);
    }
  }
  const problem = injectVariables(tags, options.variables, values, inject);
  if (problem !== undefined) return { files, errors: [...errors, loadError(problem)] };
  return { files: values.size === 0 ? files : withValues(files, values), errors };
}

function injectVariables(
  tags: readonly Tag[],
  variables: TagVariables | undefined,
  given: ReadonlyMap<Field, unknown>,
  inject: (tag: Tag, value: Expression) => void,
): string | undefined {
  if (variables === undefined) return undefined;
  const known = new Map<string, string | bigint>();
  for (const tag of tags.filter(({ field, variable }) => variable !== "" && !given.has(field))) {
    const value = known.get(tag.variable) ?? variables(tag.variable);
    if (value === undefined) return `tag variable '${tag.variable}' not found`;
    known.set(tag.variable, value);
    inject(
      tag,
      typeof value === "string" ? stringLit(value) : basicLit("int", `0x${value.toString(16)}`),
    );
  }
  return undefined;
}

const TRUE = /^(?:1|t|T|true|TRUE|True)$/;
const FALSE = /^(?:0|f|F|false|FALSE|False)$/;

/** The value that a text has for a tag, or what is wrong with it. */
function tagValue(tag: Tag, text: string): Expression | string {
  const name = JSON.stringify(tag.key);
  switch (tag.type) {
    case "string":
      return stringLit(text);
    case "bool": {
      const word = text.trim();
      if (TRUE.test(word)) return boolLit(true);
      if (FALSE.test(word)) return boolLit(false);
      return `invalid boolean ${JSON.stringify(word)} for injection tag ${name}`;
    }
    default: {
      const digits = text.replace(/^[-+]/, "");
      const number = parseNumber(digits);
      if (!number.ok)
        return `invalid number for injection tag ${name}: ${numberProblem(text, digits)}`;
      if (tag.type === "int" && !number.isInt) {
        return `invalid int ${JSON.stringify(text)} for injection tag ${name}`;
      }
      const literal = basicLit(number.isInt ? "int" : "float", digits);
      return text.startsWith("-") ? unaryExpr("-", literal) : literal;
    }
  }
}

/** What is wrong with a number, in the words of `cue`. */
function numberProblem(text: string, digits: string): string {
  const shown = JSON.stringify(text);
  if (digits === "") return `invalid number ${shown}`;
  if (/^0[xX]/.test(digits)) return `illegal hexadecimal number ${shown}`;
  return /^[0-9.]/.test(digits) ? `illegal number ${shown}` : `illegal number start ${shown}`;
}

function withValues(
  files: readonly File[],
  values: ReadonlyMap<Field, readonly Expression[]>,
): readonly File[] {
  // Fields are looked up by what of them survives the rebuilding of their parts.
  const byLabel = new Map<Node, readonly Expression[]>();
  for (const [field, list] of values) byLabel.set(field.label, list);
  return files.map((file) =>
    transform(file, (node) => {
      if (node.kind !== "Field") return node;
      const list = byLabel.get(node.label);
      if (list === undefined) return node;
      const value = list.reduce((left, right) => binaryExpr(left, "&", right), node.value);
      return { ...node, value };
    }),
  );
}
