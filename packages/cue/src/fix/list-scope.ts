// What is known to be a list without evaluating: by the form of an expression, or because the field that it
// refers to is declared as one.
import type { Clause, Declaration, Expression, Field, StructLit } from "../ast/ast.ts";
import { unquote } from "../literal/unquote.ts";

/** Functions of the package `list` that return lists. */
const LIST_FUNCTIONS: ReadonlySet<string> = new Set([
  "Concat",
  "Drop",
  "FlattenN",
  "Range",
  "Repeat",
  "Reverse",
  "Slice",
  "Sort",
  "SortStable",
  "SortStrings",
  "Take",
]);

/** References are followed no further than this. */
const MAX_STEPS = 32;
/** So much is looked at for one question: each reference may lead to several declarations, that refer further. */
const MAX_VISITS = 1_000;

/** How far a question has led. */
interface Search {
  readonly steps: number;
  readonly visits: { count: number };
}

function further({ steps, visits }: Search): Search {
  return { steps: steps + 1, visits };
}

function isOver(search: Search): boolean {
  return search.steps > MAX_STEPS || ++search.visits.count > MAX_VISITS;
}

interface Binding {
  readonly value: Expression;
  readonly scope: ListScope;
}

/** Names visible at a place, with what is declared for them. */
export class ListScope {
  readonly #outer: ListScope | undefined;
  readonly #names: Map<string, Binding[]> = new Map();
  /** The name of the import of the package `list`. */
  readonly listName: string;

  constructor(listName: string, outer?: ListScope) {
    this.listName = listName;
    this.#outer = outer;
  }

  /** The scope of a struct in this one. */
  struct(declarations: readonly Declaration[]): ListScope {
    const scope = new ListScope(this.listName, this);
    for (const declaration of declarations) {
      if (declaration.kind === "LetClause") {
        scope.bind(declaration.ident.name, { value: declaration.expr, scope });
      } else if (declaration.kind === "Field") scope.#bindField(declaration);
    }
    return scope;
  }

  /** The scope after a clause of a comprehension in this one. */
  clause(clause: Clause): ListScope {
    const scope = new ListScope(this.listName, this);
    if (clause.kind === "ForClause") {
      if (clause.key !== undefined) scope.#names.set(clause.key.name, []);
      scope.#names.set(clause.value.name, []);
    } else if (clause.kind !== "IfClause" && clause.ident !== undefined) {
      const { expr } = clause;
      if (expr !== undefined) scope.bind(clause.ident.name, { value: expr, scope: this });
    }
    return scope;
  }

  /** The scope of a field's value in that of the field. */
  value(field: Field): ListScope {
    const scope = new ListScope(this.listName, this);
    const { label, value } = field;
    if (value.kind === "Alias") scope.bind(value.ident.name, { value: value.expr, scope: this });
    const pattern = label.kind === "ListLit" ? label.elements[0] : undefined;
    if (pattern?.kind === "Alias") scope.#names.set(pattern.ident.name, []);
    return scope;
  }

  bind(name: string, binding: Binding): void {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, [binding]);
    else known.push(binding);
  }

  #bindField(field: Field): void {
    const { label } = field;
    const binding = { value: valueOf(field), scope: this.value(field) };
    if (label.kind === "Alias") this.bind(label.ident.name, binding);
    const name = label.kind === "Alias" ? fieldName(label.expr) : fieldName(label);
    // A string label declares a field, but no name.
    const isName =
      label.kind === "Ident" || (label.kind === "Alias" && label.expr.kind === "Ident");
    if (name !== undefined && isName) this.bind(name, binding);
  }

  lookup(name: string): readonly Binding[] {
    for (let scope: ListScope | undefined = this; scope !== undefined; scope = scope.#outer) {
      const bindings = scope.#names.get(name);
      if (bindings !== undefined) return bindings;
    }
    return [];
  }
}

/** Whether an expression is a list whatever is filled in, as far as its form and declarations tell. */
export function isSurelyList(expr: Expression, scope: ListScope): boolean {
  return isListIn(expr, scope, { steps: 0, visits: { count: 0 } });
}

function isListIn(expr: Expression, scope: ListScope, search: Search): boolean {
  if (isOver(search)) return false;
  const isList = (part: Expression): boolean => isListIn(part, scope, further(search));
  switch (expr.kind) {
    case "ListLit":
      return true;
    case "ParenExpr":
    case "SliceExpr":
    case "Alias":
      return isList(expr.expr);
    case "UnaryExpr":
      return expr.operator === "*" && isList(expr.expr);
    case "BinaryExpr":
      switch (expr.operator) {
        case "|":
          return isList(expr.left) && isList(expr.right);
        case "&":
        case "+":
        case "*":
          return isList(expr.left) || isList(expr.right);
        default:
          return false;
      }
    case "CallExpr":
      return isListFunction(expr.callee, scope);
    default:
      return bindingsOf(expr, scope, further(search)).some((binding) =>
        isListIn(binding.value, binding.scope, further(search)),
      );
  }
}

function isListFunction(callee: Expression, scope: ListScope): boolean {
  if (callee.kind !== "SelectorExpr" || callee.expr.kind !== "Ident") return false;
  if (callee.expr.name !== scope.listName || scope.lookup(scope.listName).length > 0) return false;
  return callee.selector.kind === "Ident" && LIST_FUNCTIONS.has(callee.selector.name);
}

/** What is declared for a reference: `a`, `a.b`, `a["b"]`. */
function bindingsOf(expr: Expression, scope: ListScope, search: Search): readonly Binding[] {
  if (isOver(search)) return [];
  switch (expr.kind) {
    case "Ident":
      return scope.lookup(expr.name);
    case "SelectorExpr":
    case "IndexExpr": {
      const name = fieldName(expr.kind === "SelectorExpr" ? expr.selector : expr.index);
      if (name === undefined || (expr.kind === "IndexExpr" && expr.index.kind === "Ident"))
        return [];
      return structsOf({ value: expr.expr, scope }, further(search)).flatMap(({ struct, inner }) =>
        struct.elements.flatMap((element) =>
          element.kind === "Field" && fieldName(element.label) === name
            ? [{ value: valueOf(element), scope: inner.value(element) }]
            : [],
        ),
      );
    }
    default:
      return [];
  }
}

interface ScopedStruct {
  readonly struct: StructLit;
  readonly inner: ListScope;
}

/** The struct literals that make up a value. */
function structsOf(binding: Binding, search: Search): readonly ScopedStruct[] {
  if (isOver(search)) return [];
  const { value, scope } = binding;
  switch (value.kind) {
    case "StructLit":
      return [{ struct: value, inner: scope.struct(value.elements) }];
    case "ParenExpr":
      return structsOf({ value: value.expr, scope }, further(search));
    case "BinaryExpr":
      if (value.operator !== "&") return [];
      return [value.left, value.right].flatMap((side) =>
        structsOf({ value: side, scope }, further(search)),
      );
    default:
      return bindingsOf(value, scope, further(search)).flatMap((inner) =>
        structsOf(inner, further(search)),
      );
  }
}

function valueOf(field: Field): Expression {
  return field.value.kind === "Alias" ? field.value.expr : field.value;
}

function fieldName(label: Expression): string | undefined {
  if (label.kind === "Alias") return fieldName(label.expr);
  if (label.kind === "Ident") return label.name;
  if (label.kind !== "BasicLit" || label.literal !== "string") return undefined;
  const name = unquote(label.text);
  return name.ok && typeof name.value === "string" ? name.value : undefined;
}
