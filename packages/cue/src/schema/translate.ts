// From CUE expressions to JSON Schema, by the syntax tree: what a definition says stays visible, where an evaluated
// value would only show the outcome.
import type { Declaration, Expression, File, ListLit, UnaryExpr } from "../ast/ast.ts";
import { structLit } from "../ast/build.ts";
import { parseNumber } from "../literal/number.ts";
import { description } from "./describe.ts";
import { disjunction } from "./disjunction.ts";
import { conjunction } from "./merge.ts";
import {
  CLOSED,
  type Closing,
  type JsonSchema,
  type JsonValue,
  OPEN,
  type Translation,
} from "./model.ts";
import { fieldsNamed, labelName, resolve, type Scope, stringOf, valueNamed } from "./scope.ts";
import { closed, structSchema } from "./struct.ts";
import { bareValidator, callSchema, functionName } from "./validators.ts";

/** Gives the value of CUE text; undefined where it has none that is concrete. */
export type EvaluateText = (text: string) => JsonValue | undefined;

function range(low: number, high: number): JsonSchema {
  return { type: "integer", minimum: low, maximum: high };
}

const PREDECLARED: Readonly<Record<string, JsonSchema>> = {
  _: {},
  string: { type: "string" },
  bytes: { type: "string", contentEncoding: "base64" },
  bool: { type: "boolean" },
  int: { type: "integer" },
  float: { type: "number" },
  number: { type: "number" },
  uint: { type: "integer", minimum: 0 },
  uint8: range(0, 255),
  uint16: range(0, 65_535),
  uint32: range(0, 4_294_967_295),
  uint64: { type: "integer", format: "uint64", minimum: 0 },
  int8: range(-128, 127),
  int16: range(-32_768, 32_767),
  int32: range(-2_147_483_648, 2_147_483_647),
  int64: { type: "integer", format: "int64" },
  rune: range(0, 0x10ffff),
  float32: { type: "number" },
  float64: { type: "number" },
};

/** The names of files' top-level definitions. */
export function definitionNames(files: readonly File[]): readonly string[] {
  const names = files.flatMap((file) =>
    file.declarations.flatMap((decl) =>
      decl.kind === "Field" ? [labelName(decl.label) ?? ""] : [],
    ),
  );
  return [...new Set(names)].filter((name) => name.startsWith("#"));
}

/** How what a reference stands for is closed where the reference stands. */
function enter(closing: Closing, isDefinition: boolean): Closing {
  if (!isDefinition) return closing;
  return closing.isEmbedded ? { ...closing, within: true } : CLOSED;
}

/** What a reference leads to. */
interface Target {
  readonly expr: Expression;
  readonly scope: Scope;
}

interface Found extends Target {
  readonly text: string | undefined;
}

/** The fields of a name among declarations, as one. */
function step(declarations: readonly Declaration[], scope: Scope, name: string): readonly Found[] {
  const fields = fieldsNamed(declarations, name);
  const expr = valueNamed(declarations, name);
  const text = fields.map(description).find((each) => each !== undefined);
  return expr === undefined ? [] : [{ expr, scope, text }];
}

/** Translates the definitions of one package. */
export class Translator implements Translation {
  private readonly files: readonly File[];
  /** The declarations of all files. */
  private readonly declarations: readonly Declaration[];
  private readonly reference: (name: string) => string;
  private readonly evaluate: EvaluateText | undefined;
  /** Definitions that were referred to, by name without `#`. */
  readonly definitions: Map<string, JsonSchema | undefined> = new Map<
    string,
    JsonSchema | undefined
  >();
  /** What is being written out, to end where a struct holds itself. */
  private expanding = new Set<Expression>();

  constructor(
    files: readonly File[],
    reference: (name: string) => string,
    evaluate: EvaluateText | undefined,
  ) {
    this.files = files;
    const [only, ...others] = files;
    this.declarations =
      only !== undefined && others.length === 0
        ? only.declarations
        : files.flatMap((file) => file.declarations);
    this.reference = reference;
    this.evaluate = evaluate;
  }

  /** The schema at a path of field names from the root, which has none; undefined where nothing is declared. */
  at(path: readonly string[]): JsonSchema | undefined {
    let found: readonly Found[] = this.files.flatMap((file) =>
      path[0] === undefined
        ? [{ expr: structLit(file.declarations), scope: this.root(file), text: undefined }]
        : step(file.declarations, this.root(file), path[0]),
    );
    for (const name of path.slice(1)) {
      found = found.flatMap(({ expr, scope }) =>
        expr.kind === "StructLit"
          ? step(
              expr.elements,
              { declarations: expr.elements, parent: scope, file: scope.file },
              name,
            )
          : [],
      );
    }
    if (found.length === 0) return undefined;
    const isClosed = path.some((name) => name.startsWith("#"));
    const closing = isClosed ? CLOSED : OPEN;
    const parts = found.flatMap(({ expr, scope, text }) => [
      this.expand(expr, scope, { ...closing, here: isClosed && found.length === 1 }),
      text === undefined ? {} : { description: text },
    ]);
    return isClosed ? closed(conjunction(parts)) : conjunction(parts);
  }

  readonly lookUp = (reference: string): JsonSchema | undefined =>
    this.definitions.get(reference.slice(reference.lastIndexOf("/") + 1));

  private root(file: File): Scope {
    return {
      declarations: this.declarations,
      parent: undefined,
      file,
    };
  }

  /** A reference to a definition, which is thereby described too. */
  definition(name: string): JsonSchema {
    const key = name.replace(/^#/, "");
    if (!this.definitions.has(key)) {
      this.definitions.set(key, undefined);
      const outer = this.expanding;
      this.expanding = new Set();
      this.definitions.set(key, this.at([name]) ?? {});
      this.expanding = outer;
    }
    return { $ref: this.reference(key) };
  }

  schema(expr: Expression, scope: Scope, closing: Closing): JsonSchema {
    switch (expr.kind) {
      case "ParenExpr":
      case "Alias":
      case "PostfixExpr":
        return this.schema(expr.expr, scope, closing);
      case "BasicLit":
        return this.constantSchema(expr, scope);
      case "Ident":
        return this.identifier(expr.name, scope, closing);
      case "UnaryExpr":
        return this.unary(expr, scope, closing);
      case "BinaryExpr":
        if (expr.operator === "&") {
          const part = { ...closing, here: false };
          const both = conjunction([
            this.schema(expr.left, scope, part),
            this.schema(expr.right, scope, part),
          ]);
          return closing.here ? closed(both) : both;
        }
        if (expr.operator === "|") return disjunction(this, expr, scope, closing);
        return this.constantSchema(expr, scope);
      case "StructLit":
        return structSchema(this, expr, scope, closing);
      case "ListLit":
        return this.list(expr, scope, closing);
      case "CallExpr":
        return this.call(expr, scope);
      case "SelectorExpr":
        return this.selector(expr, scope, closing);
      case "Interpolation":
        return { type: "string" };
      case "BottomLit":
        return { not: {} };
      default:
        return {};
    }
  }

  private call(expr: Expression & { kind: "CallExpr" }, scope: Scope): JsonSchema {
    const schema = callSchema(this, expr, scope);
    if (Object.keys(schema).length > 0) return schema;
    return this.constantSchema(expr, scope);
  }

  private constantSchema(expr: Expression, scope: Scope): JsonSchema {
    const value = this.constant(expr, scope);
    return value === undefined ? {} : { const: value };
  }

  isDefinition(expr: Expression, scope: Scope): boolean {
    switch (expr.kind) {
      case "ParenExpr":
        return this.isDefinition(expr.expr, scope);
      case "Ident":
        return expr.name.startsWith("#") && resolve(scope, expr.name) !== undefined;
      case "SelectorExpr":
        return expr.selector.kind === "Ident" && expr.selector.name.startsWith("#");
      case "BinaryExpr":
        return (
          expr.operator === "&" &&
          (this.isDefinition(expr.left, scope) || this.isDefinition(expr.right, scope))
        );
      default:
        return false;
    }
  }

  private identifier(name: string, scope: Scope, closing: Closing): JsonSchema {
    const binding = resolve(scope, name);
    if (binding === undefined) return PREDECLARED[name] ?? bareValidator(name) ?? {};
    if (binding.kind === "package") return {};
    const isDefinition = name.startsWith("#");
    if (isDefinition && binding.isTop && !closing.isEmbedded) return this.definition(name);
    return this.expand(binding.expr, binding.scope, enter(closing, isDefinition));
  }

  /** The schema of what a reference stands for, in place; nothing is said where it stands for itself. */
  private expand(expr: Expression, scope: Scope, closing: Closing): JsonSchema {
    if (this.expanding.has(expr)) return {};
    this.expanding.add(expr);
    const schema = this.schema(expr, scope, closing);
    this.expanding.delete(expr);
    return schema;
  }

  private selector(
    expr: Expression & { kind: "SelectorExpr" },
    scope: Scope,
    closing: Closing,
  ): JsonSchema {
    const name = functionName(expr, scope);
    if (name !== undefined) return bareValidator(name) ?? this.constantSchema(expr, scope);
    const found = this.follow(expr, scope);
    if (found === undefined) return this.constantSchema(expr, scope);
    const isDefinition = this.isDefinition(expr, scope);
    return this.expand(found.expr, found.scope, enter(closing, isDefinition));
  }

  /** The expression that a path of selectors leads to, through structs written out. */
  private follow(
    expr: Expression,
    scope: Scope,
    followed: ReadonlySet<Expression> = new Set(),
  ): Target | undefined {
    if (expr.kind === "ParenExpr") return this.follow(expr.expr, scope, followed);
    if (expr.kind === "Ident") {
      const binding = resolve(scope, expr.name);
      if (binding?.kind !== "expression" || this.expanding.has(binding.expr)) return undefined;
      const { expr: target } = binding;
      if (followed.has(target)) return undefined;
      return target.kind === "Ident" || target.kind === "SelectorExpr"
        ? (this.follow(target, binding.scope, new Set([...followed, target])) ?? binding)
        : binding;
    }
    if (expr.kind !== "SelectorExpr") return undefined;
    const base = this.follow(expr.expr, scope, followed);
    if (base?.expr.kind !== "StructLit") return undefined;
    const name = expr.selector.kind === "Ident" ? expr.selector.name : stringOf(expr.selector);
    const inner = { declarations: base.expr.elements, parent: base.scope, file: base.scope.file };
    const value = valueNamed(base.expr.elements, name ?? "");
    return value === undefined ? undefined : { expr: value, scope: inner };
  }

  private unary(expr: UnaryExpr, scope: Scope, closing: Closing): JsonSchema {
    if (expr.operator === "*") return this.schema(expr.expr, scope, closing);
    if (expr.operator === "-" || expr.operator === "+" || expr.operator === "!") {
      return this.constantSchema(expr, scope);
    }
    const value = this.constant(expr.expr, scope);
    if (value === undefined) return {};
    switch (expr.operator) {
      case "!=":
        return { not: { const: value } };
      case "==":
        return { const: value };
      case "=~":
        return typeof value === "string" ? { type: "string", pattern: value } : {};
      case "!~":
        return typeof value === "string" ? { type: "string", not: { pattern: value } } : {};
      default:
        return bound(expr.operator, value);
    }
  }

  private list(expr: ListLit, scope: Scope, closing: Closing): JsonSchema {
    const within = closing.within ? CLOSED : OPEN;
    const fixed: JsonSchema[] = [];
    let rest: JsonSchema | boolean = false;
    for (const element of expr.elements) {
      if (element.kind === "Ellipsis") {
        rest = element.type === undefined ? true : this.schema(element.type, scope, within);
      } else if (element.kind === "Comprehension") return { type: "array" };
      else fixed.push(this.schema(element, scope, within));
    }
    const isAny = rest === true || (typeof rest === "object" && Object.keys(rest).length === 0);
    const items = isAny ? {} : { items: rest };
    if (fixed.length === 0) {
      return rest === false ? { type: "array", maxItems: 0 } : { type: "array", ...items };
    }
    return { type: "array", prefixItems: fixed, minItems: fixed.length, ...items };
  }

  constant(expr: Expression, scope: Scope): JsonValue | undefined {
    switch (expr.kind) {
      case "ParenExpr":
        return this.constant(expr.expr, scope);
      case "BasicLit":
        return literalValue(expr);
      case "UnaryExpr": {
        if (expr.operator !== "-" && expr.operator !== "+") return undefined;
        const value = this.constant(expr.expr, scope);
        if (typeof value !== "number") return undefined;
        return expr.operator === "-" ? -value : value;
      }
      case "ListLit": {
        const values = expr.elements.map((element) => this.constant(element, scope));
        return values.every((value) => value !== undefined) ? (values as JsonValue[]) : undefined;
      }
      case "StructLit":
        return this.constantStruct(expr, scope);
      case "Ident": {
        const binding = resolve(scope, expr.name);
        return binding?.kind === "expression" ? this.constantOf(binding) : undefined;
      }
      case "SelectorExpr": {
        const found = this.follow(expr, scope);
        return found === undefined ? this.evaluated(expr, scope) : this.constantOf(found);
      }
      case "BinaryExpr":
        if (expr.operator === "&" || expr.operator === "|") return undefined;
        return this.evaluated(expr, scope);
      case "CallExpr":
      case "Interpolation":
        return this.evaluated(expr, scope);
      default:
        return undefined;
    }
  }

  /** The constant that a reference leads to; none where it leads back to itself. */
  private constantOf({ expr, scope }: Target): JsonValue | undefined {
    if (this.expanding.has(expr)) return undefined;
    this.expanding.add(expr);
    const value = this.constant(expr, scope);
    this.expanding.delete(expr);
    return value;
  }

  private constantStruct(
    expr: Expression & { kind: "StructLit" },
    scope: Scope,
  ): JsonValue | undefined {
    const inner = { declarations: expr.elements, parent: scope, file: scope.file };
    const out: Record<string, JsonValue> = {};
    for (const decl of expr.elements) {
      if (decl.kind !== "Field" || decl.constraint !== "") return undefined;
      const name = labelName(decl.label);
      const value = name === undefined ? undefined : this.constant(decl.value, inner);
      if (name === undefined || value === undefined) return undefined;
      out[name] = value;
    }
    return out;
  }

  /** The value of an expression that only an evaluation can give: `math.Pi`, `2 * 3`. */
  private evaluated(expr: Expression, scope: Scope): JsonValue | undefined {
    if (expr.start < 0) return undefined;
    return this.evaluate?.(scope.file.source.text.slice(expr.start, expr.end));
  }
}

function bound(operator: string, value: JsonValue): JsonSchema {
  // Bounds on strings compare bytes, for which JSON Schema has no word.
  if (typeof value === "string") return { type: "string" };
  if (typeof value !== "number") return {};
  switch (operator) {
    case "<":
      return { type: "number", exclusiveMaximum: value };
    case "<=":
      return { type: "number", maximum: value };
    case ">":
      return { type: "number", exclusiveMinimum: value };
    default:
      return { type: "number", minimum: value };
  }
}

function literalValue(expr: Expression & { kind: "BasicLit" }): JsonValue | undefined {
  switch (expr.literal) {
    case "null":
      return null;
    case "true":
      return true;
    case "false":
      return false;
    case "string":
      return stringOf(expr);
    case "bytes":
      return undefined;
    default: {
      const number = parseNumber(expr.text);
      if (!number.ok) return undefined;
      return number.value.toNumber();
    }
  }
}
