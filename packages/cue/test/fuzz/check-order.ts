// The value must not depend on the order of fields, nor on how they are spread over files.
import type { Declaration, File, ImportDecl, Node } from "../../src/ast/ast.ts";
import { importDecl, packageClause } from "../../src/ast/build.ts";
import { transform } from "../../src/ast/transform.ts";
import { walk } from "../../src/ast/walk.ts";
import { isCueError } from "../../src/errors/cue-error.ts";
import { formatFile } from "../../src/format/format.ts";
import { inspect, type InspectedNode, type Value } from "../../src/index.ts";
import { agree, hasError, isBudget } from "./agree.ts";
import { mayReferToItself } from "./cycles.ts";
import type { Random } from "./random.ts";
import { referenceDiffers } from "./reference.ts";

/** A file, its value, and what is needed to make others of it. */
export interface Order {
  readonly file: File;
  readonly value: Value;
  readonly random: Random;
  readonly evaluate: (files: readonly File[]) => Value | undefined;
}

/** Counts the sources whose value depends on the order for a reason that is known. */
export const known = {
  /** Something in the source shows the order of fields; without that, the value is the same. */
  observers: 0,
  /** Fields that refer to each other in a circle: which one is evaluated first matters, as it does in the reference. */
  circles: 0,
  /** There is an error either way, and what reads the field in error may do so before that is found out. */
  errors: 0,
  /** Fields that a disjunction of closed structs refuses or not, by the order in which it meets them. */
  closed: 0,
  /** Whether the default of one of several disjunctions counts, by the order in which they meet. */
  defaults: 0,
  /** Those of them, and others, for which the reference was asked and has two values as well. */
  confirmed: 0,
  /** Those for which it has one. */
  refuted: 0,
};

/** The value with the fields of every struct in another order. */
export function orderProblem(order: Order): string | undefined {
  const { file, random } = order;
  const shuffled = transform(file, (node) =>
    node.kind === "StructLit" ? { ...node, elements: shuffle(node.elements, random) } : node,
  );
  const permuted = { ...shuffled, declarations: shuffleFile(shuffled.declarations, random) };
  return difference("depends on the order of fields", order, [permuted]);
}

/** The value of the declarations spread over two files, in either order. */
export function fileOrderProblem(order: Order): string | undefined {
  const { file, random } = order;
  const body = file.declarations.filter(({ kind }) => !HEAD.has(kind));
  // A field named as an import of its file hides it there, and there only.
  if (hidesImport(file)) return undefined;
  // Lets and aliases are seen in their own file only; a file that embeds a scalar is one, and no struct.
  if (body.length < 2 || body.some((each) => isFileScoped(each) || each.kind === "EmbedDecl"))
    return undefined;
  const parts: [Declaration[], Declaration[]] = [[], []];
  for (const declaration of body) parts[random.below(2)]?.push(declaration);
  const files = parts.map((declarations) => part(file, declarations));
  return (
    difference("depends on how it is spread over files", order, files) ??
    difference("depends on the order of files", order, files.toReversed())
  );
}

function difference(what: string, order: Order, files: readonly File[]): string | undefined {
  const { file, value, evaluate } = order;
  const other = evaluate(files);
  if (other === undefined) return `is refused where it ${what}\n${shown(files)}`;
  const own = inspect(value);
  const others = inspect(other);
  if (isBudget(own) || isBudget(others) || agree(own, others)) return undefined;
  const plain = files.some(hasObserver)
    ? withoutObserversIn(order, files)
    : ([own, others] as const);
  const cause =
    plain === undefined || agree(...plain)
      ? "observers"
      : mayReferToItself(file)
        ? "circles"
        : causeIn(file, ...plain);
  // What is known was asked of the reference for samples only; where it can be asked, it decides.
  const differs = agree(...plainly(own, others)) ? undefined : referenceDiffers([file], files);
  if (differs !== undefined) known[differs ? "confirmed" : "refuted"]++;
  if (cause !== undefined && differs !== false) {
    known[cause]++;
    return undefined;
  }
  if (differs === true) return undefined;
  return `${what}:\n${JSON.stringify(own)}\n${JSON.stringify(others)}\n${shown(files)}`;
}

/** Two values without what the reference does not print: whether a struct is closed, and a list open. */
function plainly(
  ...nodes: readonly [InspectedNode, InspectedNode]
): [InspectedNode, InspectedNode] {
  const parse = (node: InspectedNode): InspectedNode =>
    JSON.parse(JSON.stringify(node).replaceAll(/,"(?:closed|open)":true/g, "")) as InspectedNode;
  return [parse(nodes[0]), parse(nodes[1])];
}

/** The two values without what shows the order; undefined if nothing can be said of one. */
function withoutObserversIn(
  { file, evaluate }: Order,
  files: readonly File[],
): readonly [InspectedNode, InspectedNode] | undefined {
  const plain = evaluate([withoutObservers(file)]);
  const other = evaluate(files.map(withoutObservers));
  return plain === undefined || other === undefined ? undefined : [inspect(plain), inspect(other)];
}

/** What two values show of why they are different; the reference gives two as well. */
function causeIn(
  file: File,
  own: InspectedNode,
  others: InspectedNode,
): "errors" | "closed" | "defaults" | undefined {
  if (hasError(own) && hasError(others) && agree(own, others, true)) return "errors";
  return JSON.stringify([own, others]).match(/"notAllowed"|"closed":true/) && hasDisjunction(file)
    ? "closed"
    : openDefaults(file, own, others);
}

function shown(files: readonly File[]): string {
  try {
    return files.map((file) => formatFile(file)).join("\n---\n");
  } catch (err) {
    if (isCueError(err)) return err.message;
    throw err;
  }
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}

const HEAD: ReadonlySet<string> = new Set([
  "PackageClause",
  "ImportDecl",
  "Attribute",
  "CommentGroup",
]);

function shuffleFile(declarations: readonly Declaration[], random: Random): Declaration[] {
  const head = declarations.filter(({ kind }) => HEAD.has(kind));
  return [
    ...head,
    ...shuffle(
      declarations.filter(({ kind }) => !HEAD.has(kind)),
      random,
    ),
  ];
}

function hidesImport(file: File): boolean {
  const imported = file.declarations.flatMap((each) =>
    each.kind === "ImportDecl"
      ? each.specs.map(({ name, path }) => `${name?.name ?? ""} ${path.text}`)
      : [],
  );
  const names: string[] = [];
  walk(file, (node) => {
    if (node.kind === "Field" && node.label.kind === "Ident") names.push(node.label.name);
    return true;
  });
  return names.some((name) =>
    imported.some((each) =>
      new RegExp(`(?:^|[ /"])${name.replaceAll("$", "\\$")}(?:[ "]|$)`).test(each),
    ),
  );
}

function isFileScoped(declaration: Declaration): boolean {
  if (declaration.kind === "LetClause") return true;
  if (declaration.kind !== "Field") return false;
  return declaration.alias !== undefined || declaration.label.kind === "Alias";
}

/** One of the files: with the head of the whole, but only the imports that it uses. */
function part(file: File, declarations: readonly Declaration[]): File {
  const names = new Set<string>();
  for (const declaration of declarations) {
    const others = new Set<Node>();
    walk(declaration, (node) => {
      // What follows a period, and a label, is no reference.
      if (node.kind === "SelectorExpr") others.add(node.selector);
      if (node.kind === "Field") others.add(node.label);
      if (node.kind === "Ident" && !others.has(node)) names.add(node.name);
      return true;
    });
  }
  const head = file.declarations.flatMap((each): Declaration[] => {
    if (!HEAD.has(each.kind)) return [];
    return each.kind === "ImportDecl" ? usedImports(each, names) : [each];
  });
  // Files see each other's fields only if they are of one package.
  const clause = head.some(({ kind }) => kind === "PackageClause") ? [] : [packageClause("p")];
  return { ...file, declarations: [...clause, ...head, ...declarations] };
}

function usedImports(declaration: ImportDecl, names: ReadonlySet<string>): ImportDecl[] {
  const specs = declaration.specs.filter(({ name, path }) => {
    const own = name?.name ?? path.text.replace(/^.*[/"#:](?=[^"#])|["#]+$/g, "");
    return names.has(own);
  });
  return specs.length === 0 ? [] : [importDecl(specs)];
}

/** Functions whose result shows the order of fields; see {@link isObserver}. */
const OBSERVERS: ReadonlySet<string> = new Set(["Marshal", "MarshalStream", "Execute"]);

/**
 * Order is no part of a value, but three things show it: a list made by iterating over fields, a struct written as
 * text, and a template that ranges over one. All do in the reference.
 */
function isObserver(node: Node): boolean {
  if (node.kind === "CallExpr") {
    return (
      node.callee.kind === "SelectorExpr" &&
      "name" in node.callee.selector &&
      OBSERVERS.has(node.callee.selector.name)
    );
  }
  return node.kind === "ListLit" && node.elements.some(isIteration);
}

function isIteration(node: Node): boolean {
  return node.kind === "Comprehension" && node.clauses.some(({ kind }) => kind === "ForClause");
}

/** A program with defaults, in which a value that is open in one order is one of its disjuncts in the other. */
function openDefaults(
  file: File,
  own: InspectedNode,
  others: InspectedNode,
): "defaults" | undefined {
  let found = false;
  walk(file, (node) => {
    found ||= node.kind === "UnaryExpr" && node.operator === "*";
    return !found;
  });
  const isOpen = JSON.stringify([own, others]).includes('"disjuncts"');
  return found && isOpen && hasDisjunction(file) ? "defaults" : undefined;
}

function hasDisjunction(file: File): boolean {
  let found = false;
  walk(file, (node) => {
    found ||= node.kind === "BinaryExpr" && node.operator === "|";
    return !found;
  });
  return found;
}

function hasObserver(file: File): boolean {
  let found = false;
  walk(file, (node) => {
    found ||= isObserver(node);
    return !found;
  });
  return found;
}

/** The file with what shows the order left out: elements that are made by iterating, and written structs. */
function withoutObservers(file: File): File {
  return transform(file, (node) => {
    if (!isObserver(node)) return node;
    if (node.kind === "ListLit") {
      return { ...node, elements: node.elements.filter((element) => !isIteration(element)) };
    }
    return node.kind === "CallExpr" ? { ...node, arguments: [] } : node;
  });
}
