// Programs made from the grammar: what they refer to is mostly there, and types mostly fit, so that much of the
// evaluator is reached; now and then they are not.
import { randomCall } from "./library.ts";
import type { Random } from "./random.ts";

/** The type that an expression is meant to have. */
export type Sort = "number" | "string" | "bool" | "list" | "struct" | "any";

const SORTS: readonly Sort[] = ["number", "string", "bool", "list", "struct", "any"];
/** What fields of a name mostly are, so that those of one name go together. */
const FIELD_SORTS: Readonly<Record<string, Sort>> = {
  a: "number",
  b: "number",
  c: "string",
  d: "struct",
  e: "struct",
  f: "list",
  g: "bool",
  h: "any",
  "#A": "struct",
  "#B": "struct",
  "#C": "number",
  "_#D": "struct",
  _h: "struct",
  _i: "number",
};
const FIELDS: readonly string[] = ["a", "b", "c", "d", "e", "f", "g", "h"];
const DEFINITIONS: readonly string[] = ["#A", "#B", "#C", "_#D"];
const HIDDEN: readonly string[] = ["_h", "_i"];
const LABEL_PATTERNS: Readonly<Record<Sort, readonly string[]>> = {
  number: ['=~"^[ab]$"', '"a"', '<"c"'],
  string: ['"c"', '=~"c"'],
  bool: ['"g"'],
  list: ['"f"'],
  struct: ['=~"^[de]$"', '"d"'],
  any: ["string", "_", '=~"^x"', '>"m"', '!="a"'],
};
const NUMBERS =
  "0 1 2 3 -1 7 1.5 0.0 -0.5 1e3 2Ki 0x1F 0b101 1_000 .5 1e-7 9007199254740993 1e400".split(" ");
const STRINGS: readonly string[] = [
  '"a"',
  '"b"',
  '"x"',
  '""',
  '"é😀"',
  '"1"',
  '"a b\\n"',
  '#"r\\n"#',
  '"""\n\tm\n\tn\n\t"""',
];
const BYTES: readonly string[] = ["'b'", "'\\xff\\x00'", "'''\n\tm\n\t'''"];
const TYPES: Readonly<Record<Sort, readonly string[]>> = {
  number: ["int", "number", "float", "uint8", ">0", ">=1 & <=3", "!=2", "int & <10"],
  string: ["string", '=~"^[a-x]"', '!~"z"', '!="y"', '>="a"'],
  bool: ["bool"],
  list: ["[...]", "[...int]", "[_, ...]"],
  struct: ["{...}", "{[string]: _}", '{[=~"^[a-c]$"]: int | *1}'],
  any: ["_", "null", "bytes", "_|_", ...BYTES],
};
interface Name {
  readonly text: string;
  readonly sort: Sort;
}

/** How many parts a program has at most. */
const MAX_PARTS = 40;
const MAX_DEPTH = 5;

/** A program with imports as it needs them. */
export function randomProgram(random: Random): string {
  const writer = new Writer(random);
  const body = writer.declarations(2 + random.below(9), "\n");
  const head = random.oneIn(20) ? "package p\n\n" : "";
  const imports = [...writer.imports].map((path) => `import "${path}"\n`).join("");
  return `${head}${imports}${body}`;
}

class Writer {
  readonly imports: Set<string> = new Set();
  readonly #random: Random;
  /** Names that may be referred to, the innermost scope last. */
  readonly #scopes: Name[][] = [];
  /** Labels of the fields around. */
  readonly #fields: string[] = [];
  #parts = 0;
  #depth = 0;
  #names = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  get #isFull(): boolean {
    return this.#depth >= MAX_DEPTH || this.#parts >= MAX_PARTS;
  }

  /** Declarations of one struct. */
  declarations(count: number, glue: string): string {
    const separator = this.#random.oneIn(30) ? "\n\n" : glue;
    const scope: Name[] = [];
    // Fields that will be declared can be referred to from the beginning.
    const plans = Array.from({ length: count }, () => this.#plan(scope));
    this.#scopes.push(scope);
    const text = plans.map((plan) => plan()).join(separator);
    this.#scopes.pop();
    return text;
  }

  #plan(scope: Name[]): () => string {
    const random = this.#random;
    const chance = random.below(40);
    if (chance < 22) {
      const label = random.pick(chance < 16 ? FIELDS : chance < 20 ? DEFINITIONS : HIDDEN);
      scope.push(named(label));
      return () => this.#field(label);
    }
    switch (chance) {
      case 22:
      case 23: {
        const name = this.#newName("L");
        const sort = random.pick(SORTS);
        return () => {
          const value = this.expr(sort);
          scope.push({ text: name, sort }, { text: name, sort }, { text: name, sort });
          return `let ${name} = ${value}\n${this.#newName("u")}: ${name}`;
        };
      }
      case 24: {
        const name = this.#newName("X");
        const label = random.pick(FIELDS);
        const sort = sortOfLabel(label);
        scope.push(named(label), { text: name, sort }, { text: name, sort });
        return () => `${name}=${label}: ${this.expr(sort)}\n${this.#newName("u")}: ${name}`;
      }
      case 25: {
        const sort = random.pick(SORTS);
        return () => `[${random.pick(LABEL_PATTERNS[sort])}]: ${this.expr(sort)}`;
      }
      case 26: {
        const name = this.#newName("P");
        const sort = random.pick(SORTS);
        const scoped: Name[] = [{ text: name, sort: "string" }];
        return () =>
          `[${name}= ${random.pick(LABEL_PATTERNS[sort])}]: ${this.#within(scoped, () => this.expr(sort))}`;
      }
      case 27:
        return () => `(${this.expr("string")}): ${this.expr("any")}`;
      case 28:
        return () => `"\\(${this.expr("string")})": ${this.expr("any")}`;
      case 29:
      case 30:
      case 31:
        return () => this.#comprehension();
      case 32:
      case 33:
      case 34:
        return () => this.expr("struct");
      case 35:
        return () => "...";
      case 36:
        return () => `"${random.pick(["x-y", "true", "0", "x"])}": ${this.expr("any")}`;
      case 37:
        return () =>
          `// ${random.pick(FIELDS)}\n${this.#field(random.pick(FIELDS))} @t(${random.pick(FIELDS)})`;
      case 38: {
        const [first, second] = [
          random.pick(["d", "e", "#A", "_h"]),
          random.pick(["d", "e", "#B"]),
        ];
        scope.push(named(first));
        return () =>
          `${first}: ${random.oneIn(2) ? `${second}: ` : ""}${this.#field(random.pick(FIELDS))}`;
      }
      default: {
        const name = this.#newName("V");
        const label = random.pick(["d", "e", "#A"]);
        const scoped: Name[] = [
          { text: name, sort: "struct" },
          { text: name, sort: "any" },
        ];
        scope.push(named(label));
        return () =>
          `${label}: ${name}={${this.#within(scoped, () => this.declarations(1 + random.below(3), ", "))}, ${this.#newName("u")}: ${name}.a}`;
      }
    }
  }

  #field(label: string): string {
    const random = this.#random;
    const mark = random.oneIn(10) ? "?" : random.oneIn(40) ? "!" : "";
    this.#fields.push(label);
    const text = `${label}${mark}: ${this.expr(sortOfLabel(label))}`;
    this.#fields.pop();
    return text;
  }

  #newName(prefix: string): string {
    this.#names++;
    return `${prefix}${this.#names}`;
  }

  #within<T>(names: Name[], run: () => T): T {
    this.#scopes.push(names);
    const result = run();
    this.#scopes.pop();
    return result;
  }

  #comprehension(): string {
    const names: Name[] = [];
    this.#scopes.push(names);
    const clauses = this.#clauses(names);
    const body = `{${this.declarations(1 + this.#random.below(2), ", ")}}`;
    this.#scopes.pop();
    return `${clauses} ${body}`;
  }

  #clauses(names: Name[]): string {
    const random = this.#random;
    const clauses: string[] = [];
    for (let count = random.below(3); count >= 0; count--) {
      const isLater = clauses.length > 0;
      const isCondition = random.oneIn(3) || (isLater && random.oneIn(2));
      if (isCondition) {
        clauses.push(
          `if ${random.oneIn(3) ? `${this.#reference("any")} ${random.pick(["==", "!="])} _|_` : this.expr("bool")}`,
        );
      } else if (isLater && random.oneIn(2)) {
        const name = this.#newName("l");
        clauses.push(`let ${name} = ${this.expr("any")}`);
        names.push({ text: name, sort: "any" });
      } else {
        const [key, value] = [this.#newName("k"), this.#newName("v")];
        const source = this.expr(random.oneIn(2) ? "struct" : "list");
        clauses.push(
          random.oneIn(2) ? `for ${value} in ${source}` : `for ${key}, ${value} in ${source}`,
        );
        names.push({ text: value, sort: "any" }, { text: value, sort: "number" });
        if (clauses.at(-1)?.startsWith(`for ${key}`) === true)
          names.push({ text: key, sort: "string" });
      }
    }
    return clauses.join(" ");
  }

  /** An expression that mostly has the wanted type. */
  expr(wanted: Sort): string {
    this.#parts++;
    this.#depth++;
    const random = this.#random;
    const sort = random.oneIn(30)
      ? random.pick(SORTS)
      : wanted === "any"
        ? random.pick(SORTS)
        : wanted;
    const text = this.#isFull ? this.#leaf(sort) : this.#compound(sort);
    this.#depth--;
    return text;
  }

  #leaf(sort: Sort): string {
    const random = this.#random;
    if (random.oneIn(3)) return this.#reference(sort);
    if (random.oneIn(12)) return random.pick(TYPES[sort]);
    switch (sort) {
      case "number":
        return random.pick(NUMBERS);
      case "string":
        return random.pick(STRINGS);
      case "bool":
        return random.pick(["true", "false"]);
      case "list":
        return random.pick(["[]", "[1]", "[1, 2]", '["a", "b"]', "[...int]", "[{a: 1}]"]);
      case "struct":
        return random.pick(["{}", "{a: 1}", '{b: "x"}', "{...}", "{#A: 1}", "{a?: int}"]);
      case "any":
        return random.pick(TYPES.any);
    }
  }

  #compound(sort: Sort): string {
    const random = this.#random;
    switch (random.below(14)) {
      case 0:
      case 1:
        return this.#leaf(sort);
      case 2:
      case 3:
        return this.#reference(sort);
      case 4:
        if (sort !== "struct" && !random.oneIn(4))
          return `${this.#reference(sort)} & ${random.pick(TYPES[sort])}`;
        return `${this.#operand(sort)} & ${this.#operand(sort)}`;
      case 5: {
        const parts = Array.from(
          { length: 2 + random.below(2) },
          () => `${random.oneIn(3) ? "*" : ""}${this.#operand(sort)}`,
        );
        return random.oneIn(2) ? parts.join(" | ") : `(${parts.join(" | ")})`;
      }
      case 6:
        return `${random.pick(TYPES[sort])} & ${this.#operand(sort)}`;
      case 7:
        return `*${this.#operand(sort)} | ${random.pick(TYPES[sort])}`;
      case 8:
        return this.#path(sort);
      default:
        return this.#ownForm(sort);
    }
  }

  #operand(sort: Sort): string {
    const text = this.expr(sort);
    return /^(?:[\w.#]+|"[^"\\]*"|\{[^{}]*\}|\[[^[\]]*\])$/.test(text) ? text : `(${text})`;
  }

  #path(sort: Sort): string {
    const random = this.#random;
    const base = this.#operand(sort === "list" || random.oneIn(3) ? "list" : "struct");
    if (/^["'\d.]/.test(base)) return `(${base})[${this.expr("number")}]`;
    switch (random.below(5)) {
      case 0:
        return `${base}[${this.expr("number")}]`;
      case 1:
        return `${base}["${random.pick(FIELDS)}"]`;
      case 2:
        return `${base}[${this.expr("string")}]`;
      default:
        return `${base}.${random.pick([...FIELDS, ...FIELDS, ...DEFINITIONS, ...HIDDEN])}`;
    }
  }

  #ownForm(sort: Sort): string {
    const random = this.#random;
    if (random.oneIn(8)) {
      const call = randomCall(random, sort, (wanted) => this.expr(wanted));
      this.imports.add(call.path);
      return call.text;
    }
    switch (sort) {
      case "number":
        return random.pick([
          () =>
            `${this.#operand("number")} ${random.pick(["+", "-", "*", "/"])} ${this.#operand("number")}`,
          () => `${random.pick(["-", "+"])}${this.#operand("number")}`,
          () =>
            `${random.pick(["div", "mod", "quo", "rem"])}(${this.expr("number")}, ${this.expr("number")})`,
          () => `len(${this.expr(random.pick(SORTS))})`,
          () => `${random.pick([">", ">=", "<", "<=", "!="])}${this.#operand("number")}`,
          () => `and([${this.expr("number")}, ${this.expr("number")}])`,
        ])();
      case "string":
        return random.pick([
          () => `"x\\(${this.expr("any")})y"`,
          () => `${this.#operand("string")} + ${this.#operand("string")}`,
          () => `${this.#operand("string")} * 2`,
          () => `"\\(${this.expr("number")})"`,
        ])();
      case "bool":
        return random.pick([
          () =>
            `${this.#operand("number")} ${random.pick(["<", "<=", ">", ">="])} ${this.#operand("number")}`,
          () => `${this.#operand("any")} ${random.pick(["==", "!="])} ${this.#operand("any")}`,
          () => `${this.#operand("bool")} ${random.pick(["&&", "||"])} ${this.#operand("bool")}`,
          () => `!${this.#operand("bool")}`,
          () => `${this.#operand("string")} ${random.pick(["=~", "!~"])} "^a"`,
          () => `${this.#reference("any")} != _|_`,
        ])();
      case "list":
        return random.pick([
          () => this.#list(),
          () => this.#list(),
          () => this.#list(),
          () => this.#slice(),
        ])();
      case "struct":
        return random.pick([
          () => this.#struct(),
          () => this.#struct(),
          () => this.#struct(),
          () => `close(${this.expr("struct")})`,
          () => `matchN(${random.below(3)}, [${this.expr("any")}, ${this.expr("any")}])`,
          () => `matchIf(${this.expr("any")}, ${this.expr("any")}, ${this.expr("any")})`,
        ])();
      case "any":
        return random.pick([
          () => `or([${this.expr("any")}, ${this.expr("any")}])`,
          () => `and([${this.expr("any")}, ${this.expr("any")}])`,
          () => this.#struct(),
          () => `error("no \\(${this.expr("string")})")`,
          () => `null | ${this.#operand("any")}`,
        ])();
    }
  }

  #struct(): string {
    return `{${this.declarations(this.#random.below(5), this.#random.oneIn(4) ? "\n" : ", ")}}`;
  }

  #slice(): string {
    return `${this.#list()}[${this.#random.pick(["0:1", ":1", "1:", "0:9"])}]`;
  }

  #list(): string {
    const random = this.#random;
    const items = Array.from({ length: random.below(4) }, () => {
      if (!random.oneIn(5)) return this.expr("any");
      const names: Name[] = [];
      return this.#within(names, () => `${this.#clauses(names)} {${this.expr("any")}}`);
    });
    if (random.oneIn(6)) items.push(`...${random.oneIn(2) ? "" : this.expr("any")}`);
    return `[${items.join(", ")}]`;
  }

  #reference(sort: Sort): string {
    const random = this.#random;
    const names = this.#scopes
      .flat()
      .filter(({ text }) => !this.#fields.includes(text) || random.oneIn(6));
    const fitting = names.filter(
      (name) => name.sort === sort || name.sort === "any" || sort === "any",
    );
    const from = fitting.length === 0 || random.oneIn(20) ? names : fitting;
    if (from.length === 0 || random.oneIn(100))
      return random.pick(["int", "string", "_", "1", '"s"']);
    const { text, sort: found } = random.pick(from);
    if (found !== "struct" && found !== "any" && !random.oneIn(30)) return text;
    if (sort === "struct" && !random.oneIn(3)) return text;
    const below = [...FIELDS, ...DEFINITIONS].filter(
      (label) => sort === "any" || FIELD_SORTS[label] === sort,
    );
    return `${text}.${random.pick(below)}`;
  }
}

function named(label: string): Name {
  return { text: label, sort: sortOfLabel(label) };
}

function sortOfLabel(label: string): Sort {
  return FIELD_SORTS[label] ?? "any";
}
