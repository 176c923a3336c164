// Expressions as messages show them: compact CUE. cue: internal/core/debug/compact.go.
import { OPTIONAL, REQUIRED } from "../adt/arc-type.ts";
import type { Clause, Node, StructLit } from "../adt/expr.ts";
import type { Feature, Labels } from "../adt/feature.ts";
import { BYTES_KIND } from "../adt/kind.ts";
import {
  BINARY,
  BOUND_EXPR,
  BYTES,
  CALL,
  COMPREHENSION,
  DISJUNCTION_EXPR,
  DYNAMIC_FIELD,
  DYNAMIC_REFERENCE,
  ELLIPSIS,
  FIELD,
  FIELD_REFERENCE,
  FOR_CLAUSE,
  IF_CLAUSE,
  IMPORT_REFERENCE,
  INDEX,
  INTERPOLATION,
  LABEL_REFERENCE,
  LET_CLAUSE,
  LET_FIELD,
  LET_REFERENCE,
  LIST_LIT,
  OPEN,
  PATTERN_FIELD,
  SELECTOR,
  SLICE,
  STRING,
  STRUCT_LIT,
  UNARY,
  VALUE_REFERENCE,
} from "../adt/tag.ts";
import type { Value } from "../adt/value.ts";
import { quoteBytes, quoteString } from "../literal/quote.ts";

/** How labels and values are shown, which the caller knows. */
export interface TextOf {
  label(label: Feature): string;
  value(value: Value): string;
}

/** The text of an expression or declaration. */
export function nodeText(labels: Labels, node: Node, of: TextOf): string {
  return new NodeText(labels, of).node(node);
}

class NodeText {
  readonly #labels: Labels;
  readonly #of: TextOf;

  constructor(labels: Labels, of: TextOf) {
    this.#labels = labels;
    this.#of = of;
  }

  #list(nodes: readonly Node[], separator: string): string {
    return nodes.map((node) => this.node(node)).join(separator);
  }

  #struct(literal: StructLit): string {
    return `{${this.#list(literal.decls, ",")}}`;
  }

  /** A name as the source has it, or else that of a label. */
  #written(node: Node, label: string): string {
    const { place } = node;
    return place === undefined || place.start < 0
      ? label
      : place.source.text.slice(place.start, place.end);
  }

  node(node: Node): string {
    switch (node.tag) {
      case STRUCT_LIT:
        return this.#struct(node);
      case LIST_LIT:
        return `[${this.#list(node.elems, ",")}]`;
      case FIELD:
        return `${this.#of.label(node.label)}${mark(node.arcType)}:${this.node(node.value)}`;
      case LET_FIELD:
        return `let ${this.#labels.text(node.label)}=${this.node(node.value)}`;
      case PATTERN_FIELD:
        return `[${this.node(node.filter)}]:${this.node(node.value)}`;
      case DYNAMIC_FIELD:
        return `${this.node(node.key)}${mark(node.arcType)}:${this.node(node.value)}`;
      case ELLIPSIS:
        return `...${node.value === undefined ? "" : this.node(node.value)}`;
      case BOUND_EXPR:
      case UNARY:
        return `${node.op}${this.node(node.expr)}`;
      case FIELD_REFERENCE:
        return this.#of.label(node.label) + (node.isOptional ? "?" : "");
      case LET_REFERENCE:
        return this.#labels.text(node.label);
      case VALUE_REFERENCE:
      case LABEL_REFERENCE:
        return this.#written(node, "LABEL");
      case DYNAMIC_REFERENCE:
        return this.node(node.label);
      case IMPORT_REFERENCE:
        return this.#of.label(this.#labels.string(node.path));
      case SELECTOR:
        return `${this.node(node.expr)}.${this.#of.label(node.label)}${node.isOptional ? "?" : ""}`;
      case INDEX:
        return `${this.node(node.expr)}[${this.node(node.index)}]${node.isOptional ? "?" : ""}`;
      case SLICE: {
        const low = node.low === undefined ? "" : this.node(node.low);
        const high = node.high === undefined ? "" : this.node(node.high);
        return `${this.node(node.expr)}[${low}:${high}]`;
      }
      case INTERPOLATION: {
        const quote = (node.kind & BYTES_KIND) !== 0 ? "'" : '"';
        return quote + node.parts.map((part, index) => this.#part(part, index)).join("") + quote;
      }
      case BINARY:
        return `(${this.node(node.left)} ${node.op} ${this.node(node.right)})`;
      case OPEN:
        return `${this.node(node.expr)}...`;
      case CALL:
        return `${this.node(node.fun)}(${this.#list(node.args, ", ")})`;
      case DISJUNCTION_EXPR: {
        const parts = node.disjuncts.map(({ expr, isDefault }) => {
          return (isDefault ? "*" : "") + this.node(expr);
        });
        return `(${parts.join("|")})`;
      }
      case COMPREHENSION: {
        const fallback = node.fallback === undefined ? "" : ` else ${this.#struct(node.fallback)}`;
        return (
          node.clauses.map((clause) => this.#clause(clause)).join("") +
          this.#struct(node.value) +
          fallback
        );
      }
      default:
        return this.#of.value(node);
    }
  }

  #part(part: Node, index: number): string {
    if (index % 2 === 1) return `\\(${this.node(part)})`;
    if (part.tag === STRING) return quoteString(part.value).slice(1, -1);
    return part.tag === BYTES ? quoteBytes(part.value).slice(1, -1) : "";
  }

  #clause(clause: Clause): string {
    switch (clause.tag) {
      case FOR_CLAUSE:
        return `for ${this.#labels.text(clause.key)}, ${this.#labels.text(clause.value)} in ${this.node(clause.source)} `;
      case IF_CLAUSE:
        return `if ${this.node(clause.condition)} `;
      case LET_CLAUSE:
        return `let ${this.#labels.text(clause.label)} = ${this.node(clause.expr)} `;
      default:
        return clause.expr === undefined
          ? "try "
          : `try ${this.#labels.text(clause.label)} = ${this.node(clause.expr)} `;
    }
  }
}

function mark(arcType: number): string {
  return arcType === REQUIRED ? "!" : arcType === OPTIONAL ? "?" : "";
}
