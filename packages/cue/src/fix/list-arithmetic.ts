import type { BinaryExpr, Expression, File, ImportSpec, Node, Offset } from "../ast/ast.ts";
import { callExpr, ident, importDecl, importSpec, listLit, selectorExpr } from "../ast/build.ts";
import { transform } from "../ast/transform.ts";
import { children, walk } from "../ast/walk.ts";
import { isSurelyList, ListScope } from "./list-scope.ts";
import { importName, importPath } from "./references.ts";
import type { FixContext } from "./rule.ts";

/**
 * `a + ["x"]` is `list.Concat([a, ["x"]])` today, and `["x"] * 3` is `list.Repeat(["x"], 3)`. Only where an
 * operand is known to be a list: then the other of a sum must be one too, or it was an error before. The
 * reference also takes everything under `parameter` and `context` for lists, and breaks sums of numbers.
 */
export function listArithmetic(file: File, ctx: FixContext): File {
  const spec = listImport(file);
  const name = spec === undefined ? freeName(file) : importName(spec);
  const finder = new OperationFinder();
  finder.visit(file, new ListScope(name));
  const { operations } = finder;
  if (operations.size === 0) return file;
  const fixed = transform(file, (node) => {
    if (node.kind !== "BinaryExpr") return node;
    const operation = operations.get(node.operatorStart);
    if (operation === undefined) return node;
    const isSum = operation.kind === "sum";
    const call = isSum ? concat(node, name) : repeat(node, operation.listIsLeft, name);
    if (!operation.isInner) {
      const what = isSum ? "addition" : "multiplication";
      const modern = isSum ? "list.Concat" : "list.Repeat";
      ctx.warn(node, `${what} of lists is superseded by ${modern}: ${ctx.show(call)}`);
    }
    return call;
  });
  return spec === undefined ? withImport(fixed, name) : fixed;
}

interface Operation {
  readonly kind: "sum" | "product";
  /** Of a product: which side is the list. */
  readonly listIsLeft: boolean;
  /** An operand of another sum, with which it becomes one call. */
  readonly isInner: boolean;
}

/** Finds the operations on lists, by the offsets of their operators. */
class OperationFinder {
  readonly operations: Map<Offset, Operation> = new Map();

  visit(node: Node, scope: ListScope): void {
    switch (node.kind) {
      case "File":
        this.#visitAll(node.declarations, scope.struct(node.declarations));
        return;
      case "StructLit":
        this.#visitAll(node.elements, scope.struct(node.elements));
        return;
      case "Field":
        this.visit(node.label, scope);
        this.visit(node.value, scope.value(node));
        return;
      case "Comprehension": {
        let inner = scope;
        for (const clause of node.clauses) {
          this.#visitAll(children(clause), inner);
          inner = inner.clause(clause);
        }
        this.visit(node.value, inner);
        if (node.fallback !== undefined) this.visit(node.fallback.body, scope);
        return;
      }
      case "BinaryExpr":
        this.#visitBinary(node, scope);
        return;
      default:
        this.#visitAll(children(node), scope);
    }
  }

  #visitAll(nodes: readonly Node[], scope: ListScope): void {
    for (const node of nodes) this.visit(node, scope);
  }

  #visitBinary(root: BinaryExpr, scope: ListScope): void {
    let node: Expression = root;
    while (node.kind === "BinaryExpr") {
      if (node.operator === "+" && isSurelyList(node, scope)) this.#addSum(node, false);
      else if (node.operator === "*") this.#addProduct(node, scope);
      this.visit(node.right, scope);
      node = node.left;
    }
    this.visit(node, scope);
  }

  /** A sum with a list in it is a sum of lists throughout. */
  #addSum(node: BinaryExpr, isInner: boolean): void {
    const known = this.operations.get(node.operatorStart);
    if (known !== undefined) return;
    this.operations.set(node.operatorStart, { kind: "sum", listIsLeft: true, isInner });
    for (const side of [node.left, node.right]) {
      const inner = withoutParens(side);
      if (inner.kind === "BinaryExpr" && inner.operator === "+") this.#addSum(inner, true);
    }
  }

  #addProduct(node: BinaryExpr, scope: ListScope): void {
    const listIsLeft = isSurelyList(node.left, scope);
    if (!listIsLeft && !isSurelyList(node.right, scope)) return;
    this.operations.set(node.operatorStart, { kind: "product", listIsLeft, isInner: false });
  }
}

function withoutParens(expr: Expression): Expression {
  return expr.kind === "ParenExpr" ? withoutParens(expr.expr) : expr;
}

function concat(node: BinaryExpr, name: string): Expression {
  const parts = [node.left, node.right].flatMap((operand) => {
    const inner = withoutParens(operand);
    return concatenated(inner, name) ?? [inner];
  });
  return listCall(name, "Concat", [listLit(parts)]);
}

/** The lists that a call of `list.Concat` joins, if they are written out. */
function concatenated(expr: Expression, name: string): readonly Expression[] | undefined {
  if (expr.kind !== "CallExpr" || expr.callee.kind !== "SelectorExpr") return undefined;
  const { expr: receiver, selector } = expr.callee;
  const isConcat =
    receiver.kind === "Ident" &&
    receiver.name === name &&
    selector.kind === "Ident" &&
    selector.name === "Concat";
  const [argument] = expr.arguments;
  if (!isConcat || expr.arguments.length !== 1 || argument?.kind !== "ListLit") return undefined;
  const isPlain = argument.elements.every(
    (element) => element.kind !== "Comprehension" && element.kind !== "Ellipsis",
  );
  return isPlain ? argument.elements : undefined;
}

function repeat(node: BinaryExpr, listIsLeft: boolean, name: string): Expression {
  const [list, count] = listIsLeft ? [node.left, node.right] : [node.right, node.left];
  return listCall(name, "Repeat", [withoutParens(list), withoutParens(count)]);
}

function listCall(name: string, method: string, args: readonly Expression[]): Expression {
  return callExpr(selectorExpr(ident(name), method), args);
}

function listImport(file: File): ImportSpec | undefined {
  for (const declaration of file.declarations) {
    if (declaration.kind !== "ImportDecl") continue;
    const spec = declaration.specs.find((each) => importPath(each) === "list");
    if (spec !== undefined) return spec;
  }
  return undefined;
}

/** `list`, unless something in the file has that name. */
function freeName(file: File): string {
  let isTaken = false;
  walk(file, (node) => {
    if (node.kind === "Ident" && node.name === "list") isTaken = true;
    if (node.kind === "ImportSpec" && importName(node) === "list") isTaken = true;
    return !isTaken;
  });
  return isTaken ? "listpkg" : "list";
}

/** The file with the package imported, before its other imports. */
function withImport(file: File, name: string): File {
  const spec = importSpec("list", name === "list" ? undefined : name);
  const { declarations } = file;
  const at = declarations.findIndex(
    ({ kind }) => kind !== "PackageClause" && kind !== "Attribute" && kind !== "CommentGroup",
  );
  const index = at < 0 ? declarations.length : at;
  const added = importDecl([spec]);
  return {
    ...file,
    declarations: [...declarations.slice(0, index), added, ...declarations.slice(index)],
  };
}
