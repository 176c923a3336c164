import type { BuiltinError } from "../builtin.ts";
import { parseFloatText } from "../strconv/float.ts";
import { parseInteger } from "../strconv/integer.ts";
import { quote } from "../strconv/quote.ts";
import { unquoteGo } from "./go-literal.ts";
import { FUNCTION_NAMES } from "./template-functions.ts";
import { lexTemplate, syntaxError, type TemplateToken } from "./template-lex.ts";
import type {
  Command,
  Operand,
  Pipe,
  TemplateNode,
  TemplatePlace,
  TemplateSet,
} from "./template-node.ts";

/** What ended a list of nodes. */
type ListEnd = "end" | "else" | "eof";

const KEYWORDS = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "nil",
  "template",
  "with",
]);

/** Operands that cannot take an argument from a pipeline. */
const NOT_EXECUTABLE = new Set(["literal", "dot", "nil"]);

class TemplateParser {
  private readonly tokens: readonly TemplateToken[];
  private readonly lineStarts: readonly number[];
  private readonly templates = new Map<string, readonly TemplateNode[]>();
  private at = 0;
  private variables: string[] = ["$"];
  private rangeDepth = 0;

  constructor(source: string) {
    this.tokens = lexTemplate(source);
    this.lineStarts = [0, ...Array.from(source.matchAll(/\n/g), (match) => match.index + 1)];
  }

  parse(): TemplateSet {
    const nodes: TemplateNode[] = [];
    const end = this.list(nodes, true);
    if (end !== "eof") throw this.fail(`unexpected {{${end}}}`);
    this.templates.set("", nodes);
    return this.templates;
  }

  private peek(): TemplateToken {
    return this.tokens[this.at] as TemplateToken;
  }

  private next(): TemplateToken {
    return this.tokens[this.at++] as TemplateToken;
  }

  private skipSpace(): TemplateToken {
    if (this.peek().kind === "space") this.at++;
    return this.peek();
  }

  private fail(message: string): BuiltinError {
    const line = (this.tokens[this.at] ?? this.tokens.at(-1))?.line ?? 1;
    return syntaxError(line, message);
  }

  private unexpected(token: TemplateToken, context: string): BuiltinError {
    if (token.kind === "end") return syntaxError(token.line, "unclosed action");
    const isKeyword =
      token.kind === "dot" || (token.kind === "identifier" && KEYWORDS.has(token.text));
    const long =
      token.text.length > 10 ? `${quote(token.text.slice(0, 10))}...` : quote(token.text);
    return syntaxError(
      token.line,
      `unexpected ${isKeyword ? `<${token.text}>` : long} in ${context}`,
    );
  }

  private place(token: TemplateToken): TemplatePlace {
    let line = 1;
    while ((this.lineStarts[line] ?? Infinity) <= token.at) line++;
    return { line, column: token.at - (this.lineStarts[line - 1] ?? 0) };
  }

  /** Reads nodes up to the action that ends the list, which is consumed but for its arguments. */
  private list(into: TemplateNode[], isTop: boolean): ListEnd {
    for (;;) {
      const token = this.next();
      if (token.kind === "end") return "eof";
      if (token.kind === "text") {
        into.push({ kind: "text", text: token.text });
        continue;
      }
      const word = this.skipSpace();
      const keyword = word.kind === "identifier" ? word.text : "";
      switch (keyword) {
        case "end":
          this.at++;
          this.close("end");
          return "end";
        case "else":
          this.at++;
          return "else";
        case "define":
          if (!isTop) throw this.unexpected(word, "define");
          this.at++;
          this.define();
          break;
        case "block":
          into.push(this.block());
          break;
        case "template":
          into.push(this.template());
          break;
        case "if":
        case "with":
        case "range":
          this.at++;
          into.push(this.control(keyword, word));
          break;
        case "break":
        case "continue":
          if (this.rangeDepth === 0) throw this.fail(`{{${keyword}}} outside {{range}}`);
          this.at++;
          this.close(keyword);
          into.push({ kind: keyword });
          break;
        default:
          into.push({ kind: "action", pipe: this.pipe("command", "right") });
      }
    }
  }

  private close(context: string): void {
    const token = this.skipSpace();
    if (token.kind !== "right") throw this.unexpected(token, context);
    this.at++;
  }

  private name(context: string): { readonly name: string; readonly token: TemplateToken } {
    const token = this.skipSpace();
    if (token.kind !== "string" && token.kind !== "raw") {
      throw this.unexpected(token, `${context} clause`);
    }
    this.at++;
    return { name: unquoteGo(token.text) ?? "", token };
  }

  private add(name: string, nodes: readonly TemplateNode[]): void {
    const isEmpty = nodes.every((node) => node.kind === "text" && node.text.trim() === "");
    const known = this.templates.get(name);
    if (known !== undefined && isEmpty) return;
    if (known?.some((node) => node.kind !== "text" || node.text.trim() !== "") === true) {
      throw this.fail(`template: multiple definition of template ${quote(name)}`);
    }
    this.templates.set(name, nodes);
  }

  /** Reads the body of a definition, in which only `$` is known. */
  private body(context: string): readonly TemplateNode[] {
    const saved = [this.variables, this.rangeDepth] as const;
    this.variables = ["$"];
    this.rangeDepth = 0;
    const nodes: TemplateNode[] = [];
    const end = this.list(nodes, false);
    if (end === "eof") throw this.fail("unexpected EOF");
    if (end === "else") throw this.fail(`unexpected {{else}} in ${context}`);
    [this.variables, this.rangeDepth] = saved;
    return nodes;
  }

  private define(): void {
    const { name } = this.name("define");
    this.close("define clause");
    this.add(name, this.body("define clause"));
  }

  private block(): TemplateNode {
    this.at++;
    const { name, token } = this.name("block");
    const pipe = this.pipe("block clause", "right");
    this.add(name, this.body("block clause"));
    return { kind: "template", name, pipe, ...this.place(token) };
  }

  private template(): TemplateNode {
    this.at++;
    const { name, token } = this.name("template");
    const isBare = this.skipSpace().kind === "right";
    if (isBare) this.at++;
    const pipe = isBare ? undefined : this.pipe("template clause", "right");
    return { kind: "template", name, pipe, ...this.place(token) };
  }

  private control(kind: "if" | "with" | "range", word: TemplateToken): TemplateNode {
    const depth = this.variables.length;
    const pipe = this.pipe(kind, "right");
    const list: TemplateNode[] = [];
    let otherwise: TemplateNode[] = [];
    if (kind === "range") this.rangeDepth++;
    const end = this.list(list, false);
    if (kind === "range") this.rangeDepth--;
    if (end === "eof") throw this.fail("unexpected EOF");
    if (end === "else") otherwise = this.otherwise(kind);
    this.variables.length = depth;
    return { kind, pipe, list, otherwise, ...this.place(word) };
  }

  /** What follows `else`: another condition of the same kind, or a list up to `end`. */
  private otherwise(kind: "if" | "with" | "range"): TemplateNode[] {
    const word = this.skipSpace();
    if (word.kind === "identifier" && word.text === kind && kind !== "range") {
      this.at++;
      return [this.control(kind, word)];
    }
    this.close("else");
    const nodes: TemplateNode[] = [];
    const end = this.list(nodes, false);
    if (end === "eof") throw this.fail("unexpected EOF");
    if (end === "else") throw this.fail("expected end; found {{else}}");
    return nodes;
  }

  /** Reads `$x :=`, `$x =` or, for range, `$i, $x :=`. */
  private declarations(context: string): {
    readonly names: readonly string[];
    readonly isAssignment: boolean;
  } {
    const start = this.at;
    const names: string[] = [];
    while (this.skipSpace().kind === "variable") {
      names.push(this.next().text);
      const mark = this.skipSpace();
      if (mark.kind === "declare" || mark.kind === "assign") {
        this.at++;
        return { names, isAssignment: mark.kind === "assign" };
      }
      if (mark.kind !== "comma" || context !== "range" || names.length > 1) break;
      this.at++;
    }
    this.at = start;
    return { names: [], isAssignment: false };
  }

  private pipe(context: string, end: "right" | "close"): Pipe {
    const first = this.skipSpace();
    const { names, isAssignment } = this.declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.skipSpace();
      if (token.kind === end) break;
      if (token.kind === "end") throw this.unexpected(token, context);
      commands.push(this.command(context));
    }
    this.at++;
    if (commands.length === 0) throw this.fail(`missing value for ${context}`);
    commands.forEach((command, index) => {
      const kind = command.args[0]?.kind ?? "";
      if (index > 0 && NOT_EXECUTABLE.has(kind)) {
        throw this.fail(`non executable command in pipeline stage ${index + 1}`);
      }
    });
    if (isAssignment) {
      for (const name of names) this.checkVariable(name);
    } else this.variables.push(...names);
    const body = commands.map((command) => command.text).join(" | ");
    const text =
      names.length === 0 ? body : `${names.join(", ")} ${isAssignment ? "=" : ":="} ${body}`;
    return { variables: names, isAssignment, commands, text, ...this.place(first) };
  }

  private command(context: string): Command {
    const first = this.skipSpace();
    const args: Operand[] = [];
    for (;;) {
      const operand = this.operand(context);
      if (operand !== undefined) args.push(operand);
      const token = this.peek();
      if (token.kind === "space") {
        this.at++;
        continue;
      }
      if (token.kind === "pipe") this.at++;
      else if (token.kind !== "right" && token.kind !== "close") {
        throw this.unexpected(token, operand === undefined ? "command" : "operand");
      }
      break;
    }
    if (args.length === 0) throw this.fail("empty command");
    return { args, text: args.map((arg) => arg.text).join(" "), ...this.place(first) };
  }

  private operand(context: string): Operand | undefined {
    const base = this.term(context);
    if (base === undefined) return undefined;
    const chain = this.peek();
    if (chain.kind !== "field") return base;
    const names: string[] = [];
    while (this.peek().kind === "field") names.push(this.next().text.slice(1));
    const text = `${base.text}${names.map((name) => `.${name}`).join("")}`;
    const place = this.place(chain);
    if (base.kind === "field") return { ...base, names: [...base.names, ...names], text, ...place };
    if (base.kind === "variable")
      return { ...base, names: [...base.names, ...names], text, ...place };
    if (base.kind === "literal" || base.kind === "nil") {
      throw this.fail(`unexpected . after term ${quote(base.text)}`);
    }
    return { kind: "chain", base, names, text, ...place };
  }

  private checkVariable(name: string): void {
    if (!this.variables.includes(name)) throw this.fail(`undefined variable ${quote(name)}`);
  }

  private term(context: string): Operand | undefined {
    const token = this.peek();
    const base = { text: token.text, ...this.place(token) };
    switch (token.kind) {
      case "identifier": {
        if (token.text === "true" || token.text === "false") {
          this.at++;
          return { kind: "literal", value: token.text === "true", ...base };
        }
        if (token.text === "nil") {
          this.at++;
          return { kind: "nil", ...base };
        }
        if (KEYWORDS.has(token.text)) throw this.unexpected(token, context);
        if (!FUNCTION_NAMES.has(token.text)) {
          throw this.fail(`function ${quote(token.text)} not defined`);
        }
        this.at++;
        return { kind: "function", name: token.text, ...base };
      }
      case "dot":
        this.at++;
        return { kind: "dot", ...base };
      case "field":
        this.at++;
        return { kind: "field", names: [token.text.slice(1)], ...base };
      case "variable":
        this.checkVariable(token.text);
        this.at++;
        return { kind: "variable", names: [token.text], ...base };
      case "open": {
        this.at++;
        const pipe = this.pipe("parenthesized pipeline", "close");
        return { kind: "pipe", pipe, ...base, text: `(${pipe.text})` };
      }
      case "string":
      case "raw": {
        const value = unquoteGo(token.text);
        if (value === undefined) throw this.fail("invalid syntax");
        this.at++;
        return { kind: "literal", value, ...base };
      }
      case "char":
      case "number":
        this.at++;
        return { kind: "literal", value: this.number(token), ...base };
      case "mark":
        if (token.text === "-" || token.text === "+") {
          throw this.fail(`illegal number syntax: ${quote(token.text)}`);
        }
        return undefined;
      default:
        return undefined;
    }
  }

  private number(token: TemplateToken): bigint | number {
    if (token.kind === "char") {
      const value = unquoteGo(token.text);
      const code = value === undefined ? undefined : value.codePointAt(0);
      if (code === undefined || [...(value ?? "")].length !== 1) {
        throw syntaxError(token.line, `malformed character constant: ${token.text}`);
      }
      return BigInt(code);
    }
    const integer = parseInteger(token.text, 0);
    if (integer !== undefined) return integer;
    const float = parseFloatText(token.text, 64);
    if (typeof float === "number" && /^[+-]?[\d.]/.test(token.text)) return float;
    throw syntaxError(
      token.line,
      /^[+-]?[\d._]+$|^[+-]?0[xXoObB]/.test(token.text)
        ? `illegal number syntax: ${quote(token.text)}`
        : `bad number syntax: ${quote(token.text)}`,
    );
  }
}

/** Parses a template. Throws a `BuiltinError` with Go's text. */
export function parseTemplate(source: string): TemplateSet {
  return new TemplateParser(source).parse();
}
