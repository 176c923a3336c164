import {
  type Attribute,
  type Declaration,
  type Expression,
  type Field,
  type Ident,
  type Label,
  type LetClause,
  NO_COMMENTS,
  NO_POS,
  type Offset,
  type PostfixAlias,
  type StructLit,
} from "../ast/ast.ts";
import { Token } from "../token/token.ts";
import { ComprehensionParser } from "./comprehension.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NO_ATTRIBUTES: readonly Attribute[] = Object.freeze([]);

/** What begins a declaration: a label, an expression, or all of the declaration. */
interface Head {
  readonly label: Label | undefined;
  readonly expr: Expression | undefined;
  readonly declaration: Declaration | undefined;
}

/** Productions of declarations. */
export abstract class DeclarationParser extends ComprehensionParser {
  /** `StructLit = "{" { Declaration "," } "}" .` */
  protected structLit(): StructLit {
    const open = this.expect(Token.lbrace);
    const elements = this.token === Token.rbrace ? [] : this.declarations();
    const close = this.expectClosing(Token.rbrace, "struct literal");
    return {
      kind: "StructLit",
      start: open,
      end: close + 1,
      comments: NO_COMMENTS,
      open,
      elements,
      close,
    };
  }

  /** `Declaration = Field | Ellipsis | Embedding | LetClause | attribute .`, up to a `}` or the end. */
  protected declarations(): Declaration[] {
    const list: Declaration[] = [];
    this.openList();
    while (this.token !== Token.rbrace && this.token !== Token.eof) {
      switch (this.token) {
        case Token.attribute:
          list.push(this.attribute());
          this.declarationComma();
          break;
        case Token.ellipsis: {
          const frame = this.openNode();
          const { start } = this;
          this.next();
          const end = start + 3;
          list.push(
            this.closeNode(frame, {
              kind: "Ellipsis",
              start,
              end,
              comments: NO_COMMENTS,
              type: undefined,
            }),
          );
          this.declarationComma();
          break;
        }
        default:
          list.push(this.#declaration());
      }
    }
    this.closeList();
    return list;
  }

  protected declarationComma(): void {
    if (this.token === Token.eof) return;
    if (this.atComma("struct literal", Token.rbrace)) this.next();
  }

  /** `attribute = "@" identifier "(" attr_tokens ")" .` */
  protected attribute(): Attribute {
    const frame = this.openNode();
    const { start } = this;
    const { end } = this.scanner;
    const text = this.literal();
    this.next();
    return this.closeNode(frame, { kind: "Attribute", start, end, comments: NO_COMMENTS, text });
  }

  #attributes(): readonly Attribute[] {
    this.openList();
    let attributes = NO_ATTRIBUTES;
    if (this.token === Token.attribute) {
      const list: Attribute[] = [];
      while (this.token === Token.attribute) list.push(this.attribute());
      attributes = list;
    }
    this.closeList();
    return attributes;
  }

  #declaration(): Declaration {
    const frame = this.openNode();
    return this.closeNode(frame, this.#fieldOrEmbedding());
  }

  /** `Field = Label ":" { Label ":" } AliasExpr { attribute } .`, `Embedding = Expression .` */
  #fieldOrEmbedding(): Declaration {
    const { start, token: first } = this;
    const head = this.#head(false);
    if (head.declaration !== undefined) return head.declaration;
    if (head.label === undefined) {
      const expr = head.expr ?? this.expression();
      if (expr.kind !== "Alias") return this.#embedding(expr);
      this.errorExpected("label or ':'");
      this.declarationComma();
      return this.#badDeclaration(start);
    }

    const field = this.#newField(start, head.label);
    this.#markers(field);
    if (this.token !== Token.colon) return this.#noField(start, first, head.expr);
    if (head.label.kind === "Ident") this.checkDeclared(head.label);

    const chain: Mutable<Field>[] = [field];
    this.#value(chain);
    const last = chain.at(-1)!;
    last.attributes = this.#attributes();
    this.leaveNesting(chain.length - 1);
    const end = this.lastEnd;
    for (const link of chain) link.end = end;
    // The structs of the chain, which have no braces, from the inside out.
    for (let index = chain.length - 1; index > 0; index--) {
      const inner = chain[index]!;
      chain[index - 1]!.value = {
        kind: "StructLit",
        start: inner.start,
        end,
        comments: NO_COMMENTS,
        open: NO_POS,
        elements: [inner],
        close: NO_POS,
      };
    }
    this.declarationComma();
    return field;
  }

  /** The colon of a field and what follows, through `b:` of `a: b: 1`. */
  #value(chain: Mutable<Field>[]): void {
    let field = chain[0]!;
    for (;;) {
      field.colon = this.expect(Token.colon);
      const { label: outer } = field;
      if (outer.kind === "ListLit" && outer.elements.length !== 1) {
        this.error(outer.start, "square bracket must have exactly one element");
      }
      const { start } = this;
      const head = this.#head(true);
      if (head.label === undefined || !this.#continuesLabel()) {
        field.value = head.expr ?? this.expression();
        return;
      }
      this.enterNesting();
      field = this.#newField(start, head.label);
      chain.push(field);
      this.#markers(field);
    }
  }

  #continuesLabel(): boolean {
    switch (this.token) {
      case Token.colon:
      case Token.option:
      case Token.not:
      case Token.tilde:
        return true;
      default:
        return false;
    }
  }

  #newField(start: Offset, label: Label): Mutable<Field> {
    return {
      kind: "Field",
      start,
      end: label.end,
      comments: NO_COMMENTS,
      label,
      alias: undefined,
      constraint: "",
      colon: NO_POS,
      // Set by the caller once it is parsed.
      value: label,
      attributes: NO_ATTRIBUTES,
    };
  }

  /** The alias and the `?` or `!` after a label. */
  #markers(field: Mutable<Field>): void {
    if (this.token === Token.tilde) field.alias = this.#postfixAlias();
    const isOptional = this.token === Token.option;
    if (!isOptional && this.token !== Token.not) return;
    if (field.label.kind === "ListLit") {
      const marker = isOptional ? "optional" : "required";
      this.error(this.start, `pattern constraint cannot be marked ${marker}`);
    }
    field.constraint = isOptional ? "?" : "!";
    this.next();
  }

  /** What looked like a label has no colon: an embedding, or an error. */
  #noField(start: Offset, first: Token, expr: Expression | undefined): Declaration {
    const { token } = this;
    if (token === Token.comma) this.expectComma();
    const isEnd = token === Token.comma || token === Token.rbrace || token === Token.eof;
    if (isEnd && expr !== undefined && expr.kind !== "Alias" && mayBeginEmbedding(first)) {
      return {
        kind: "EmbedDecl",
        start: expr.start,
        end: expr.end,
        comments: NO_COMMENTS,
        expr,
      };
    }
    this.errorExpected("label or ':'");
    return this.#badDeclaration(start);
  }

  #embedding(expr: Expression): Declaration {
    const { start, end } = expr;
    this.declarationComma();
    return { kind: "EmbedDecl", start, end, comments: NO_COMMENTS, expr };
  }

  #badDeclaration(start: Offset): Declaration {
    return { kind: "BadDecl", start, end: this.start, comments: NO_COMMENTS };
  }

  /** `Label = [ identifier "=" ] LabelExpr .`, where it may turn out to be something else. */
  #head(isValue: boolean): Head {
    let expr: Expression | undefined;
    switch (this.token) {
      case Token.for:
      case Token.if:
      case Token.try: {
        if (isValue) {
          expr = this.expression();
          break;
        }
        const frame = this.openNode();
        const found = this.comprehension();
        if (found.kind === "Comprehension") {
          if (this.atComma("struct literal", Token.rbrace)) this.next();
          this.closeNode(frame, found);
          return { label: undefined, expr: undefined, declaration: found };
        }
        expr = this.closeNode(frame, found);
        break;
      }
      case Token.let: {
        const found = this.#letClause();
        if (found.kind === "LetClause") {
          return { label: undefined, expr: undefined, declaration: found };
        }
        expr = found;
        break;
      }
      case Token.ident:
      case Token.string:
      case Token.bytes:
      case Token.interpolation:
      case Token.lparen:
      case Token.lbrack:
      case Token.null:
      case Token.true:
      case Token.false:
      case Token.in:
      case Token.func:
      case Token.else:
      case Token.fallback:
      case Token.otherwise:
        expr = this.expression();
    }
    switch (expr?.kind) {
      case "Ident":
        expr = this.aliasTail(expr);
        if (expr.kind === "Alias" && !isLabel(expr.expr)) break;
        return { label: expr as Label, expr, declaration: undefined };
      case "BasicLit":
        if (expr.literal === "int" || expr.literal === "float") break;
        return { label: expr, expr, declaration: undefined };
      case "ListLit":
        this.hasBindings = true;
        return { label: expr, expr, declaration: undefined };
      case "ParenExpr":
      case "Interpolation":
        return { label: expr, expr, declaration: undefined };
    }
    return { label: undefined, expr, declaration: undefined };
  }

  /** `LetClause = "let" identifier "=" Expression .`, or `let` as a name. */
  #letClause(): LetClause | Ident {
    const frame = this.openNode();
    const start = this.expect(Token.let);
    if (this.token !== Token.ident) return this.closeNode(frame, this.newIdent(start, "let"));
    this.hasBindings = true;
    const ident = this.declaredIdentifier();
    const equal = this.expect(Token.bind);
    const expr = this.expression();
    this.declarationComma();
    return this.closeNode(frame, {
      kind: "LetClause",
      start,
      end: expr.end,
      comments: NO_COMMENTS,
      ident,
      equal,
      expr,
    });
  }

  /** `AliasExpr = [ identifier "=" ] Expression .` */
  protected aliasTail(expr: Expression): Expression {
    if (this.token !== Token.bind) return expr;
    this.hasBindings = true;
    const equal = this.start;
    if (this.experiments.aliasv2) {
      this.error(
        equal,
        "old-style alias syntax (=) is not allowed with @experiment(aliasv2); " +
          "use postfix syntax (~X or ~(K,V))",
      );
      this.next();
      return this.expression();
    }
    this.next();
    const aliased = this.expression();
    if (expr.kind !== "Ident") {
      this.errorExpected("identifier for alias");
      return aliased;
    }
    this.checkDeclared(expr);
    return {
      kind: "Alias",
      start: expr.start,
      end: aliased.end,
      comments: NO_COMMENTS,
      ident: expr,
      equal,
      expr: aliased,
    };
  }

  /** `PostfixAlias = "~" ( identifier | "(" identifier [ "," identifier ] ")" ) .` */
  #postfixAlias(): PostfixAlias | undefined {
    this.hasBindings = true;
    const { start } = this;
    if (!this.experiments.aliasv2) {
      this.error(start, "postfix alias syntax requires @experiment(aliasv2)");
    }
    this.next();
    const base = { kind: "PostfixAlias", start, comments: NO_COMMENTS } as const;
    if (this.token === Token.ident) {
      const field = this.identifier();
      return { ...base, end: field.end, open: NO_POS, label: undefined, field, close: NO_POS };
    }
    if (this.token !== Token.lparen) {
      this.errorExpected("identifier or '('");
      return undefined;
    }
    const open = this.start;
    this.next();
    if (!this.at(Token.ident)) {
      this.errorExpected("identifier for label alias");
      return undefined;
    }
    const first = this.identifier();
    if (this.at(Token.rparen)) {
      const close = this.start;
      this.next();
      return { ...base, end: close + 1, open, label: undefined, field: first, close };
    }
    const hasComma = this.at(Token.comma);
    this.expect(Token.comma);
    if (!hasComma) {
      return {
        ...base,
        end: first.end,
        open: NO_POS,
        label: undefined,
        field: first,
        close: NO_POS,
      };
    }
    if (!this.at(Token.ident)) {
      this.errorExpected("identifier for field alias");
      return { ...base, end: first.end, open, label: first, field: first, close: NO_POS };
    }
    const field = this.identifier();
    const close = this.expect(Token.rparen);
    return { ...base, end: close + 1, open, label: first, field, close };
  }
}

function isLabel(expr: Expression): expr is Label {
  switch (expr.kind) {
    case "Ident":
    case "BasicLit":
    case "Interpolation":
    case "ParenExpr":
    case "ListLit":
    case "Alias":
      return true;
    default:
      return false;
  }
}

/** Tokens that begin both labels and expressions. */
function mayBeginEmbedding(token: Token): boolean {
  switch (token) {
    case Token.ident:
    case Token.lbrack:
    case Token.lparen:
    case Token.string:
    case Token.bytes:
    case Token.interpolation:
    case Token.null:
    case Token.true:
    case Token.false:
    case Token.for:
    case Token.if:
    case Token.let:
    case Token.in:
    case Token.try:
    case Token.else:
    case Token.fallback:
    case Token.otherwise:
      return true;
    default:
      return false;
  }
}
