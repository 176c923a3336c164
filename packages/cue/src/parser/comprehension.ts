import {
  type Clause,
  type Comprehension,
  type Expression,
  type FallbackClause,
  type Ident,
  type ListLit,
  NO_COMMENTS,
  NO_POS,
} from "../ast/ast.ts";
import { Token, tokenText } from "../token/token.ts";
import type { CommentFrame } from "./cursor.ts";
import { ExpressionParser } from "./expression.ts";

/** Productions of comprehensions, and of lists, which may contain them. */
export abstract class ComprehensionParser extends ExpressionParser {
  /** Turns `X` before `=` into an alias. */
  protected abstract aliasTail(expr: Expression): Expression;

  /**
   * `Comprehension = Clauses StructLit [ "else" StructLit ] .` Returns an identifier instead if the keyword
   * turns out to be one: `for: 1`.
   */
  protected comprehension(): Comprehension | Ident {
    const { start } = this;
    const clauses = this.#clauses();
    if ("kind" in clauses) return clauses;
    const frame = this.openNode();
    const value = this.closeNode(frame, this.structLit());
    let fallback: FallbackClause | undefined;
    if (isFallbackToken(this.token)) fallback = this.#fallback(clauses);
    const end = fallback === undefined ? value.end : fallback.end;
    return { kind: "Comprehension", start, end, comments: NO_COMMENTS, clauses, value, fallback };
  }

  /** `Clauses = StartClause { [ "," ] Clause } .` */
  #clauses(): Clause[] | Ident {
    const clauses: Clause[] = [];
    for (;;) {
      const { start, token } = this;
      if (token !== Token.for && token !== Token.if && token !== Token.let && token !== Token.try) {
        return clauses;
      }
      const frame = this.openNode();
      this.next();
      if (clauses.length === 0 && token !== Token.let && this.#isLabelEnd(token)) {
        return this.closeNode(frame, this.newIdent(start, tokenText(token)));
      }
      clauses.push(this.closeNode(frame, this.#clause(token, start, frame)));
      if (this.token === Token.comma) this.next();
    }
  }

  #clause(token: Token, start: number, frame: CommentFrame): Clause {
    const base = { start, end: start, comments: NO_COMMENTS };
    switch (token) {
      case Token.for:
        return this.#forClause(start, frame);
      case Token.if: {
        const condition = this.expression();
        return { kind: "IfClause", ...base, end: condition.end, condition };
      }
      case Token.let: {
        const ident = this.declaredIdentifier();
        const equal = this.expect(Token.bind);
        const expr = this.expression();
        return { kind: "LetClause", ...base, end: expr.end, ident, equal, expr };
      }
      default: {
        const end = start + 3;
        if (this.token !== Token.ident) {
          return {
            kind: "TryClause",
            ...base,
            end,
            ident: undefined,
            equal: NO_POS,
            expr: undefined,
          };
        }
        const ident = this.identifier();
        const equal = this.expect(Token.bind);
        const expr = this.expression();
        return { kind: "TryClause", ...base, end: expr.end, ident, equal, expr };
      }
    }
  }

  /** `"for" identifier [ "," identifier ] "in" Expression` */
  #forClause(start: number, frame: CommentFrame): Clause {
    let value = this.declaredIdentifier();
    let key: Ident | undefined;
    let comma = NO_POS;
    if (this.token === Token.comma) {
      comma = this.expect(Token.comma);
      key = value;
      value = this.declaredIdentifier();
    }
    // The key and its comma count also where there are none.
    frame.position = 4;
    const inStart = this.expect(Token.in);
    const source = this.expression();
    return {
      kind: "ForClause",
      start,
      end: source.end,
      comments: NO_COMMENTS,
      key,
      comma,
      value,
      inStart,
      source,
    };
  }

  /** After a keyword: whether it was the label of a field. */
  #isLabelEnd(keyword: Token): boolean {
    switch (this.token) {
      case Token.colon:
      case Token.bind:
      case Token.option:
      case Token.comma:
      case Token.eof:
        return true;
      case Token.not:
        // `if !cond` negates, `if!: x` is a required field.
        return keyword !== Token.if || this.peek() === Token.colon;
      default:
        return false;
    }
  }

  /** `"else" StructLit` after one `if` or `try`, `"otherwise" StructLit` after anything else. */
  #fallback(clauses: readonly Clause[]): FallbackClause {
    const frame = this.openNode();
    const { start, token } = this;
    if (!this.experiments.try) {
      this.error(start, `${tokenText(token)} requires @experiment(try)`);
    }
    const first = clauses[0]!;
    const wantsElse =
      clauses.length === 1 && (first.kind === "IfClause" || first.kind === "TryClause");
    if (wantsElse && token !== Token.else) {
      this.error(start, "use 'else' with single 'if' or 'try' clause");
    } else if (!wantsElse && token === Token.else) {
      this.error(
        start,
        "use 'otherwise' for comprehensions with multiple clauses or 'for' clauses",
      );
    }
    this.next();
    const body = this.structLit();
    return this.closeNode(frame, {
      kind: "FallbackClause",
      start,
      end: body.end,
      comments: NO_COMMENTS,
      body,
    });
  }

  /** `ListLit = "[" [ ElementList [ "," ] ] "]" .` */
  protected listLit(): ListLit {
    const open = this.expect(Token.lbrack);
    const elements: Expression[] = [];
    // Whether line ends stand for commas: between any two elements, or after the only one.
    let lineEnds = false;
    let wasLineEnd = false;
    let wasComma = false;
    const separate = (): void => {
      wasComma = this.token === Token.comma;
      wasLineEnd = this.isLineEnd();
    };

    this.openList();
    while (
      this.token !== Token.rbrack &&
      this.token !== Token.ellipsis &&
      this.token !== Token.eof
    ) {
      if (elements.length > 0 && wasLineEnd) lineEnds = true;
      const frame = this.openNode();
      const { length } = elements;
      const isLast = !this.#listElement(elements, separate);
      this.closeNode(frame, elements[length]);
      if (isLast) break;
    }
    this.closeList();

    if (this.token === Token.ellipsis) {
      if (elements.length > 0 && wasLineEnd) lineEnds = true;
      elements.push(this.#listEllipsis(separate));
    }
    if (elements.length === 1 && (!wasComma || wasLineEnd)) lineEnds = true;
    const close = this.expectClosing(Token.rbrack, "list literal");
    return {
      kind: "ListLit",
      start: open,
      end: close + 1,
      comments: NO_COMMENTS,
      open,
      elements,
      close,
      commas: !lineEnds,
    };
  }

  #listEllipsis(separate: () => void): Expression {
    const { start } = this;
    let end = start + 3;
    let type: Expression | undefined;
    this.next();
    if (this.token !== Token.comma && this.token !== Token.rbrack) {
      type = this.expression();
      end = type.end;
    }
    separate();
    if (this.atComma("list literal", Token.rbrack)) this.next();
    return { kind: "Ellipsis", start, end, comments: NO_COMMENTS, type };
  }

  /** `Element = Comprehension | Expression .` Returns whether more may follow. */
  #listElement(elements: Expression[], separate: () => void): boolean {
    let expr: Expression;
    switch (this.token) {
      case Token.for:
      case Token.if:
      case Token.try:
        expr = this.comprehension();
        if (expr.kind === "Comprehension") {
          elements.push(expr);
          separate();
          if (this.atComma("list literal", Token.rbrack)) this.next();
          return true;
        }
        break;
      default:
        expr = this.unaryExpression();
    }
    expr = this.aliasTail(this.binaryTail(1, expr));
    elements.push(expr);
    separate();
    if (this.token === Token.for || this.token === Token.if) return false;
    if (!this.atComma("list literal", Token.rbrack)) return false;
    this.next();
    return true;
  }
}

function isFallbackToken(token: Token): boolean {
  return token === Token.else || token === Token.fallback || token === Token.otherwise;
}
