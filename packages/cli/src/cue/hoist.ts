// Texts that hold JSON or YAML themselves become calls that encode the data beside them: `import -R`.
import {
  build,
  type Declaration,
  type Expression,
  type Field,
  type File,
  isCueError,
  parseExpr,
  Source,
  unquote,
  walk,
} from "@lateen/cue/syntax";
import { readDocuments } from "@lateen/cue/load";
import { layOutJson } from "./json-layout.ts";

/** A file with the data in its texts taken out, recursively. */
export function hoist(file: File): File {
  const names = new Set<string>();
  walk(file, (node) => {
    if (node.kind === "Field") names.add(labelText(node));
    else if (node.kind === "LetClause") names.add(node.ident.name);
    return true;
  });
  const hoister = new Hoister(names);
  const declarations = hoister.declarations(file.declarations);
  return { ...file, declarations: withImports(declarations, hoister.packages) };
}

function withImports(
  declarations: readonly Declaration[],
  packages: ReadonlyMap<string, string>,
): readonly Declaration[] {
  if (packages.size === 0) return declarations;
  const specs = Array.from(packages, ([name, as]) => {
    return as === name
      ? build.importSpec(`encoding/${name}`)
      : build.importSpec(`encoding/${name}`, as);
  });
  const clause = declarations.findIndex(({ kind }) => kind === "PackageClause");
  return [
    ...declarations.slice(0, clause + 1),
    build.importDecl(specs),
    ...declarations.slice(clause + 1),
  ];
}

class Hoister {
  /** The packages that are needed, and the names that they go by. */
  readonly packages: Map<string, string> = new Map();
  readonly #names: Set<string>;

  constructor(names: Set<string>) {
    this.#names = names;
  }

  declarations(declarations: readonly Declaration[]): readonly Declaration[] {
    return declarations.flatMap((declaration) => {
      if (declaration.kind === "EmbedDecl") {
        return [{ ...declaration, expr: this.#value(declaration.expr) }];
      }
      return declaration.kind === "Field" ? this.#field(declaration) : [declaration];
    });
  }

  #field(field: Field): readonly Declaration[] {
    const found = dataOf(field.value);
    if (found === undefined) return [{ ...field, value: this.#value(field.value) }];
    const name = this.#packageName(found.encoding);
    const data = this.#uniqueName(labelText(field));
    const marshal = build.selectorExpr(build.ident(name), "Marshal");
    const call = build.callExpr(marshal, [build.ident(data)]);
    return [{ ...field, value: call }, build.letClause(data, this.#value(found.expr))];
  }

  #value(expr: Expression): Expression {
    if (expr.kind === "StructLit") return { ...expr, elements: this.declarations(expr.elements) };
    if (expr.kind !== "ListLit") return expr;
    return { ...expr, elements: expr.elements.map((element) => this.#value(element)) };
  }

  /** The name of a package: another than its own where a field has that. */
  #packageName(name: string): string {
    const known = this.packages.get(name);
    if (known !== undefined) return known;
    let as = name;
    // The digits are the first that the reference draws.
    for (const digit of ["9", "B", "6", "0", "7"]) {
      if (!this.#names.has(as)) break;
      as = `${name}_${digit}`;
    }
    this.packages.set(name, as);
    return as;
  }

  #uniqueName(base: string): string {
    const plain = base.replace(/[^\p{L}\p{N}]/gu, "_");
    let type = "cue_";
    while (this.#names.has(`_${type}${plain}`)) type += "x";
    const name = `_${type}${plain}`;
    this.#names.add(name);
    return name;
  }
}

function labelText({ label }: Field): string {
  if (label.kind === "Ident") return label.name;
  const text = label.kind === "BasicLit" ? unquote(label.text) : undefined;
  return text?.ok === true && typeof text.value === "string" ? text.value : "";
}

/** The struct or list that a text holds as JSON or, over several lines, as YAML. */
function dataOf(
  value: Expression,
): { readonly expr: Expression; readonly encoding: "json" | "yaml" } | undefined {
  if (value.kind !== "BasicLit" || value.literal !== "string") return undefined;
  const literal = unquote(value.text);
  if (!literal.ok || typeof literal.value !== "string") return undefined;
  const text = literal.value;
  const json = isJson(text) ? parseExpr(text).expr : undefined;
  if (json !== undefined) {
    return isComposite(json)
      ? { expr: detached(layOutJson(json, new Source(text))), encoding: "json" }
      : undefined;
  }
  if (!text.includes("\n")) return undefined;
  try {
    const content = new TextEncoder().encode(text);
    const documents = [
      ...readDocuments(
        { filename: "", encoding: "yaml", interpretation: "", form: "", flags: new Map(), content },
        { layout: true },
      ),
    ];
    const [only] = documents;
    return only !== undefined && documents.length === 1 && isComposite(only.expr)
      ? { expr: only.expr, encoding: "yaml" }
      : undefined;
  } catch (error) {
    if (isCueError(error)) return undefined;
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isComposite(expr: Expression): boolean {
  return expr.kind === "StructLit" || expr.kind === "ListLit";
}

/** A tree without places: its offsets are those of another text. */
function detached(expr: Expression): Expression {
  return JSON.parse(
    JSON.stringify(expr, (key, value: unknown) =>
      typeof value === "number" && OFFSETS.has(key) && value >= 0 ? -1 : value,
    ),
  ) as Expression;
}

const OFFSETS = new Set([
  "start",
  "end",
  "open",
  "close",
  "colon",
  "comma",
  "operatorStart",
  "equal",
]);
