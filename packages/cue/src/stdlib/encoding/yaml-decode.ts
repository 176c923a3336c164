// From YAML nodes to values: the types of plain scalars, tags, merge keys and aliases as cue decodes them.
import { BuiltinError, type Result, StructData } from "../builtin.ts";
import { readNumber } from "../strconv/number.ts";
import { quote } from "../strconv/quote.ts";
import { decodeBase64 } from "./base64.ts";
import { YamlError, type YamlEntry, type YamlNode, type YamlScalar } from "./yaml-node.ts";
import { YamlReader } from "./yaml-parse.ts";

/** How many nodes aliases may expand to in a document. */
const MAX_ALIAS_NODES = 50_000;

const INTEGER = /^[-+]?(?:0|[1-9][0-9]*|0b[01]+|0o?[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT = /^[-+]?(?:(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)$/;

/** Plain scalars that are no strings. */
export const WORDS: ReadonlyMap<string, null | boolean> = new Map<string, null | boolean>([
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
]);

/** Infinities and NaN: CUE has no such numbers, so that reading one is an error. */
export const SPECIAL_FLOATS: ReadonlyMap<string, string> = new Map([
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((s): [string, string] => [s, "+Inf"]),
  ...["-.inf", "-.Inf", "-.INF"].map((s): [string, string] => [s, "Inf"]),
  ...[".nan", ".NaN", ".NAN"].map((s): [string, string] => [s, "NaN"]),
]);

/** Whether a plain scalar is a number, and which. */
export function numberKind(text: string): "int" | "float" | undefined {
  const code = text.charCodeAt(0);
  // Digits, signs and the dot are the only ways to begin a number.
  if (!((code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46)) return undefined;
  const plain = text.includes("_") ? text.replaceAll("_", "") : text;
  if (INTEGER.test(plain)) return "int";
  return FLOAT.test(plain) ? "float" : undefined;
}

/** YAML 1.1's octal `0777` as CUE writes it. */
export function cueNumber(text: string): string {
  return /^[+-]?0[0-7_]+$/.test(text) ? text.replace(/^([+-]?)0/, "$10o") : text;
}

class Decoder {
  private readonly expanding = new Set<YamlNode | undefined>();
  private aliasDepth = 0;
  private aliasNodes = 0;

  value(node: YamlNode): Result {
    if (this.aliasDepth > 0 && ++this.aliasNodes > MAX_ALIAS_NODES) {
      throw new YamlError(node.line, `aliases expand to more than ${MAX_ALIAS_NODES} nodes`);
    }
    switch (node.kind) {
      case "scalar":
        return node.tag === undefined ? plainValue(node) : this.tagged(node, node.tag);
      case "sequence":
        return node.items.map((item) => this.value(item));
      case "mapping":
        return this.mapping(node.entries);
      case "alias":
        return this.withTarget(node, (target) => this.value(target));
    }
  }

  private withTarget<T>(node: YamlNode & { kind: "alias" }, use: (target: YamlNode) => T): T {
    const { target } = node;
    if (target === undefined || this.expanding.has(target)) {
      throw new YamlError(node.line, `anchor ${quote(node.name)} value contains itself`);
    }
    this.expanding.add(target);
    this.aliasDepth++;
    const result = use(target);
    this.aliasDepth--;
    this.expanding.delete(target);
    return result;
  }

  private mapping(entries: readonly YamlEntry[]): StructData {
    const labels: string[] = [];
    const values: Result[] = [];
    const hasMerge = entries.some((entry) => isMergeKey(entry.key));
    if (!hasMerge) {
      for (const entry of entries) {
        labels.push(this.label(entry.key));
        values.push(this.value(entry.value));
      }
      return new StructData(labels, values);
    }
    const merged = new StructData(labels, values);
    // Own fields whose place a merged one has taken.
    const own = new Map<string, boolean>();
    for (const { key } of entries) if (!isMergeKey(key)) own.set(this.label(key), false);
    this.addEntries(entries, merged, own, false);
    return merged;
  }

  private addEntries(
    entries: readonly YamlEntry[],
    into: StructData,
    own: Map<string, boolean>,
    isMerged: boolean,
  ): void {
    for (const { key, value } of entries) {
      if (isMergeKey(key)) {
        this.merge(value, into, own);
        continue;
      }
      const label = this.label(key);
      const index = into.labels.indexOf(label);
      if (isMerged) {
        // What is merged later takes the place of what was merged before, and own fields that of both.
        const isOwn = own.has(label);
        if (index < 0) {
          into.set(label, isOwn ? null : this.value(value));
          if (isOwn) own.set(label, true);
        } else if (!isOwn) into.values[index] = this.value(value);
      } else if (own.get(label) === true) {
        into.values[index] = this.value(value);
        own.set(label, false);
      } else into.set(label, this.value(value));
    }
  }

  private merge(node: YamlNode, into: StructData, own: Map<string, boolean>): void {
    if (node.kind === "mapping") this.addEntries(node.entries, into, own, true);
    else if (node.kind === "alias")
      this.withTarget(node, (target) => this.merge(target, into, own));
    else if (node.kind === "sequence") {
      // From the last to the first, since earlier ones take precedence.
      for (const item of node.items.toReversed()) this.merge(item, into, own);
    } else {
      throw new YamlError(node.line, "map merge requires map or sequence of maps as the value");
    }
  }

  private label(node: YamlNode): string {
    if (node.kind === "alias") return this.withTarget(node, (target) => this.label(target));
    if (node.kind !== "scalar") throw new YamlError(node.line, "found an invalid key for this map");
    if (node.tag !== undefined) {
      const value = this.tagged(node, node.tag);
      if (typeof value === "string") return value;
      return value instanceof Uint8Array ? node.value : String(value);
    }
    if (node.style !== "plain") return node.value;
    const word = WORDS.get(node.value);
    if (word !== undefined) return String(word);
    if (numberKind(node.value) === undefined) return node.value;
    if (node.value.startsWith("-")) throw new YamlError(node.line, `invalid label ${node.value}`);
    return cueNumber(node.value);
  }

  private tagged(node: YamlScalar, tag: string): Result {
    // A tag on nothing leaves nothing.
    if (node.style === "plain" && node.value === "") return null;
    switch (tag) {
      case "!":
        return plainValue(node);
      case "!!str":
      case "!!timestamp":
        return node.value;
      case "!!binary":
        try {
          return decodeBase64(node.value.trim());
        } catch (err) {
          if (!(err instanceof BuiltinError)) throw err;
          throw new YamlError(node.line, "!!binary value contains invalid base64 data");
        }
      case "!!bool":
        return WORDS.get(node.value) === true;
      case "!!int":
        return numberValue(node, node.value, "!!int");
      case "!!float":
        return numberValue(node, node.value, "!!float");
      case "!!null":
        return null;
      case "!!seq":
      case "!!map":
        return plainValue(node);
      default:
        throw new YamlError(node.line, `cannot unmarshal tag ${quote(tag)}`);
    }
  }
}

/** Whether a key asks to merge its value: `<<`. */
export function isMergeKey(key: YamlNode): boolean {
  if (key.kind !== "scalar" || key.value !== "<<") return false;
  if (key.tag === undefined) return key.style === "plain";
  return key.tag === "!!merge" || key.tag === "!<tag:yaml.org,2002:merge>";
}

function numberValue(node: YamlScalar, text: string, tag: "!!int" | "!!float"): Result {
  const literal = cueNumber(text);
  const number = readNumber(literal);
  const fail = (problem: string): YamlError =>
    new YamlError(node.line, `cannot decode ${quote(literal)} as ${tag}: ${problem}`);
  if (typeof number === "string") throw fail(number);
  if (number.isInt) return number.value.toBigInt();
  if (tag === "!!int") throw fail("not a literal number");
  return number.value.isZero ? number.value.abs() : number.value;
}

function plainValue(node: YamlScalar): Result {
  const text = node.value;
  if (node.style !== "plain") return text;
  const code = text.charCodeAt(0);
  if (code >= 48 && code <= 57 && text.length <= 15 && /^(?:0|[1-9][0-9]*)$/.test(text)) {
    return Number(text);
  }
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const special = SPECIAL_FLOATS.get(text);
  if (special !== undefined) {
    throw new BuiltinError(`parse error: illegal number start "${special}"`);
  }
  const kind = numberKind(text);
  if (kind === undefined) return text;
  return numberValue(node, text, kind === "int" ? "!!int" : "!!float");
}

/** A document of a YAML stream. */
export interface YamlDocument {
  readonly value: Result;
  readonly line: number;
  readonly column: number;
}

/**
 * The documents of a YAML text, one after the other; none for a text without content. Throws a `BuiltinError` whose
 * text begins with the file name and the line.
 */
export function* decodeYaml(text: string, filename = ""): Generator<YamlDocument, void> {
  const reader = new YamlReader(text);
  try {
    for (;;) {
      const node = reader.next();
      if (node === undefined) return;
      yield { value: new Decoder().value(node), line: node.line, column: node.column };
    }
  } catch (err) {
    if (err instanceof YamlError) throw new BuiltinError(`${filename}:${err.line}: ${err.message}`);
    throw err;
  }
}
