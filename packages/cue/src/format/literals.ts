import type { BasicLit, CommentGroup, Expression, Interpolation } from "../ast/ast.ts";
import { parseQuotes } from "../literal/unquote.ts";
import { commentDoc, breakOr } from "./comments.ts";
import type { Context } from "./context.ts";
import { spacing } from "./detach.ts";
import { BARE, cat, type Doc, HARD, type MaybeDoc, nest, SPACE, text } from "./doc.ts";

/** A literal; the lines of a string are indented as deep as it is printed. */
export function literalDoc(node: BasicLit): MaybeDoc {
  const value = normalizeNumber(node);
  if (!value.includes("\n")) return text(value);
  const lines = value.split("\n");
  if (node.literal === "string" || node.literal === "bytes") {
    const quotes = parseQuotes(value, value);
    if (quotes.ok && quotes.value.isMultiline) {
      const { whitespace } = quotes.value;
      const body = lines.slice(1).flatMap((line) => bodyLine(line, whitespace));
      return cat(text(lines[0]!), nest(cat(...body)));
    }
  }
  return cat(...lines.flatMap((line, index) => (index === 0 ? [text(line)] : [BARE, text(line)])));
}

/** A line of a multi-line string: indented anew, or as it is if it does not have the indent of the others. */
function bodyLine(line: string, whitespace: string): readonly MaybeDoc[] {
  return whitespace !== "" && line.startsWith(whitespace)
    ? [HARD, text(line.slice(whitespace.length))]
    : [BARE, text(line)];
}

/** Octal with `0o`, digits on both sides of the point, a lower-case exponent. */
function normalizeNumber(node: BasicLit): string {
  const { literal, text: value } = node;
  if (literal !== "int" && literal !== "float") return value;
  let result = value;
  if (literal === "int" && /^0[0-9_]+$/.test(value)) result = `0o${value.slice(1)}`;
  else {
    const point = value.indexOf(".");
    if (point === 0) result = `0${value}`;
    else if (point > 0 && !/[0-9]/.test(value[point + 1] ?? "")) {
      result = `${value.slice(0, point + 1)}0${value.slice(point + 1)}`;
    }
  }
  const exponent = result.indexOf("E");
  return exponent >= 0 && exponent < result.length - 1 ? result.toLowerCase() : result;
}

/** `"a \(b) c"` */
export function interpolationDoc(ctx: Context, node: Interpolation): MaybeDoc {
  const { elements } = node;
  if (elements.some((element) => isFragment(element) && element.text.includes("\n"))) {
    return new MultilineInterpolation(ctx).doc(node);
  }
  return cat(
    ...elements.map((element) =>
      isFragment(element) ? text(element.text) : subscripted(ctx, element),
    ),
  );
}

function isFragment(node: Expression): node is BasicLit {
  return node.kind === "BasicLit" && (node.literal === "string" || node.literal === "bytes");
}

/** An expression in an interpolation, whose operators are set close. */
function subscripted(ctx: Context, expr: Expression): MaybeDoc {
  ctx.subscript++;
  const doc = ctx.expr(expr);
  ctx.subscript--;
  return doc;
}

/**
 * A string of several lines with interpolations. Its first line stays where it is, the others are indented
 * below it; an expression on lines of its own is indented once more.
 */
class MultilineInterpolation {
  readonly #ctx: Context;
  readonly #opening: MaybeDoc[] = [];
  readonly #body: MaybeDoc[] = [];
  /** The current interpolation; undefined outside of one. */
  #inner: MaybeDoc[] | undefined;
  #innerBreaks = false;
  #inBody = false;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  doc(node: Interpolation): MaybeDoc {
    const { elements } = node;
    const whitespace = commonWhitespace(elements);
    let mustBreak = false;
    for (const [index, element] of elements.entries()) {
      const comments = isFragment(element) ? element.comments : [];
      // A fragment begins with the `)` and ends with the `\(` of interpolations; these comments are there.
      const leading = comments.filter((comment) => comment.position <= 1);
      const trailing = comments.filter((comment) => comment.position > 1);
      for (const comment of leading) this.#comment(comment);
      if (isFragment(element)) this.#closeInner();
      if (index > 0) {
        const forced = mustBreak || leading.length > 0 ? HARD : undefined;
        const br = breakOr(spacing(element), forced);
        if (br !== undefined) this.#break(br);
      }
      if (isFragment(element)) this.#fragment(element.text, whitespace);
      else this.#emit(subscripted(this.#ctx, element));
      for (const comment of trailing) this.#comment(comment);
      mustBreak = trailing.length > 0;
      if (isFragment(element) && index < elements.length - 1) {
        this.#inner = [];
        this.#innerBreaks = false;
      }
    }
    this.#closeInner();
    return cat(...this.#opening, nest(cat(...this.#body)));
  }

  #comment(comment: CommentGroup): void {
    this.#emit(cat(SPACE, commentDoc(comment)));
  }

  #fragment(value: string, whitespace: string): void {
    for (const [index, line] of value.split("\n").entries()) {
      if (index === 0) this.#emit(text(line));
      else {
        const [br, rest] = bodyLine(line, whitespace);
        this.#break(br!);
        this.#emit(rest);
      }
    }
  }

  #emit(doc: MaybeDoc): void {
    if (!this.#inBody) this.#opening.push(doc);
    else (this.#inner ?? this.#body).push(doc);
  }

  #break(doc: Doc): void {
    this.#inBody = true;
    if (this.#inner === undefined) this.#body.push(doc);
    else {
      if (this.#inner.length === 0) this.#innerBreaks = true;
      this.#inner.push(doc);
    }
  }

  #closeInner(): void {
    if (this.#inner === undefined) return;
    const doc = cat(...this.#inner);
    this.#body.push(this.#innerBreaks ? nest(doc) : doc);
    this.#inner = undefined;
  }
}

function commonWhitespace(elements: readonly Expression[]): string {
  const first = elements[0];
  const last = elements.at(-1);
  if (first?.kind !== "BasicLit" || last?.kind !== "BasicLit") return "";
  const quotes = parseQuotes(first.text, last.text);
  return quotes.ok ? quotes.value.whitespace : "";
}
