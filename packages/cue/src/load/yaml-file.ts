// YAML documents as syntax trees: every node stands where the text has it, numbers and comments are kept.
// cue: internal/encoding/yaml.
import {
  type BasicLit,
  type CommentGroup,
  type Declaration,
  type Expression,
  type Field,
  type Ident,
  NO_COMMENTS,
  NO_POS,
  Spacing,
  type StructLit,
} from "../ast/ast.ts";
import { basicLit, bytesLit, stringLit } from "../ast/build.ts";
import { CueError } from "../errors/cue-error.ts";
import { quoteString } from "../literal/quote.ts";
import { parseNumber } from "../literal/number.ts";
import { decodeBase64 } from "../stdlib/encoding/base64.ts";
import { BuiltinError } from "../stdlib/builtin.ts";
import {
  cueNumber,
  isMergeKey,
  numberKind,
  SPECIAL_FLOATS,
  WORDS,
} from "../stdlib/encoding/yaml-decode.ts";
import {
  YamlError,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from "../stdlib/encoding/yaml-node.ts";
import { YamlReader } from "../stdlib/encoding/yaml-parse.ts";
import { labelNeedsQuotes } from "../token/chars.ts";
import type { Source } from "../token/source.ts";

/** How many nodes aliases may expand to in a document. */
const MAX_ALIAS_NODES = 50_000;

/** Makes the trees of documents. */
export type ConverterOf = new (source: Source, reader: YamlReader) => YamlConverter;

/** The documents of a YAML text. Throws a {@link CueError} for what is none. */
export function* yamlDocuments(
  source: Source,
  Converter: ConverterOf = YamlConverter,
): Generator<Expression, void> {
  const reader = new YamlReader(source.text);
  let isEmpty = true;
  for (;;) {
    const expr = guarded(source, () => {
      const node = reader.next();
      return node === undefined ? undefined : new Converter(source, reader).document(node);
    });
    if (expr === undefined) break;
    isEmpty = false;
    yield expr;
  }
  // A text without content may be anything, and is null if nobody says what.
  if (isEmpty) yield emptyDocument();
}

function emptyDocument(): Expression {
  const place = { start: 0, end: 0, comments: NO_COMMENTS };
  const left = {
    kind: "UnaryExpr" as const,
    ...place,
    operator: "*" as const,
    expr: { ...basicLit("null", "null"), ...place },
  };
  const right = { kind: "Ident" as const, ...place, name: "_" };
  return { kind: "BinaryExpr", ...place, left, operator: "|", operatorStart: 0, right };
}

function guarded<T>(source: Source, run: () => T): T {
  try {
    return run();
  } catch (err) {
    if (err instanceof YamlError) {
      // The reader of YAML knows lines only; the reference puts them into the message.
      const message = `${source.filename}:${err.line}: ${err.message}`;
      throw new CueError({ code: "syntax", message });
    }
    throw err;
  }
}

/** A comment of the text. */
export interface TextComment {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly ownLine: boolean;
}

/** Makes trees whose nodes stand where the text has them. */
export class YamlConverter {
  protected readonly source: Source;
  readonly #expanding: Set<YamlNode> = new Set();
  /** Those that no node has yet. */
  protected readonly textComments: TextComment[];
  protected aliasDepth: number = 0;
  #aliasNodes = 0;

  constructor(source: Source, reader: YamlReader) {
    this.source = source;
    this.textComments = reader.takeComments().map(({ start, end }) => {
      const line = source.line(start);
      const before = source.text.slice(source.lineStart(line), start);
      return { start, end, line, ownLine: before.trim() === "" };
    });
  }

  /** The tree of a document. */
  document(node: YamlNode): Expression {
    const expr = this.value(node);
    const rest = this.groups(this.textComments.splice(0));
    return rest.length === 0 ? expr : withTrailing(expr, rest);
  }

  protected offset(node: { readonly line: number; readonly column: number }): number {
    return this.source.lineStart(node.line) + node.column - 1;
  }

  protected place(node: YamlNode): {
    start: number;
    end: number;
    comments: readonly CommentGroup[];
  } {
    const start = this.offset(node);
    return { start, end: start, comments: NO_COMMENTS };
  }

  protected value(node: YamlNode): Expression {
    if (this.aliasDepth > 0 && ++this.#aliasNodes > MAX_ALIAS_NODES) {
      throw new YamlError(node.line, `aliases expand to more than ${MAX_ALIAS_NODES} nodes`);
    }
    switch (node.kind) {
      case "scalar":
        return node.tag === undefined ? this.#plain(node) : this.#tagged(node, node.tag);
      case "sequence":
        return this.sequence(node);
      case "mapping":
        return this.mapping(node, node.entries);
      case "alias":
        return this.withTarget(node, (target) => this.value(target));
    }
  }

  protected sequence(node: YamlNode & { kind: "sequence" }): Expression {
    const elements = node.items.map((item) =>
      // The comments above a mapping are those of its first entry.
      item.kind === "mapping" && this.source.text[this.offset(item)] !== "{"
        ? this.value(item)
        : this.commented(item.line, item, () => this.value(item)),
    );
    const start = this.offset(node);
    const isFlow = this.source.text[start] === "[";
    return {
      kind: "ListLit",
      ...this.place(node),
      open: isFlow ? start : NO_POS,
      elements,
      close: NO_POS,
      commas: true,
    };
  }

  protected withTarget<T>(node: YamlNode & { kind: "alias" }, use: (target: YamlNode) => T): T {
    const { target } = node;
    if (target === undefined || this.#expanding.has(target)) {
      throw new YamlError(node.line, `anchor ${JSON.stringify(node.name)} value contains itself`);
    }
    this.#expanding.add(target);
    this.aliasDepth++;
    const result = use(target);
    this.aliasDepth--;
    this.#expanding.delete(target);
    return result;
  }

  protected mapping(node: YamlNode, entries: readonly YamlEntry[]): StructLit {
    const start = this.offset(node);
    const isFlow = this.source.text[start] === "{";
    return {
      kind: "StructLit",
      ...this.place(node),
      open: isFlow ? start : NO_POS,
      elements: this.declarations(entries),
      close: isFlow ? start : NO_POS,
    };
  }

  /** The entries of a mapping as fields, with what is merged in. */
  protected declarations(entries: readonly YamlEntry[]): Declaration[] {
    if (entries.some(({ key }) => isMergeKey(key))) {
      const own = new Set<string>();
      for (const { key } of entries) if (!isMergeKey(key)) own.add(this.labelText(key));
      const fields = new Map<string, Field[]>();
      this.#addEntries(entries, fields, own, false);
      return [...fields.values()].flat();
    }
    return entries.map((entry) => this.field(entry));
  }

  #addEntries(
    entries: readonly YamlEntry[],
    into: Map<string, Field[]>,
    own: ReadonlySet<string>,
    isMerged: boolean,
  ): void {
    for (const entry of entries) {
      if (isMergeKey(entry.key)) {
        this.#merge(entry.value, into, own);
        continue;
      }
      const label = this.labelText(entry.key);
      if (isMerged && own.has(label)) continue;
      const field = this.field(entry);
      const existing = into.get(label);
      // What is merged later takes the place of what was merged before.
      if (existing === undefined || isMerged) into.set(label, [field]);
      else existing.push(field);
    }
  }

  #merge(node: YamlNode, into: Map<string, Field[]>, own: ReadonlySet<string>): void {
    if (node.kind === "mapping") this.#addEntries(node.entries, into, own, true);
    else if (node.kind === "alias")
      this.withTarget(node, (target) => this.#merge(target, into, own));
    else if (node.kind === "sequence") {
      // From the last to the first, since earlier ones take precedence.
      for (const item of node.items.toReversed()) this.#merge(item, into, own);
    } else
      throw new YamlError(node.line, "map merge requires map or sequence of maps as the value");
  }

  protected field({ key, value }: YamlEntry): Field {
    return this.commented(key.line, value, () => {
      const label = this.label(key);
      const place = { start: label.start, end: label.end, comments: NO_COMMENTS };
      return {
        kind: "Field",
        ...place,
        label,
        alias: undefined,
        constraint: "",
        colon: NO_POS,
        value: this.value(value),
        attributes: [],
      };
    });
  }

  /** Makes a node with the comments above it, and that on the line where it ends. */
  protected commented<T extends Expression | Field>(
    line: number,
    content: YamlNode,
    make: () => T,
  ): T {
    if (this.textComments.length === 0 || this.aliasDepth > 0) return make();
    const above: TextComment[] = [];
    while ((this.textComments[0]?.line ?? Number.POSITIVE_INFINITY) < line) {
      above.push(this.textComments.shift() as TextComment);
    }
    const own = make();
    const beside: TextComment[] = [];
    const next = this.textComments[0];
    const last = content.kind === "scalar" ? this.source.line(this.offset(content)) : line;
    if (next !== undefined && !next.ownLine && next.line <= last) {
      beside.push(this.textComments.shift() as TextComment);
    }
    if (above.length === 0 && beside.length === 0) return own;
    const comments = [
      ...this.groups(above),
      ...beside.map((comment) => this.group([comment], false)),
    ];
    return { ...own, comments: [...comments, ...own.comments] };
  }

  /** Comments on adjacent lines are one group. */
  protected groups(comments: readonly TextComment[]): CommentGroup[] {
    const groups: TextComment[][] = [];
    for (const comment of comments) {
      const last = groups.at(-1);
      if (last !== undefined && last.at(-1)?.line === comment.line - 1) last.push(comment);
      else groups.push([comment]);
    }
    return groups.map((group) => this.group(group, true));
  }

  protected group(comments: readonly TextComment[], isDoc: boolean): CommentGroup {
    const start = comments[0]?.start ?? NO_POS;
    const end = comments.at(-1)?.end ?? NO_POS;
    return {
      kind: "CommentGroup",
      start,
      end,
      comments: [],
      isDoc,
      isLine: !isDoc,
      position: isDoc ? 0 : 4,
      spacing: isDoc ? this.#spacingBefore(start) : Spacing.blank,
      list: comments.map((comment) => ({
        kind: "Comment",
        start: comment.start,
        end: comment.end,
        text: `//${this.source.text.slice(comment.start + 1, comment.end).trimEnd()}`,
      })),
    };
  }

  #spacingBefore(offset: number): Spacing {
    const gap = /[ \t\r\n]*$/.exec(this.source.text.slice(0, offset))?.[0] ?? "";
    const lines = gap.split("\n").length - 1;
    return lines > 1 ? Spacing.newSection : Spacing.newLine;
  }

  protected label(node: YamlNode): Ident | BasicLit {
    const text = this.labelText(node);
    const place = this.place(node);
    return labelNeedsQuotes(text)
      ? { ...basicLit("string", quoteString(text)), ...place }
      : { kind: "Ident", ...place, name: text };
  }

  protected labelText(node: YamlNode): string {
    if (node.kind === "alias") return this.withTarget(node, (target) => this.labelText(target));
    if (node.kind !== "scalar") throw new YamlError(node.line, "found an invalid key for this map");
    if (node.tag !== undefined && node.tag !== "!") {
      const value = this.#tagged(node, node.tag);
      if (value.kind === "BasicLit" && value.literal !== "string") return value.text;
      return node.value;
    }
    if (node.style !== "plain") return node.value;
    const word = WORDS.get(node.value);
    if (word !== undefined) return String(word);
    if (numberKind(node.value) === undefined) return node.value;
    if (node.value.startsWith("-")) throw new YamlError(node.line, `invalid label ${node.value}`);
    return cueNumber(node.value);
  }

  #plain(node: YamlScalar): Expression {
    const text = node.value;
    if (node.style !== "plain") return this.#string(node);
    const word = WORDS.get(text);
    if (word !== undefined) {
      const literal = word === null ? "null" : word ? "true" : "false";
      return { ...basicLit(literal, literal), ...this.place(node) };
    }
    const special = SPECIAL_FLOATS.get(text);
    if (special !== undefined) throw new YamlError(node.line, `illegal number start "${special}"`);
    const kind = numberKind(text);
    return kind === undefined ? this.#string(node) : this.#number(node, text, kind);
  }

  #string(node: YamlScalar): Expression {
    const literal = stringLit(node.value, {
      multilineTabs: 1,
      optionalHashes: true,
    });
    return { ...literal, ...this.place(node) };
  }

  #number(node: YamlScalar, text: string, kind: "int" | "float"): Expression {
    const place = this.place(node);
    const isNegative = text.startsWith("-");
    const digits = cueNumber(text).replace(/^[-+]/, "");
    const number = parseNumber(digits);
    if (!number.ok) {
      const as = kind === "int" ? "!!int" : "!!float";
      throw new YamlError(
        node.line,
        `cannot decode ${JSON.stringify(text)} as ${as}: ${number.message}`,
      );
    }
    const literal: BasicLit = { ...basicLit(number.isInt ? "int" : "float", digits), ...place };
    const signed: Expression = isNegative
      ? { kind: "UnaryExpr", ...place, operator: "-", expr: { ...literal, start: NO_POS } }
      : literal;
    if (kind === "int" || !number.isInt) return signed;
    // What is a float in YAML is a number in CUE; an integer literal needs to be told so.
    return {
      kind: "BinaryExpr",
      ...place,
      left: { kind: "Ident", ...place, name: "number" },
      operator: "&",
      operatorStart: NO_POS,
      right: { ...signed, start: NO_POS },
    };
  }

  #tagged(node: YamlScalar, tag: string): Expression {
    const place = this.place(node);
    switch (tag) {
      case "!":
      case "!!seq":
      case "!!map":
        return this.#plain(node);
      case "!!str":
      case "!!timestamp":
        return node.style === "plain" && node.value === "" && tag === "!!str"
          ? { ...basicLit("null", "null"), ...place }
          : this.#string(node);
      case "!!binary":
        try {
          return { ...bytesLit(decodeBase64(node.value)), ...place };
        } catch (err) {
          if (!(err instanceof BuiltinError)) throw err;
          throw new YamlError(node.line, "!!binary value contains invalid base64 data");
        }
      case "!!bool": {
        const literal = WORDS.get(node.value) === true ? "true" : "false";
        return { ...basicLit(literal, literal), ...place };
      }
      case "!!int":
        return this.#number(node, node.value, "int");
      case "!!float":
        return this.#number(node, node.value, "float");
      case "!!null":
        return { ...basicLit("null", "null"), ...place };
      default:
        throw new YamlError(node.line, `cannot unmarshal tag ${JSON.stringify(tag)}`);
    }
  }
}

/** Comments after the last entry stay behind it. */
function withTrailing(expr: Expression, comments: readonly CommentGroup[]): Expression {
  if (expr.kind !== "StructLit" || expr.open !== NO_POS) {
    return { ...expr, comments: [...comments, ...expr.comments] };
  }
  return { ...expr, elements: [...expr.elements, ...comments] };
}
