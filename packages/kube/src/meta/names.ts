// Rules for names, labels and their texts: apimachinery/pkg/util/validation of Kubernetes 1.33.

const LABEL_PATTERN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN_PATTERN = `${LABEL_PATTERN}(\\.${LABEL_PATTERN})*`;
const KEY_PATTERN = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const VALUE_PATTERN = `(${KEY_PATTERN})?`;

const label = whole(LABEL_PATTERN);
const subdomain = whole(SUBDOMAIN_PATTERN);
const keyName = whole(KEY_PATTERN);
const labelValue = whole(VALUE_PATTERN);

const KEY_RULE = ruled(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  KEY_PATTERN,
  ["MyName", "my.name", "123-abc"],
);

/** What is wrong with a name that must be a DNS label (RFC 1123); empty if nothing is. */
export function dnsLabelProblems(value: string): string[] {
  const problems = tooLong(value, 63);
  if (!label.test(value)) {
    problems.push(
      subdomain.test(value)
        ? "must not contain dots"
        : ruled(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            LABEL_PATTERN,
            ["my-name", "123-abc"],
          ),
    );
  }
  return problems;
}

/** What is wrong with a name that must be a DNS subdomain (RFC 1123), as most names are. */
export function dnsSubdomainProblems(value: string): string[] {
  const problems = tooLong(value, 253);
  if (!subdomain.test(value)) {
    problems.push(
      ruled(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        SUBDOMAIN_PATTERN,
        ["example.com"],
      ),
    );
  }
  return problems;
}

/** What is wrong with the key of a label or an annotation, or with a finalizer. */
export function labelKeyProblems(key: string): string[] {
  const parts = key.split("/");
  if (parts.length > 2) {
    return [
      `a qualified name ${KEY_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  const prefix = parts.length === 2 ? (parts[0] as string) : undefined;
  const name = parts.at(-1) as string;
  if (prefix === "") problems.push("prefix part must be non-empty");
  else if (prefix !== undefined) {
    problems.push(...dnsSubdomainProblems(prefix).map((text) => `prefix part ${text}`));
  }
  if (name === "") problems.push("name part must be non-empty");
  problems.push(...tooLong(name, 63).map((text) => `name part ${text}`));
  if (!keyName.test(name)) problems.push(`name part ${KEY_RULE}`);
  return problems;
}

/** What is wrong with the value of a label. */
export function labelValueProblems(value: string): string[] {
  const problems = tooLong(value, 63);
  if (!labelValue.test(value)) {
    problems.push(
      ruled(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        VALUE_PATTERN,
        ["MyValue", "my_value", "12345"],
      ),
    );
  }
  return problems;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

function tooLong(value: string, maximum: number): string[] {
  return value.length > maximum ? [`must be no more than ${maximum} characters`] : [];
}

function ruled(rule: string, pattern: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${rule} (e.g. ${shown}regex used for validation is '${pattern}')`;
}
