// A YAML 1.2 reader: block and flow collections, all scalar styles, anchors, tags and directives, read by recursive
// descent with the indentation of the surrounding collection as the only context.
import { parseBlockScalar, parseDoubleQuoted, parseSingleQuoted } from "./yaml-scalar.ts";
import { YamlError, type YamlEntry, type YamlNode } from "./yaml-node.ts";
import { YamlSource } from "./yaml-source.ts";

/** Where a node stands: in a block collection, as the value of a block key, or in a flow collection. */
type Context = "block" | "value" | "flow";

/** How deep collections may nest. */
const MAX_DEPTH = 1_000;

interface Properties {
  tag?: string;
  anchor?: string;
}

/** What precedes the content of a node. */
interface Lead {
  /** Properties on lines above the content. */
  outer: Properties;
  /** Properties on the line of the content. */
  inner: Properties;
  /** Whether the content begins a line, or follows the dash of a sequence: only then may it be a block. */
  isNewLine: boolean;
  /** The column of the first thing on the content's line that belongs to the node. */
  indent: number;
}

/** Reads the documents of a YAML stream one by one. */
export class YamlReader {
  private readonly source: YamlSource;
  private anchors = new Map<string, YamlNode | undefined>();
  private tagHandles = new Map<string, string>();
  private depth = 0;
  private hasDocument = false;

  constructor(text: string) {
    this.source = new YamlSource(text);
  }

  /** The comments met since the last call, in order. */
  takeComments(): readonly { readonly start: number; readonly end: number }[] {
    const { comments } = this.source;
    const taken = Array.from(comments, ([start, end]) => ({ start, end }));
    comments.clear();
    return taken.sort((a, b) => a.start - b.start);
  }

  /** The next document; undefined at the end of the stream. Throws {@link YamlError}. */
  next(): YamlNode | undefined {
    const s = this.source;
    this.anchors = new Map();
    this.tagHandles = new Map();
    let hasDirective = false;
    for (;;) {
      s.skipBlank();
      if (s.isEnd()) {
        if (hasDirective) throw this.fail("unexpected directive value. document not started");
        return undefined;
      }
      if (s.isDocumentMark("...")) {
        s.at += 3;
        this.skipRestOfLine();
        continue;
      }
      if (s.column() !== 0 || s.char() !== "%") break;
      hasDirective = true;
      this.directive();
    }
    let isExplicit = false;
    if (s.isDocumentMark("---")) {
      s.at += 3;
      isExplicit = true;
    } else if (hasDirective) {
      throw this.fail("unexpected directive value. document not started");
    } else if (this.hasDocument && !s.afterDocumentEnd) {
      throw this.fail("value is not allowed in this context");
    }
    this.hasDocument = true;
    s.afterDocumentEnd = false;
    const node = this.document(isExplicit);
    s.skipBlank();
    if (s.isDocumentMark("...")) {
      s.at += 3;
      this.skipRestOfLine();
      s.afterDocumentEnd = true;
    } else if (!s.isEnd() && !s.isDocumentMark("---")) {
      throw this.trailing(node);
    }
    return node;
  }

  /** The content of a document; an empty one stands where its marker does. */
  private document(isExplicit: boolean): YamlNode {
    const { line, column } = this.source.position();
    const node = this.node(-1, isExplicit ? "value" : "block");
    const isEmpty = node.kind === "scalar" && node.style === "plain" && node.value === "";
    return isExplicit && isEmpty ? { ...node, line, column: column - 3 } : node;
  }

  private trailing(node: YamlNode): YamlError {
    return this.fail(
      node.kind === "mapping" && this.source.column() === node.column - 1
        ? "non-map value is specified"
        : "value is not allowed in this context",
    );
  }

  private fail(message: string): YamlError {
    return new YamlError(this.source.line(), message);
  }

  private skipRestOfLine(): void {
    this.source.skipInlineSpace();
    if (!this.source.isLineEnd()) throw this.fail("value is not allowed in this context");
  }

  private directive(): void {
    const words = this.source.restOfLine().split(/[ \t]+/);
    if (words[0] === "%TAG" && words.length >= 3) {
      this.tagHandles.set(words[1] ?? "", words[2] ?? "");
    }
  }

  private empty(properties: Properties): YamlNode {
    const s = this.source;
    return this.anchored(properties, {
      kind: "scalar",
      style: "plain",
      value: "",
      tag: properties.tag,
      line: s.line(),
      column: s.column() + 1,
    });
  }

  private anchored(properties: Properties, node: YamlNode): YamlNode {
    if (properties.anchor !== undefined) this.anchors.set(properties.anchor, node);
    return node;
  }

  /** A node that must be indented more than `parentIndent`; an empty one if nothing more indented follows. */
  private node(parentIndent: number, context: Context): YamlNode {
    const s = this.source;
    if (++this.depth > MAX_DEPTH) throw this.fail("exceeded max depth");
    const lead: Lead = { outer: {}, inner: {}, isNewLine: context === "block", indent: 0 };
    const isFlow = context === "flow";
    if (s.skipBlank(isFlow)) lead.isNewLine = true;
    lead.indent = s.column();
    while (this.isIndented(parentIndent, context) && this.property(lead.inner)) {
      if (!s.skipBlank(isFlow)) continue;
      lead.outer = { ...lead.outer, ...lead.inner };
      lead.inner = {};
      lead.isNewLine = true;
      lead.indent = s.column();
    }
    const node = this.content(parentIndent, context, lead);
    this.depth--;
    return node;
  }

  private isIndented(parentIndent: number, context: Context): boolean {
    const s = this.source;
    return !s.isEnd() && (context === "flow" || s.column() > parentIndent) && !s.isDocumentEdge();
  }

  private content(parentIndent: number, context: Context, lead: Lead): YamlNode {
    const s = this.source;
    const properties = { ...lead.outer, ...lead.inner };
    if (!this.isIndented(parentIndent, context)) {
      // A sequence may stand as far to the left as the key whose value it is.
      const isSequence =
        context === "value" && lead.isNewLine && s.column() === parentIndent && s.isDash();
      return isSequence && !s.isEnd() && !s.isDocumentEdge()
        ? this.blockSequence(parentIndent, properties)
        : this.empty(properties);
    }
    if (context === "flow") return this.atom(parentIndent, context, properties);
    const char = s.char();
    if (s.isDash()) {
      if (!lead.isNewLine) {
        throw this.fail("block sequence entries are not allowed in this context");
      }
      return this.blockSequence(s.column(), properties);
    }
    if (s.isIndicator("?")) {
      if (!lead.isNewLine) throw this.fail("mapping value is not allowed in this context");
      return this.blockMapping(s.column(), properties, undefined);
    }
    if (char === "|" || char === ">") {
      const { line, column } = s.position();
      const value = parseBlockScalar(s, parentIndent);
      const tag = properties.tag;
      return this.anchored(properties, {
        kind: "scalar",
        style: "block",
        value,
        tag,
        line,
        column,
      });
    }
    return this.inline(parentIndent, context, lead);
  }

  /** A flow collection, quoted or plain scalar or alias; or the mapping of which it is the first key. */
  private inline(parentIndent: number, context: Context, lead: Lead): YamlNode {
    const s = this.source;
    const startLine = s.line();
    const start = s.at;
    // Properties on the line of a key are the key's, those above it the mapping's.
    const node = s.isIndicator(":")
      ? this.empty(lead.inner)
      : this.atom(parentIndent, context, lead.inner);
    s.skipInlineSpace();
    if (!s.isIndicator(":")) {
      this.checkAfterInline(context, node);
      if (lead.outer.tag === undefined && lead.outer.anchor === undefined) return node;
      s.at = start;
      return this.atom(parentIndent, context, { ...lead.outer, ...lead.inner });
    }
    if (s.line() !== startLine || start === s.at) {
      throw new YamlError(
        startLine,
        lead.isNewLine ? "unexpected key name" : "mapping value is not allowed in this context",
      );
    }
    if (!lead.isNewLine) {
      throw this.fail(
        node.kind === "scalar"
          ? "mapping value is not allowed in this context"
          : "found an invalid key for this map",
      );
    }
    return this.blockMapping(lead.indent, lead.outer, node);
  }

  private checkAfterInline(context: Context, node: YamlNode): void {
    const s = this.source;
    if (s.isLineEnd()) return;
    if (context === "value" && node.kind === "scalar") {
      throw this.fail("value is not allowed in this context. map key-value is pre-defined");
    }
    throw this.fail("value is not allowed in this context");
  }

  /** Something that stands on its own inside a line. */
  private atom(parentIndent: number, context: Context, properties: Properties): YamlNode {
    const s = this.source;
    const { line, column } = s.position();
    const char = s.char();
    const base = { tag: properties.tag, line, column };
    switch (char) {
      case "[":
        return this.anchoredLate(properties, () => ({
          kind: "sequence",
          items: this.flowSequence(),
          ...base,
        }));
      case "{":
        return this.anchoredLate(properties, () => ({
          kind: "mapping",
          entries: this.flowMapping(),
          ...base,
        }));
      case '"':
        return this.anchored(properties, {
          kind: "scalar",
          style: "quoted",
          value: parseDoubleQuoted(s),
          ...base,
        });
      case "'":
        return this.anchored(properties, {
          kind: "scalar",
          style: "quoted",
          value: parseSingleQuoted(s),
          ...base,
        });
      case "*":
        return this.alias(base);
      case "@":
      case "`":
        throw this.fail(`'${char}' is a reserved character`);
      case "%":
        throw this.fail("unexpected directive value. document not started");
      case "]":
        throw this.fail("could not find '[' character corresponding to ']'");
      case "&":
      case "!": {
        const inner: Properties = {};
        while (this.property(inner)) s.skipInlineSpace();
        if (s.isLineEnd() || s.isIndicator(":")) return this.empty(inner);
        return this.atom(parentIndent, context, inner);
      }
      default:
        // A brace that closes nothing is text.
        if (char === "}" && context === "flow") throw this.unexpected();
        return this.anchored(properties, {
          kind: "scalar",
          style: "plain",
          value: s.plainScalar(parentIndent, context === "flow"),
          ...base,
        });
    }
  }

  /** An anchored collection: known by name, but not usable, while it is read. */
  private anchoredLate(properties: Properties, read: () => YamlNode): YamlNode {
    if (properties.anchor !== undefined) this.anchors.set(properties.anchor, undefined);
    return this.anchored(properties, read());
  }

  private alias(base: { readonly line: number; readonly column: number }): YamlNode {
    const name = this.source.word(1);
    if (!this.anchors.has(name)) {
      throw new YamlError(base.line, `unknown anchor '${name}' referenced`);
    }
    return { kind: "alias", name, target: this.anchors.get(name), ...base, tag: undefined };
  }

  /** Reads a tag or an anchor, if there is one here. */
  private property(properties: Properties): boolean {
    const s = this.source;
    const char = s.char();
    if (char === "&") {
      properties.anchor = s.word(1);
      return true;
    }
    if (char !== "!") return false;
    properties.tag = this.resolveTag(s.tag());
    return true;
  }

  private resolveTag(tag: string): string {
    // A verbatim tag is none that cue knows.
    if (tag.startsWith("!<")) return tag;
    const handle = /^!(?:[0-9A-Za-z-]*!)?/.exec(tag)?.[0] ?? "";
    const prefix = this.tagHandles.get(handle);
    return prefix === undefined ? tag : shortTag(prefix + tag.slice(handle.length));
  }

  private blockSequence(indent: number, properties: Properties): YamlNode {
    const s = this.source;
    const { line, column } = s.position();
    return this.anchoredLate(properties, () => {
      const items: YamlNode[] = [];
      while (s.column() === indent && s.isDash() && !s.isEnd() && !s.isDocumentEdge()) {
        s.at++;
        items.push(this.node(indent, "block"));
        s.skipBlank();
      }
      if (!s.isEnd() && s.column() > indent) throw this.unexpected();
      return { kind: "sequence", items, tag: properties.tag, line, column };
    });
  }

  private unexpected(): YamlError {
    return this.fail("value is not allowed in this context");
  }

  private blockMapping(
    indent: number,
    properties: Properties,
    firstKey: YamlNode | undefined,
  ): YamlNode {
    const s = this.source;
    const line = firstKey?.line ?? s.line();
    return this.anchoredLate(properties, () => {
      const entries: YamlEntry[] = [];
      let key = firstKey;
      for (;;) {
        if (key === undefined && s.isIndicator("?")) {
          s.at++;
          const explicit = this.node(indent, "block");
          s.skipBlank();
          const hasValue = s.column() === indent && s.isIndicator(":");
          if (hasValue) s.at++;
          entries.push({
            key: explicit,
            value: hasValue ? this.node(indent, "block") : this.empty({}),
          });
        } else {
          key ??= this.blockKey(indent);
          s.at++;
          entries.push({ key, value: this.node(indent, "value") });
        }
        key = undefined;
        s.skipBlank();
        if (s.isEnd() || s.column() !== indent || s.isDocumentEdge()) break;
      }
      if (!s.isEnd() && s.column() > indent) throw this.unexpected();
      return { kind: "mapping", entries, tag: properties.tag, line, column: indent + 1 };
    });
  }

  /** A key up to its colon. */
  private blockKey(indent: number): YamlNode {
    const s = this.source;
    const line = s.line();
    if (s.isDash()) throw this.fail("non-map value is specified");
    const properties: Properties = {};
    while (this.property(properties)) s.skipInlineSpace();
    const key = s.isIndicator(":")
      ? this.empty(properties)
      : this.atom(indent, "value", properties);
    s.skipInlineSpace();
    if (!s.isIndicator(":") || s.line() !== line) {
      throw new YamlError(line, "non-map value is specified");
    }
    return key;
  }

  private flowSequence(): readonly YamlNode[] {
    const s = this.source;
    const items: YamlNode[] = [];
    const line = s.line();
    s.at++;
    for (;;) {
      s.skipBlank(true);
      this.checkFlowEnd(line, "sequence end token ']' not found");
      if (s.char() === "]") break;
      if (s.char() === ",") throw this.fail("expected sequence element, but found ','");
      const start = s.at;
      items.push(this.flowItem());
      s.skipBlank(true);
      this.checkKeyBelow(start);
      this.checkFlowEnd(line, "sequence end token ']' not found");
      if (s.char() === ",") s.at++;
      else if (s.char() !== "]") throw this.fail("',' or ']' must be specified");
    }
    s.at++;
    return items;
  }

  /** An entry of a mapping on a line of its own, after an item, was read as its continuation: the list was not closed. */
  private checkKeyBelow(start: number): void {
    const s = this.source;
    const item = s.text.slice(start, s.at);
    const key = /\n[ \t]*[^\s"'#,[\]{}:]+[ \t]*:(?:\s|$)/.exec(item);
    if (key === null || /^["']/.test(item) || /[[{]/.test(item.slice(0, key.index))) return;
    s.at = start + key.index + 1;
    throw this.fail("',' or ']' must be specified");
  }

  private checkFlowEnd(line: number, message: string): void {
    if (this.source.isEnd() || this.source.isDocumentEdge()) throw new YamlError(line, message);
  }

  /** An item of a flow sequence: a node, or a single pair `key: value`. */
  private flowItem(): YamlNode {
    const s = this.source;
    const { line, column } = s.position();
    const isExplicit = s.isIndicator("?");
    if (isExplicit) s.at++;
    const key = s.isIndicator(":") ? this.empty({}) : this.node(-1, "flow");
    s.skipBlank(true);
    if (!isExplicit && !s.isFlowColon(key)) return key;
    const value = this.flowValue(key);
    return { kind: "mapping", entries: [{ key, value }], tag: undefined, line, column };
  }

  /** What follows a key of a flow collection: a value after a colon, or nothing. */
  private flowValue(key: YamlNode): YamlNode {
    const s = this.source;
    if (!s.isFlowColon(key)) return this.empty({});
    s.at++;
    s.skipBlank(true);
    const char = s.char();
    return char === "," || char === "]" || char === "}" ? this.empty({}) : this.node(-1, "flow");
  }

  private flowMapping(): readonly YamlEntry[] {
    const s = this.source;
    const entries: YamlEntry[] = [];
    const line = s.line();
    const missing = "could not find flow mapping end token '}'";
    s.at++;
    for (;;) {
      s.skipBlank(true);
      this.checkFlowEnd(line, missing);
      if (s.char() === "}") break;
      if (s.char() === ",") {
        s.at++;
        continue;
      }
      if (s.isIndicator("?")) s.at++;
      s.skipBlank(true);
      const key = s.isIndicator(":") ? this.empty({}) : this.node(-1, "flow");
      s.skipBlank(true);
      entries.push({ key, value: this.flowValue(key) });
      s.skipBlank(true);
      this.checkFlowEnd(line, missing);
      if (s.char() === ",") s.at++;
      else if (s.char() !== "}") throw this.fail(missing);
    }
    s.at++;
    return entries;
  }
}

const CORE_PREFIX = "tag:yaml.org,2002:";

function shortTag(tag: string): string {
  return tag.startsWith(CORE_PREFIX) ? `!!${tag.slice(CORE_PREFIX.length)}` : tag;
}
