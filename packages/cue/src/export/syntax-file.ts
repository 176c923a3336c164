// A value as a file of CUE: what `cue eval`, `cue def` and `cue export --out cue` print.
import { STRUCT_KIND } from "../adt/kind.ts";
import { STRUCT_LIT } from "../adt/tag.ts";
import type { Vertex } from "../adt/vertex.ts";
import {
  type Comment,
  type CommentGroup,
  type Declaration,
  type Expression,
  type File,
  NEW_SECTION,
  NO_COMMENTS,
  NO_POS,
  Spacing,
} from "../ast/ast.ts";
import {
  embedDecl,
  field,
  file as newFile,
  ident,
  importDecl,
  importSpec,
  packageClause,
  stringLit,
  structLit,
  withComments,
} from "../ast/build.ts";
import type { OpContext } from "../eval/context.ts";
import { kindOf } from "../eval/kind.ts";
import { simplifyLabels } from "../format/simplify.ts";
import { Exporter, type ExportFunctions, type Profile } from "./exporter.ts";
import { syntaxTree } from "./expression-tree.ts";
import { exprTree, mergeTree } from "./merge.ts";
import { Pivot } from "./pivot.ts";
import { SourceTrees } from "./trees.ts";
import { valueTree, vertexTree } from "./value-tree.ts";

/** What of a value to write as CUE. Everything is off by default. */
export interface SyntaxOptions {
  /**
   * The evaluated value, with defaults taken (`cue eval`, `cue export`); otherwise the definition: the expressions
   * that the value is made of, such that the text stands by itself (`cue def`).
   */
  readonly final?: boolean;
  /** Evaluated, but with all defaults and open ends (`final` false). */
  readonly evaluated?: boolean;
  readonly optional?: boolean;
  readonly definitions?: boolean;
  readonly hidden?: boolean;
  readonly attributes?: boolean;
  /** Comments that document fields. */
  readonly docs?: boolean;
  /** Errors stand where they are, as `_|_` with a comment. */
  readonly errors?: boolean;
  /** Values of packages that are not of the standard library take the place of references to them. */
  readonly inlineImports?: boolean;
  /** A part of a whole may refer to the rest of it: nothing is put in place of such references. */
  readonly fragment?: boolean;
}

const FUNCTIONS: ExportFunctions = {
  vertex: vertexTree,
  value: valueTree,
  expr: exprTree,
  syntax: syntaxTree,
  merge: mergeTree,
};

/** The tree of a finalized vertex. */
export function syntaxFile(
  ctx: OpContext,
  vertex: Vertex,
  options: SyntaxOptions,
  trees: SourceTrees = new SourceTrees(),
  packagePath = "_",
): File {
  const isEvaluated = options.final === true || options.evaluated === true;
  const profile: Profile = {
    simplify: true,
    takeDefaults: options.final === true,
    showOptional: options.optional === true,
    showDefinitions: options.definitions === true,
    showHidden: options.hidden === true,
    showDocs: options.docs === true,
    showAttributes: options.attributes === true,
    showErrors: options.errors === true,
    inlineImports: options.inlineImports === true,
    isFragment: options.fragment === true,
  };
  const e = new Exporter(ctx, profile, trees, packagePath, FUNCTIONS, vertex);
  if (profile.inlineImports || (vertex.parent !== undefined && !profile.isFragment)) {
    e.pivot = new Pivot(e, vertex);
  }
  const tree = isEvaluated ? e.value(vertex, vertex.conjuncts) : definitionTree(e, vertex);
  return finished(e, vertex, tree, !isEvaluated);
}

/** The definition of a value; closedness of the root is kept by a definition around it. */
function definitionTree(e: Exporter, vertex: Vertex): Expression {
  const isDefinition = vertex.deref().isClosedRecursive;
  if (isDefinition) e.inDefinition++;
  const tree = e.expr(undefined, vertex);
  if (!isDefinition) return tree;
  e.inDefinition--;
  if (tree.kind === "StructLit") {
    const isEmbedded = tree.elements.some(
      (element) => element.kind === "EmbedDecl" && namesDefinition(element.expr),
    );
    if (isEmbedded) return tree;
  }
  if (e.profile.isFragment || kindOf(vertex) !== STRUCT_KIND) return tree;
  return structLit([embedDecl(ident("_#def")), field(ident("_#def"), tree)]);
}

function namesDefinition(expr: Expression): boolean {
  switch (expr.kind) {
    case "Ident":
      return /^_?#/.test(expr.name);
    case "SelectorExpr":
      return (
        (expr.selector.kind === "Ident" && /^_?#/.test(expr.selector.name)) ||
        namesDefinition(expr.expr)
      );
    case "IndexExpr":
      return namesDefinition(expr.expr);
    default:
      return false;
  }
}

/** Where the body of a file begins, `import` and `package` are keywords even before a colon. */
function withoutKeyword(
  declarations: readonly Declaration[],
  start: number,
): readonly Declaration[] {
  const first = declarations[start];
  if (first?.kind !== "Field" || first.label.kind !== "Ident") return declarations;
  const { name } = first.label;
  if (name !== "import" && name !== "package") return declarations;
  return declarations.with(start, { ...first, label: stringLit(name) });
}

function finished(e: Exporter, vertex: Vertex, tree: Expression, addsPackage: boolean): File {
  const body: Declaration[] = tree.kind === "StructLit" ? [...tree.elements] : [embedDecl(tree)];
  body.push(...(e.pivot?.declarations() ?? []));
  const head: Declaration[] = [];
  let comments: readonly CommentGroup[] = NO_COMMENTS;
  if (addsPackage) {
    const found = packageOf(e, vertex);
    comments = found.fileComments;
    if (found.name !== "") {
      head.push(
        withComments({ ...packageClause(found.name), start: NEW_SECTION }, found.packageComments),
      );
    }
  }
  if (e.imports.size > 0) {
    head.push(
      importDecl(
        Array.from(e.imports, ([name, path]) => {
          const last = path.slice(path.lastIndexOf("/") + 1);
          const implied = last.slice(last.lastIndexOf(":") + 1).replace(/@.*$/, "");
          return name === implied ? importSpec(path) : importSpec(path, name);
        }),
      ),
    );
  }
  const file = withComments(newFile([...head, ...body]), comments);
  simplifyLabels(file);
  return { ...file, declarations: withoutKeyword(file.declarations, head.length) };
}

interface FoundPackage {
  readonly name: string;
  readonly packageComments: readonly CommentGroup[];
  readonly fileComments: readonly CommentGroup[];
}

/** Name and comments of the package whose files a vertex is made of. cue: internal.FileComments. */
function packageOf(e: Exporter, vertex: Vertex): FoundPackage {
  let name = "";
  const packageComments: CommentGroup[] = [];
  const fileComments: CommentGroup[] = [];
  for (const { node } of vertex.conjuncts) {
    if (node.tag !== STRUCT_LIT || !node.isFile) continue;
    const file = e.trees.file(node.place);
    if (file === undefined) continue;
    const clause = file.declarations.find((declaration) => declaration.kind === "PackageClause");
    if (clause?.kind === "PackageClause" && clause.name.name !== "_") name = clause.name.name;
    if (!e.profile.showDocs) continue;
    const docs = [...(clause?.comments ?? []), ...file.comments.filter(({ isDoc }) => isDoc)];
    const rest = file.comments.filter(({ isDoc }) => !isDoc);
    if (clause === undefined && docs.length === 0 && rest.length > 0) {
      docs.push({ ...(rest.shift() as CommentGroup), isDoc: true });
    }
    packageComments.push(...docs.map((comment) => ({ ...comment, spacing: Spacing.newSection })));
    fileComments.push(...rest);
  }
  if (name === "") {
    return {
      name,
      packageComments: [],
      fileComments: mergedDocs([...packageComments, ...fileComments]),
    };
  }
  return { name, packageComments: mergedDocs(packageComments), fileComments };
}

/** Doc comments of several files as one. */
function mergedDocs(comments: readonly CommentGroup[]): readonly CommentGroup[] {
  const docs = comments.filter(({ isDoc }) => isDoc);
  const [first, ...others] = docs;
  if (first === undefined || comments.length < 2) return comments;
  const blank: Comment = { kind: "Comment", start: NO_POS, end: NO_POS, text: "//" };
  const list = [first, ...others].flatMap((doc, index) =>
    index === 0 ? doc.list : [blank, ...doc.list],
  );
  return [{ ...first, list }, ...comments.filter(({ isDoc }) => !isDoc)];
}
