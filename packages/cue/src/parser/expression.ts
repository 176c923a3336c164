import {
  type BasicLit,
  type BinaryOperator,
  type Expression,
  type Ident,
  type LiteralKind,
  NO_COMMENTS,
  type Offset,
  type SelectorExpr,
  type StructLit,
  type UnaryOperator,
} from "../ast/ast.ts";
import { isKeywordToken, precedence, Token, tokenText } from "../token/token.ts";
import { Cursor } from "./cursor.ts";

const LITERAL_KINDS: Readonly<Partial<Record<Token, LiteralKind>>> = {
  [Token.null]: "null",
  [Token.true]: "true",
  [Token.false]: "false",
  [Token.int]: "int",
  [Token.float]: "float",
  [Token.string]: "string",
  [Token.bytes]: "bytes",
};

/** Productions of expressions. */
export abstract class ExpressionParser extends Cursor {
  protected abstract structLit(): StructLit;
  protected abstract listLit(): Expression;

  /** `Expression = UnaryExpr | Expression binary_op Expression .` */
  protected expression(): Expression {
    const frame = this.openNode();
    return this.closeNode(frame, this.binaryExpression(1));
  }

  protected binaryExpression(minimum: number): Expression {
    this.openList();
    const expr = this.binaryTail(minimum, this.unaryExpression());
    this.closeList();
    return expr;
  }

  /** Operators of at least this precedence, and their right operands, after `left`. */
  protected binaryTail(minimum: number, left: Expression): Expression {
    for (;;) {
      const { token, start: operatorStart } = this;
      const level = precedence(token);
      if (level < minimum) return left;
      const frame = this.openNode();
      frame.position = 1;
      this.next();
      const right = this.binaryExpression(level + 1);
      left = this.closeNode(frame, {
        kind: "BinaryExpr",
        start: left.start,
        end: right.end,
        comments: NO_COMMENTS,
        left,
        operator: tokenText(token) as BinaryOperator,
        operatorStart,
        right,
      });
    }
  }

  /** `UnaryExpr = PrimaryExpr | unary_op UnaryExpr .` */
  protected unaryExpression(): Expression {
    // Every level of nesting comes by here, so that this is the one place to bound it.
    this.enterNesting();
    let expr: Expression;
    switch (this.token) {
      case Token.add:
      case Token.sub:
      case Token.not:
      case Token.mul:
      case Token.lss:
      case Token.leq:
      case Token.geq:
      case Token.gtr:
      case Token.eql:
      case Token.neq:
      case Token.mat:
      case Token.nmat: {
        const { start, token } = this;
        const frame = this.openNode();
        this.next();
        const operand = this.unaryExpression();
        expr = this.closeNode(frame, {
          kind: "UnaryExpr",
          start,
          end: operand.end,
          comments: NO_COMMENTS,
          operator: tokenText(token) as UnaryOperator,
          expr: operand,
        });
        break;
      }
      default:
        expr = this.#primaryTail(this.#operand());
    }
    this.leaveNesting();
    return expr;
  }

  /** `Operand = Literal | OperandName | "(" Expression ")" .` */
  #operand(): Expression {
    const { token, start } = this;
    switch (token) {
      case Token.ident: {
        const ident = this.identifier();
        // `a?` is an optional reference unless it is the label of an optional field.
        if (this.token !== Token.option || this.peek() === Token.colon) return ident;
        return this.#optional(ident);
      }
      case Token.lbrace:
        return this.structLit();
      case Token.lbrack:
        return this.listLit();
      case Token.bottom: {
        const frame = this.openNode();
        this.next();
        const end = start + 3;
        return this.closeNode(frame, { kind: "BottomLit", start, end, comments: NO_COMMENTS });
      }
      case Token.null:
      case Token.true:
      case Token.false:
      case Token.int:
      case Token.float:
      case Token.string:
      case Token.bytes: {
        const frame = this.openNode();
        const literal = this.basicLit(LITERAL_KINDS[token]!);
        this.next();
        return this.closeNode(frame, literal);
      }
      case Token.interpolation:
        return this.#interpolation();
      case Token.lparen: {
        const frame = this.openNode();
        this.next();
        this.openList();
        const expr = this.expression();
        this.closeList();
        const close = this.expect(Token.rparen);
        return this.closeNode(frame, {
          kind: "ParenExpr",
          start,
          end: close + 1,
          comments: NO_COMMENTS,
          expr,
          close,
        });
      }
      default:
        if (isKeywordToken(token)) return this.keywordIdentifier();
    }
    const frame = this.openNode();
    this.errorExpected("operand");
    this.synchronize();
    return this.closeNode(frame, {
      kind: "BadExpr",
      start,
      end: this.start,
      comments: NO_COMMENTS,
    });
  }

  /** The current token as a literal; it is not taken. */
  protected basicLit(literal: LiteralKind): BasicLit {
    return {
      kind: "BasicLit",
      start: this.start,
      end: this.scanner.end,
      comments: NO_COMMENTS,
      literal,
      text: this.literal(),
    };
  }

  /** `PrimaryExpr = Operand | PrimaryExpr ( Selector | Index | Slice | Arguments ) .` */
  #primaryTail(operand: Expression): Expression {
    let expr = operand;
    for (let levels = 0; ; levels++) {
      switch (this.token) {
        case Token.period:
          expr = this.#selector(expr);
          break;
        case Token.lbrack:
          expr = this.#indexOrSlice(expr);
          break;
        case Token.lparen:
          expr = this.#call(expr);
          break;
        case Token.ellipsis:
          expr = this.#openOperator(expr);
          break;
        default:
          this.leaveNesting(levels);
          return expr;
      }
      this.enterNesting();
    }
  }

  /** `Selector = "." (identifier | simple_string_lit) .` */
  #selector(expr: Expression): Expression {
    const period = this.start;
    const frame = this.openNode();
    frame.position = 1;
    this.next();
    const { token } = this;
    let selector: Ident | BasicLit;
    if (token === Token.ident) selector = this.identifier();
    else if (token === Token.string && isPlainString(this.literal())) {
      selector = this.basicLit("string");
      this.next();
    } else if (isKeywordToken(token)) selector = this.keywordIdentifier();
    else {
      const { start } = this;
      this.errorExpected("selector");
      this.next();
      return this.closeNode(frame, this.#newSelector(expr, period, this.newIdent(start, "_")));
    }
    return this.closeNode(frame, this.#optional(this.#newSelector(expr, period, selector)));
  }

  #newSelector(expr: Expression, period: Offset, selector: Ident | BasicLit): SelectorExpr {
    return {
      kind: "SelectorExpr",
      start: expr.start,
      end: selector.end,
      comments: NO_COMMENTS,
      expr,
      period,
      selector,
    };
  }

  /** `expr` with the `?` that may follow it. */
  #optional(expr: Expression): Expression {
    if (this.token !== Token.option) return expr;
    const operatorStart = this.start;
    this.next();
    return {
      kind: "PostfixExpr",
      start: expr.start,
      end: operatorStart + 1,
      comments: NO_COMMENTS,
      expr,
      operator: "?",
      operatorStart,
    };
  }

  /** `Index = "[" Expression "]" .`, `Slice = "[" [Expression] ":" [Expression] "]" .` */
  #indexOrSlice(expr: Expression): Expression {
    const frame = this.openNode();
    frame.position = 1;
    const open = this.expect(Token.lbrack);
    let low: Expression | undefined;
    let high: Expression | undefined;
    if (this.token !== Token.colon) low = this.expression();
    const isSlice = this.token === Token.colon;
    if (isSlice) {
      this.next();
      if (this.token !== Token.rbrack && this.token !== Token.eof && this.token !== Token.colon) {
        high = this.expression();
      }
    } else if (this.token === Token.comma) this.next();
    const close = this.expect(Token.rbrack);
    const span = { start: expr.start, end: close + 1, comments: NO_COMMENTS };
    if (isSlice || low === undefined) {
      return this.closeNode(frame, { kind: "SliceExpr", ...span, expr, open, low, high, close });
    }
    const index: Expression = { kind: "IndexExpr", ...span, expr, open, index: low, close };
    return this.closeNode(frame, this.#optional(index));
  }

  /** `Arguments = "(" [ Expression { "," Expression } [ "," ] ] ")" .` */
  #call(callee: Expression): Expression {
    const frame = this.openNode();
    this.openList();
    const open = this.expect(Token.lparen);
    const args: Expression[] = [];
    while (this.token !== Token.rparen && this.token !== Token.eof) {
      args.push(this.expression());
      if (!this.atComma("argument list", Token.rparen)) break;
      this.next();
    }
    const close = this.expectClosing(Token.rparen, "argument list");
    this.closeList();
    return this.closeNode(frame, {
      kind: "CallExpr",
      start: callee.start,
      end: close + 1,
      comments: NO_COMMENTS,
      callee,
      open,
      arguments: args,
      close,
    });
  }

  /** `expr...` */
  #openOperator(expr: Expression): Expression {
    const operatorStart = this.start;
    if (!this.experiments.explicitopen) {
      this.next();
      const message = "postfix ... operator requires @experiment(explicitopen)";
      this.errors.push({ offset: operatorStart, message });
      return { kind: "BadExpr", start: operatorStart, end: this.start, comments: NO_COMMENTS };
    }
    const frame = this.openNode();
    this.next();
    return this.closeNode(frame, {
      kind: "PostfixExpr",
      start: expr.start,
      end: operatorStart + 3,
      comments: NO_COMMENTS,
      expr,
      operator: "...",
      operatorStart,
    });
  }

  /** `interpolation = "\(" Expression ")" .` and the text around it. */
  #interpolation(): Expression {
    const frame = this.openNode();
    this.openList();
    const { scanner, start } = this;
    const literal: LiteralKind = scanner.isBytes() ? "bytes" : "string";
    let fragmentFrame = this.openNode();
    let fragment = this.basicLit(literal);
    let isOpen = true;
    this.next();
    const elements: Expression[] = [fragment];
    while (isOpen) {
      frame.position = 1;
      this.expect(Token.lparen);
      this.closeNode(fragmentFrame, fragment);
      elements.push(this.expression());
      fragmentFrame = this.openNode();
      // A line end before the closing parenthesis.
      if (this.isLineEnd()) this.next();
      if (this.token !== Token.rparen) this.errorExpected("')' for string interpolation");
      scanner.resumeInterpolation();
      isOpen = scanner.token === Token.interpolation;
      this.token = scanner.token;
      this.start = scanner.start;
      fragment = this.basicLit(literal);
      this.next();
      elements.push(fragment);
    }
    this.closeNode(fragmentFrame, fragment);
    this.closeList();
    const { end } = fragment;
    return this.closeNode(frame, {
      kind: "Interpolation",
      start,
      end,
      comments: NO_COMMENTS,
      elements,
    });
  }
}

/** A selector may be quoted, but not raw, multi-line or empty. */
function isPlainString(text: string): boolean {
  return text.startsWith('"') && !text.startsWith('""');
}
