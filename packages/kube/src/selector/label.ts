// Label selectors: apimachinery/pkg/labels/selector.go for the syntax and the texts of errors.
import { badRequest } from "../errors.ts";
import { type FieldError, fieldError, fieldErrorsMessage } from "../field-error.ts";
import { labelKeyProblems, labelValueProblems } from "../meta/names.ts";

/** How a requirement compares. */
export type LabelOperator = "=" | "==" | "!=" | "in" | "notin" | "exists" | "!" | "gt" | "lt";

/** One condition on the labels of an object. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted, each once. */
  readonly values: readonly string[];
}

/** All requirements must hold; an empty selector selects everything. Sorted by key. */
export type LabelSelector = readonly LabelRequirement[];

/** The form that selectors have inside objects, such as `spec.selector` of a Deployment. */
export interface LabelSelectorObject {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Reads `app=web,tier in (a, b),!canary`. Throws a bad request with kube's text. */
export function parseLabelSelector(text: string): LabelSelector {
  const parser: Parser = { tokens: scan(text), position: 0 };
  return parseSelector(parser).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** The text of a selector, in normal form. */
export function formatLabelSelector(selector: LabelSelector): string {
  return selector.map(formatRequirement).join(",");
}

/** Whether the labels fulfil all requirements. */
export function matchesLabels(
  selector: LabelSelector,
  labels: { readonly [key: string]: string } | undefined,
): boolean {
  for (const requirement of selector) {
    if (!matchesRequirement(requirement, labels)) return false;
  }
  return true;
}

/**
 * The selector of an object's `selector` field. An empty one selects everything, none at all selects nothing:
 * then the answer is `undefined`. Throws an Error for an unknown operator.
 */
export function labelSelectorFromObject(
  object: LabelSelectorObject | undefined | null,
): LabelSelector | undefined {
  if (object === undefined || object === null) return undefined;
  const selector: LabelRequirement[] = Object.entries(object.matchLabels ?? {}).map(
    ([key, value]) => ({ key, operator: "=", values: [value] }),
  );
  for (const { key, operator, values = [] } of object.matchExpressions ?? []) {
    const known = OPERATORS_IN_OBJECTS[operator];
    if (known === undefined)
      throw new Error(`"${operator}" is not a valid label selector operator`);
    selector.push({ key, operator: known, values: [...new Set(values)].sort() });
  }
  return selector;
}

const OPERATORS_IN_OBJECTS: { readonly [name: string]: LabelOperator | undefined } = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!",
};

function matchesRequirement(
  { key, operator, values }: LabelRequirement,
  labels: { readonly [key: string]: string } | undefined,
): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "=":
    case "==":
    case "in":
      return value !== undefined && values.includes(value);
    case "!=":
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case "gt":
    case "lt": {
      if (value === undefined || !INTEGER.test(value)) return false;
      const [left, right] = [BigInt(value), BigInt(values[0] as string)];
      return operator === "gt" ? left > right : left < right;
    }
  }
}

function formatRequirement({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values.join(",")})`;
    case "gt":
      return `${key}>${values[0]}`;
    case "lt":
      return `${key}<${values[0]}`;
    default:
      return `${key}${operator}${values[0]}`;
  }
}

const INTEGER = /^-?\d+$/;

interface Parser {
  /** Ends with the empty text, which stands for the end. */
  readonly tokens: readonly string[];
  position: number;
}

const TOKEN = /==|!=|[=!(),<>]|[^=!(),<>\s]+/g;
const SYMBOLS: ReadonlySet<string> = new Set(["", "==", "!=", "=", "!", "(", ")", ",", "<", ">"]);
const BINARY: { readonly [token: string]: LabelOperator | undefined } = {
  in: "in",
  notin: "notin",
  "=": "=",
  "==": "==",
  "!=": "!=",
  ">": "gt",
  "<": "lt",
};

function scan(text: string): string[] {
  return [...(text.match(TOKEN) ?? []), ""];
}

function peek(parser: Parser): string {
  return parser.tokens[parser.position] as string;
}

function next(parser: Parser): string {
  const token = peek(parser);
  if (token !== "") parser.position++;
  return token;
}

function isIdentifier(token: string): boolean {
  return !SYMBOLS.has(token);
}

/** `<requirement> | <requirement> "," <selector>` */
function parseSelector(parser: Parser): LabelRequirement[] {
  const requirements: LabelRequirement[] = [];
  for (;;) {
    const token = peek(parser);
    if (token === "") return requirements;
    if (!isIdentifier(token) && token !== "!") {
      throw badRequest(`found '${token}', expected: !, identifier, or 'end of string'`);
    }
    requirements.push(parseRequirement(parser));
    const separator = next(parser);
    if (separator === "") return requirements;
    if (separator !== ",") {
      throw badRequest(`found '${separator}', expected: ',' or 'end of string'`);
    }
    const following = peek(parser);
    if (!isIdentifier(following) && following !== "!") {
      throw badRequest(`found '${following}', expected: identifier after ','`);
    }
  }
}

/** `[!] KEY [ <operator> <values> ]` */
function parseRequirement(parser: Parser): LabelRequirement {
  const isNegated = peek(parser) === "!";
  if (isNegated) next(parser);
  const key = next(parser);
  if (!isIdentifier(key)) throw unparsable(`found '${key}', expected: identifier`);
  const problems = labelKeyProblems(key);
  if (problems.length > 0) {
    throw unparsable(fieldErrorsMessage([fieldError.invalid("<nil>", key, problems.join("; "))]));
  }
  if (isNegated) return requirement(key, "!", []);
  if (peek(parser) === "" || peek(parser) === ",") return requirement(key, "exists", []);
  const token = next(parser);
  const operator = BINARY[token];
  if (operator === undefined) {
    throw unparsable(`found '${token}', expected: in, notin, =, ==, !=, gt, lt`);
  }
  const values =
    operator === "in" || operator === "notin" ? parseValues(parser) : [parseExactValue(parser)];
  return requirement(key, operator, [...new Set(values)].sort());
}

/** `"(" VALUE { "," VALUE } ")"`, where a value may be empty. */
function parseValues(parser: Parser): string[] {
  const open = next(parser);
  if (open !== "(") throw unparsable(`found '${open}' expected: '('`);
  const values: string[] = [];
  for (;;) {
    const token = next(parser);
    if (isIdentifier(token)) {
      values.push(token);
      const separator = next(parser);
      if (separator === ")") return values;
      if (separator !== ",") throw unparsable(`found '${separator}', expected: ',' or ')'`);
      if (peek(parser) === ")") values.push("");
    } else if (token === "," || token === ")") {
      values.push("");
      if (token === ")") return values;
    } else if (values.length === 0) {
      throw unparsable(`found '${token}', expected: ',', ')' or identifier`);
    } else {
      throw unparsable(`found '${token}', expected: ',', or identifier`);
    }
  }
}

function parseExactValue(parser: Parser): string {
  if (peek(parser) === "" || peek(parser) === ",") return "";
  const token = next(parser);
  if (!isIdentifier(token)) throw unparsable(`found '${token}', expected: identifier`);
  return token;
}

function requirement(
  key: string,
  operator: LabelOperator,
  values: readonly string[],
): LabelRequirement {
  const errors: FieldError[] = [];
  values.forEach((value, index) => {
    const field = `values[${index}]`;
    if ((operator === "gt" || operator === "lt") && !INTEGER.test(value)) {
      errors.push(
        fieldError.invalid(field, value, "for 'Gt', 'Lt' operators, the value must be an integer"),
      );
    }
    const problems = labelValueProblems(value);
    if (problems.length > 0) {
      errors.push(fieldError.invalid(`${field}[${key}]`, value, problems.join("; ")));
    }
  });
  if (errors.length > 0) throw unparsable(fieldErrorsMessage(errors));
  return { key, operator, values };
}

function unparsable(text: string): Error {
  return badRequest(`unable to parse requirement: ${text}`);
}
