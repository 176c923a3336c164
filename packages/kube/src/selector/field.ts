// Field selectors: apimachinery/pkg/fields/selector.go for the syntax and the texts of errors.
import { badRequest } from "../errors.ts";

/** One condition on a field of an object. */
export interface FieldRequirement {
  /** A path such as `metadata.name`. */
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

/** All requirements must hold; an empty selector selects everything. */
export type FieldSelector = readonly FieldRequirement[];

/** Reads `metadata.name=web,status.phase!=Running`. Throws a bad request with kube's text. */
export function parseFieldSelector(text: string): FieldSelector {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text).sort()) {
    if (term === "") continue;
    const match = /!=|==?/.exec(term);
    if (match === null) {
      throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    }
    requirements.push({
      field: term.slice(0, match.index),
      operator: match[0] === "!=" ? "!=" : "=",
      value: unescapeValue(term.slice(match.index + match[0].length)),
    });
  }
  return requirements;
}

/** The text of a selector. */
export function formatFieldSelector(selector: FieldSelector): string {
  return selector
    .map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`)
    .join(",");
}

/** Whether the fields fulfil all requirements; `fieldOf` gives `""` for what is not there. */
export function matchesFields(
  selector: FieldSelector,
  fieldOf: (field: string) => string,
): boolean {
  for (const { field, operator, value } of selector) {
    if ((fieldOf(field) === value) !== (operator === "=")) return false;
  }
  return true;
}

/** The value that the selector demands of a field, if it demands exactly one. */
export function requiredValue(selector: FieldSelector, field: string): string | undefined {
  return selector.find((term) => term.field === field && term.operator === "=")?.value;
}

/** A value as it must be written in a field selector: `\`, `,` and `=` take a backslash. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, "\\$&");
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === ",") {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescapeValue(text: string): string {
  return text.replace(/\\([\s\S]?)|[,=]/gu, (match, escaped: string | undefined) => {
    if (escaped === undefined) {
      // Go prints the character as a number.
      throw badRequest(
        `invalid field selector: unescaped character in value: ${match.codePointAt(0)}`,
      );
    }
    if (escaped === "" || !"\\,=".includes(escaped)) {
      throw badRequest(`invalid field selector: invalid escape sequence: ${match}`);
    }
    return escaped;
  });
}
