// Fields with a default that guards look at while other guards set them: older releases read the value after
// all had set it, today the default is read first.
import type { Comprehension, Declaration, Expression, Field, File, StructLit } from "../ast/ast.ts";
import { binaryChain, field, ident, stringLit, unaryExpr, binaryExpr } from "../ast/build.ts";
import { transform } from "../ast/transform.ts";
import { walk } from "../ast/walk.ts";
import { referencedNames } from "./references.ts";
import type { FixContext } from "./rule.ts";

/** `f: bool | *false`, set by a guard and looked at by another. */
export function boolGuards(file: File, ctx: FixContext): File {
  return rewriteLists(file, (declarations) => {
    for (const declaration of declarations) {
      const found = boolDefault(declaration);
      if (found === undefined || !isGuard(declarations, found.name, "plain")) continue;
      const setters = settersOf(declarations, found.name);
      if (setters.length === 0) continue;
      const condition = onlyCondition(setters, found.name);
      const isSimple = condition !== undefined && found.fallback === "false";
      const helper = isSimple
        ? replaceByCondition(declarations, found.field, setters[0]!, condition)
        : replaceByText(declarations, found);
      ctx.warn(declaration, `the default of ${found.name} is read before guards have set it`);
      return helper;
    }
    return declarations;
  });
}

/** `f: *d | T`, set by a guard and looked at by another. */
export function defaultGuards(file: File, ctx: FixContext): File {
  return rewriteLists(file, (declarations) => {
    for (const declaration of declarations) {
      const found = otherDefault(declaration);
      if (found === undefined || !isGuard(declarations, found.name, "any")) continue;
      if (settersOf(declarations, found.name).length === 0) continue;
      const helper = `${found.name}Val`;
      ctx.warn(declaration, `the default of ${found.name} is read before guards have set it`);
      return declarations.flatMap((each): readonly Declaration[] => {
        if (each === declaration) {
          const own: Field = { ...found.field, label: ident(helper) };
          return [own, field(ident(found.name), ident(helper))];
        }
        return [renameSetters(each, found.name, helper, (value) => value)];
      });
    }
    return declarations;
  });
}

type ListRewrite = (declarations: readonly Declaration[]) => readonly Declaration[];

/** Applies a rewrite to each list of declarations until it changes nothing. */
function rewriteLists(file: File, rewrite: ListRewrite): File {
  const repeat = (declarations: readonly Declaration[]): readonly Declaration[] => {
    let current = declarations;
    // Each round takes one field out of the question.
    for (let round = 0; round <= declarations.length; round++) {
      const next = rewrite(current);
      if (next === current) return current;
      current = next;
    }
    return current;
  };
  return transform(file, (node) => {
    if (node.kind === "File") {
      const declarations = repeat(node.declarations);
      return declarations === node.declarations ? node : { ...node, declarations };
    }
    if (node.kind !== "StructLit") return node;
    const elements = repeat(node.elements);
    return elements === node.elements ? node : { ...node, elements };
  });
}

interface DefaultedField {
  readonly field: Field;
  readonly name: string;
}

interface BoolField extends DefaultedField {
  readonly fallback: "true" | "false";
}

function boolDefault(declaration: Declaration): BoolField | undefined {
  const arms = armsOf(declaration);
  if (arms === undefined) return undefined;
  const { name, fallback, other } = arms;
  if (other.kind !== "Ident" || other.name !== "bool" || fallback.kind !== "BasicLit") {
    return undefined;
  }
  if (fallback.literal !== "true" && fallback.literal !== "false") return undefined;
  return { field: arms.field, name, fallback: fallback.literal };
}

function otherDefault(declaration: Declaration): DefaultedField | undefined {
  const arms = armsOf(declaration);
  if (arms === undefined) return undefined;
  const isBool = arms.other.kind === "Ident" && arms.other.name === "bool";
  return isBool ? undefined : arms;
}

interface Arms extends DefaultedField {
  readonly fallback: Expression;
  readonly other: Expression;
}

/** A field `name: *fallback | other`, in either order. */
function armsOf(declaration: Declaration): Arms | undefined {
  if (declaration.kind !== "Field" || declaration.label.kind !== "Ident") return undefined;
  const { value, label } = declaration;
  if (declaration.constraint !== "" || value.kind !== "BinaryExpr" || value.operator !== "|") {
    return undefined;
  }
  const sides = [
    [value.left, value.right],
    [value.right, value.left],
  ] as const;
  for (const [marked, other] of sides) {
    if (marked.kind !== "UnaryExpr" || marked.operator !== "*") continue;
    return { field: declaration, name: label.name, fallback: marked.expr, other };
  }
  return undefined;
}

/** Whether some `if` among the declarations looks at a field: `if f`, `if !f` if `plain`, else anyhow. */
function isGuard(
  declarations: readonly Declaration[],
  name: string,
  form: "plain" | "any",
): boolean {
  let found = false;
  for (const declaration of declarations) {
    walk(declaration, (node) => {
      if (node.kind !== "IfClause") return !found;
      const { condition } = node;
      found ||= form === "plain" ? isPlainCondition(condition, name) : refersTo(condition, name);
      return !found;
    });
  }
  return found;
}

function isPlainCondition(condition: Expression, name: string): boolean {
  if (condition.kind === "UnaryExpr" && condition.operator === "!") {
    return isPlainCondition(condition.expr, name);
  }
  return condition.kind === "Ident" && condition.name === name;
}

function refersTo(expr: Expression, name: string): boolean {
  return referencedNames(expr).has(name);
}

/** The comprehensions among the declarations that set a field. */
function settersOf(declarations: readonly Declaration[], name: string): readonly Comprehension[] {
  return declarations.filter(
    (declaration) => declaration.kind === "Comprehension" && sets(declaration, name),
  ) as readonly Comprehension[];
}

function sets(comprehension: Comprehension, name: string): boolean {
  return bodyOf(comprehension).some(
    (element) =>
      isField(element, name) || (element.kind === "Comprehension" && sets(element, name)),
  );
}

function bodyOf(comprehension: Comprehension): readonly Declaration[] {
  return comprehension.value.kind === "StructLit" ? comprehension.value.elements : [];
}

function isField(declaration: Declaration, name: string): declaration is Field {
  return (
    declaration.kind === "Field" &&
    declaration.label.kind === "Ident" &&
    declaration.label.name === name
  );
}

/** The conditions under which the only setter sets a field to true, if it does nothing else. */
function onlyCondition(setters: readonly Comprehension[], name: string): Expression | undefined {
  if (setters.length !== 1) return undefined;
  const conditions: Expression[] = [];
  let current: Comprehension = setters[0]!;
  for (;;) {
    for (const clause of current.clauses) {
      if (clause.kind !== "IfClause" || refersTo(clause.condition, name)) return undefined;
      conditions.push(clause.condition);
    }
    if (current.fallback !== undefined) return undefined;
    const [only, ...others] = bodyOf(current);
    if (only === undefined || others.length > 0) return undefined;
    if (only.kind === "Comprehension") {
      current = only;
      continue;
    }
    const isTrue =
      isField(only, name) && only.value.kind === "BasicLit" && only.value.literal === "true";
    return isTrue ? binaryChain("&&", conditions) : undefined;
  }
}

function replaceByCondition(
  declarations: readonly Declaration[],
  target: Field,
  setter: Comprehension,
  condition: Expression,
): readonly Declaration[] {
  return declarations.flatMap((declaration): readonly Declaration[] => {
    if (declaration === setter) return [];
    return [declaration === target ? { ...target, value: condition } : declaration];
  });
}

/** The field read from a text that guards set, which has no default to be read too early. */
function replaceByText(
  declarations: readonly Declaration[],
  found: BoolField,
): readonly Declaration[] {
  const { name, fallback } = found;
  const helper = `${name}Val`;
  const initial = stringLit(fallback === "true" ? "true" : "");
  const helperField = field(
    ident(helper),
    binaryExpr(unaryExpr("*", initial), "|", ident("string")),
  );
  const own: Field = {
    ...found.field,
    value: binaryExpr(ident(helper), "==", stringLit("true")),
  };
  return declarations.flatMap((declaration): readonly Declaration[] => {
    if (declaration === found.field) return [helperField, own];
    return [renameSetters(declaration, name, helper, textOf)];
  });
}

function textOf(value: Expression): Expression {
  if (value.kind !== "BasicLit") return value;
  return stringLit(value.literal === "true" ? "true" : "");
}

/** Makes comprehensions that set a field set another, by another value. */
function renameSetters(
  declaration: Declaration,
  name: string,
  helper: string,
  change: (value: Expression) => Expression,
): Declaration {
  if (declaration.kind !== "Comprehension" || !sets(declaration, name)) return declaration;
  const { value } = declaration;
  if (value.kind !== "StructLit") return declaration;
  const elements = value.elements.map((element) =>
    isField(element, name)
      ? { ...element, label: ident(helper), value: change(element.value) }
      : renameSetters(element, name, helper, change),
  );
  const struct: StructLit = { ...value, elements };
  return { ...declaration, value: struct };
}
