// JSON as CUE is written: labels without quotes, texts of several lines between triple quotes, one entry a line where
// the text is long. cue: internal/encoding/json/patch.go.
import {
  BLANK,
  build,
  type Declaration,
  type Expression,
  labelNeedsQuotes,
  NO_POS,
  type Source,
  type StructLit,
  unquote,
} from "@lateen/cue/syntax";

/** The longest literal that stays on one line with others. */
const LARGE = 50;

/** A tree of JSON, parsed as CUE, in the form that CUE has. `isPart`: it will not be a file by itself. */
export function layOutJson(expr: Expression, source: Source, isPart = false): Expression {
  const laidOut = new Layout(source.text, isPart ? 1 : 0).value(expr, 1, true);
  // Where a document begins is no matter of layout.
  return "open" in laidOut && laidOut.open >= 0 ? { ...laidOut, open: BLANK } : laidOut;
}

class Layout {
  readonly #text: string;
  /** How many fields what is laid out is in. */
  #fields: number;

  constructor(text: string, fields: number) {
    this.#text = text;
    this.#fields = fields;
  }

  value(expr: Expression, depth: number, reflows: boolean): Expression {
    switch (expr.kind) {
      case "StructLit": {
        const inner = this.#reflows(expr, expr.elements);
        return {
          ...expr,
          start: this.#position(expr.start, reflows),
          open: inner ? this.#open(expr) : expr.open,
          elements: expr.elements.map((element) => this.#field(element, depth + 1, inner)),
          close: inner ? NO_POS : expr.close,
        };
      }
      case "ListLit": {
        const inner = this.#reflows(expr, expr.elements);
        return {
          ...expr,
          start: this.#position(expr.start, reflows),
          open: inner ? NO_POS : expr.open,
          elements: expr.elements.map((element) => this.value(element, depth + 1, inner)),
          close: inner ? NO_POS : expr.close,
        };
      }
      case "BasicLit": {
        const start = this.#position(expr.start, reflows);
        const isLong = Buffer.byteLength(expr.text) > 10 || expr.text.includes("\\");
        if (expr.literal !== "string" || !isLong) return { ...expr, start };
        const text = unquote(expr.text);
        if (!text.ok || typeof text.value !== "string") return { ...expr, start };
        return {
          ...build.stringLit(text.value, { multilineTabs: depth, optionalHashes: true }),
          start,
        };
      }
      default:
        return { ...expr, start: this.#position(expr.start, reflows) };
    }
  }

  #field(element: Declaration, depth: number, reflows: boolean): Declaration {
    if (element.kind !== "Field" || element.label.kind !== "BasicLit") return element;
    const { label } = element;
    const name = unquote(label.text);
    const start = this.#position(label.start, reflows);
    const isPlain = name.ok && typeof name.value === "string" && !labelNeedsQuotes(name.value);
    return {
      ...element,
      start,
      label: isPlain ? { ...build.ident(name.value as string), start } : { ...label, start },
      colon: NO_POS,
      value: this.#inField(() => this.value(element.value, depth, reflows)),
    };
  }

  #inField<T>(run: () => T): T {
    this.#fields++;
    const result = run();
    this.#fields--;
    return result;
  }

  /** Below a field, structs of a list stand on lines of their own; those of the outermost list follow one another. */
  #open({ elements }: StructLit): number {
    return this.#fields > 0 && elements.length > 0 ? BLANK : NO_POS;
  }

  /** Whether the entries of a struct or list are laid out anew, or stay as the author put them. */
  #reflows(node: Expression, elements: readonly (Declaration | Expression)[]): boolean {
    if (node.end - node.start > LARGE) return true;
    return !elements.some((element) => this.#hasSpace(element.start));
  }

  #hasSpace(offset: number): boolean {
    return /\s/.test(this.#text[offset - 1] ?? "");
  }

  #position(offset: number, reflows: boolean): number {
    return reflows ? NO_POS : offset;
  }
}
