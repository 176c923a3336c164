import { BuiltinError } from "../builtin.ts";
import {
  GoInt,
  type GoValue,
  goText,
  integerOf,
  isList,
  isMap,
  isTrue,
  typeName,
} from "./go-value.ts";
import { FUNCTIONS, TemplateFunctionError } from "./template-functions.ts";
import type {
  Command,
  Operand,
  Pipe,
  TemplateNode,
  TemplatePlace,
  TemplateSet,
} from "./template-node.ts";
import { quote } from "../strconv/quote.ts";

/** How deep templates may call each other. */
const MAX_DEPTH = 1000;

/** How far a template may write: a template that would run on is stopped here. */
const MAX_OUTPUT = 64 * 1024 * 1024;
/** Nodes that one execution may go through: nothing else ends a template that is slow. */
const MAX_STEPS = 2_000_000;

type ControlNode = Extract<TemplateNode, { readonly kind: "if" | "with" | "range" }>;

type Flow = "next" | "break" | "continue";

interface Located extends TemplatePlace {
  readonly text: string;
}

class Executor {
  private readonly templates: TemplateSet;
  private readonly name: string;
  private readonly output: { text: string; steps: number };
  private readonly depth: number;
  private readonly variables: { readonly name: string; value: GoValue }[];

  constructor(
    templates: TemplateSet,
    name: string,
    data: GoValue,
    output: { text: string; steps: number },
    depth: number,
  ) {
    this.templates = templates;
    this.name = name;
    this.output = output;
    this.depth = depth;
    this.variables = [{ name: "$", value: data }];
  }

  private fail(node: Located, message: string): BuiltinError {
    const text = node.text.length > 20 ? `${node.text.slice(0, 20)}...` : node.text;
    return new BuiltinError(
      `template: :${node.line}:${node.column}: executing ${quote(this.name)} at <${text}>: ${message}`,
    );
  }

  list(nodes: readonly TemplateNode[], dot: GoValue): Flow {
    for (const node of nodes) {
      const flow = this.node(node, dot);
      if (flow !== "next") return flow;
    }
    return "next";
  }

  private write(text: string): void {
    this.output.text += text;
    if (this.output.text.length > MAX_OUTPUT) throw new BuiltinError("template: output too large");
  }

  private node(node: TemplateNode, dot: GoValue): Flow {
    this.output.steps += 1;
    if (this.output.steps > MAX_STEPS) throw new BuiltinError("template: too many steps");
    switch (node.kind) {
      case "text":
        this.write(node.text);
        return "next";
      case "action": {
        const value = this.pipe(node.pipe, dot);
        if (node.pipe.variables.length === 0) {
          this.write(value === undefined || value === null ? "<no value>" : goText(value));
        }
        return "next";
      }
      case "if":
      case "with": {
        const depth = this.variables.length;
        const value = this.pipe(node.pipe, dot);
        const flow = isTrue(value)
          ? this.list(node.list, node.kind === "with" ? value : dot)
          : this.list(node.otherwise, dot);
        this.variables.length = depth;
        return flow;
      }
      case "range":
        return this.range(node, dot);
      case "template": {
        const body = this.templates.get(node.name);
        const text = `{{template ${quote(node.name)}${node.pipe === undefined ? "" : ` ${node.pipe.text}`}}}`;
        if (body === undefined) {
          throw this.fail({ ...node, text }, `template ${quote(node.name)} not defined`);
        }
        if (this.depth >= MAX_DEPTH) {
          throw this.fail({ ...node, text }, `exceeded maximum template depth (${MAX_DEPTH})`);
        }
        const data = node.pipe === undefined ? undefined : this.pipe(node.pipe, dot);
        new Executor(this.templates, node.name, data, this.output, this.depth + 1).list(body, data);
        return "next";
      }
      case "break":
      case "continue":
        return node.kind;
    }
  }

  private range(node: ControlNode, dot: GoValue): Flow {
    const depth = this.variables.length;
    const value = this.pipe(node.pipe, dot);
    const [first, second] = node.pipe.variables;
    let count = 0;
    let flow: Flow = "next";
    for (const [key, element] of this.entries(node.pipe, value)) {
      count++;
      const inner = this.variables.length;
      if (first !== undefined) {
        this.assign(node.pipe, first, second === undefined ? element : key);
        if (second !== undefined) this.assign(node.pipe, second, element);
      }
      flow = this.list(node.list, element);
      this.variables.length = inner;
      if (flow === "break") break;
    }
    const result = count === 0 ? this.list(node.otherwise, dot) : "next";
    this.variables.length = depth;
    return result;
  }

  private *entries(pipe: Pipe, value: GoValue): Generator<readonly [GoValue, GoValue], void> {
    if (value === undefined || value === null) return;
    if (isList(value)) {
      for (const [index, element] of value.entries()) yield [new GoInt(index), element];
    } else if (value instanceof Uint8Array) {
      for (const [index, byte] of value.entries()) yield [new GoInt(index), BigInt(byte)];
    } else if (isMap(value)) yield* value;
    else {
      const count = integerOf(value);
      if (count === undefined) {
        const where = pipe.commands.at(-1) ?? pipe;
        throw this.fail(where, `range can't iterate over ${goText(value)}`);
      }
      for (let i = 0n; i < count; i++) {
        const item = value instanceof GoInt ? new GoInt(i) : i;
        yield [item, item];
      }
    }
  }

  /** Sets a variable of a range: a new one for each turn, or an old one for `=`. */
  private assign(pipe: Pipe, name: string, value: GoValue): void {
    if (pipe.isAssignment) this.setVariable(name, value);
    else this.variables.push({ name, value });
  }

  private setVariable(name: string, value: GoValue): void {
    const variable = this.variables.findLast((candidate) => candidate.name === name);
    if (variable !== undefined) variable.value = value;
  }

  private pipe(pipe: Pipe, dot: GoValue): GoValue {
    let value: GoValue;
    let hasFinal = false;
    for (const command of pipe.commands) {
      value = this.command(command, dot, hasFinal ? [value] : []);
      hasFinal = true;
    }
    // The variables of a range are set turn by turn; here they hold the whole.
    for (const name of pipe.variables) {
      if (pipe.isAssignment) this.setVariable(name, value);
      else this.variables.push({ name, value });
    }
    return value;
  }

  private command(command: Command, dot: GoValue, final: readonly GoValue[]): GoValue {
    const [first, ...rest] = command.args;
    if (first === undefined) return undefined;
    if (first.kind === "function") return this.call(command, first, rest, dot, final);
    const hasArguments = rest.length > 0 || final.length > 0;
    if (
      hasArguments &&
      (first.kind === "field" || first.kind === "variable" || first.kind === "chain")
    ) {
      const isBareVariable = first.kind === "variable" && first.names.length === 1;
      const name = first.names.at(-1) ?? "";
      throw this.fail(
        first,
        isBareVariable
          ? `can't give argument to non-function ${first.text}`
          : `${name} is not a method but has arguments`,
      );
    }
    if (hasArguments) throw this.fail(first, `can't give argument to non-function ${first.text}`);
    if (first.kind === "nil") throw this.fail(first, "nil is not a command");
    return this.operand(first, dot);
  }

  private operand(operand: Operand, dot: GoValue): GoValue {
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "literal":
        return typeof operand.value === "bigint" ? new GoInt(operand.value) : operand.value;
      case "field":
        return this.fields(operand, dot, operand.names, true);
      case "variable": {
        const [name = "", ...names] = operand.names;
        const value = this.variables.findLast((candidate) => candidate.name === name)?.value;
        return this.fields(operand, value, names, name === "$");
      }
      case "chain":
        return this.fields(operand, this.operand(operand.base, dot), operand.names, false);
      case "pipe":
        return this.pipe(operand.pipe, dot);
      case "function":
        return this.call(operand, operand, [], dot, []);
    }
  }

  /** Follows names into maps. What is missing has no value, and neither has anything in it. */
  private fields(
    operand: Located,
    start: GoValue,
    names: readonly string[],
    isRoot: boolean,
  ): GoValue {
    let value = start;
    names.forEach((name, index) => {
      if (value === undefined) return;
      // Only the data itself shows its own type; what is inside is known as interface {} only.
      const type = isRoot && index === 0 ? typeName(value) : "interface {}";
      if (value === null) {
        throw this.fail(operand, `nil pointer evaluating interface {}.${name}`);
      }
      if (!isMap(value)) throw this.fail(operand, `can't evaluate field ${name} in type ${type}`);
      value = value.get(name);
    });
    return value;
  }

  private call(
    command: Located,
    target: Operand & { kind: "function" },
    args: readonly Operand[],
    dot: GoValue,
    final: readonly GoValue[],
  ): GoValue {
    const { name } = target;
    const count = args.length + final.length;
    const wrongCount = (want: string): BuiltinError =>
      this.fail(target, `wrong number of args for ${name}: want ${want} got ${count}`);
    if (name === "and" || name === "or") {
      if (count === 0) throw wrongCount("at least 1");
      return this.shortCircuit(name, args, dot, final);
    }
    if (name === "call") {
      if (count === 0) throw wrongCount("at least 1");
      const text = args[0]?.text ?? "";
      const value = args[0] === undefined ? final[0] : this.operand(args[0], dot);
      if (value === undefined || value === null) {
        throw this.fail(command, "error calling call: call of nil");
      }
      throw this.fail(
        command,
        `error calling call: non-function ${text} of type ${typeName(value)}`,
      );
    }
    const builtin = FUNCTIONS.get(name);
    if (builtin === undefined) return undefined;
    if (count < builtin.min || count > builtin.max) {
      throw wrongCount(builtin.max === Infinity ? `at least ${builtin.min}` : String(builtin.min));
    }
    const values = [...args.map((arg) => this.operand(arg, dot)), ...final];
    const [format] = values;
    if (name === "printf" && typeof format !== "string") {
      const where = args[0] ?? command;
      throw this.fail(
        where,
        args[0]?.kind === "literal"
          ? `expected string; found ${args[0].text}`
          : `wrong type for value; expected string; got ${typeName(format)}`,
      );
    }
    try {
      return builtin.run(values);
    } catch (err) {
      if (!(err instanceof TemplateFunctionError)) throw err;
      throw this.fail(command, `error calling ${name}: ${err.message}`);
    }
  }

  private shortCircuit(
    name: "and" | "or",
    args: readonly Operand[],
    dot: GoValue,
    final: readonly GoValue[],
  ): GoValue {
    let value: GoValue;
    for (const arg of args) {
      value = this.operand(arg, dot);
      if (isTrue(value) === (name === "or")) return value;
    }
    return final.length > 0 ? final[0] : value;
  }
}

/** Runs a template over data. Throws a `BuiltinError` with Go's text. */
export function executeTemplate(templates: TemplateSet, data: GoValue): string {
  const output = { text: "", steps: 0 };
  new Executor(templates, "", data, output, 0).list(templates.get("") ?? [], data);
  return output.text;
}
