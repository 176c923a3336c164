// A step type as its source: `step.cue` in the form of a definition file (imports, a struct of metadata named like the
// type, and `template`), and `README.md`.

/** What the generators need of a step type. */
export interface StepSource {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly annotations: { readonly [key: string]: string };
  readonly labels: { readonly [key: string]: string };
  /** The text that goes into the WorkflowStepDefinition. */
  readonly template: string;
  /** The README without its title. */
  readonly readme: string;
}

/** Reads a step type. Throws an Error that names the file and what is wrong with it. */
export function readStep(name: string, cue: string, readme: string): StepSource {
  const problem = (text: string): Error =>
    new Error(`packages/steps/src/${name}/step.cue: ${text}`);
  const match =
    /^([\s\S]*?)^("?)([\w-]+)\2: \{\n([\s\S]*?)^\}\n+template: \{\n([\s\S]*?)^\}\s*$/m.exec(cue);
  if (match === null) throw problem("expected imports, a struct of metadata and template");
  const [, imports = "", , label = "", metadata = "", body = ""] = match;
  if (label !== name) throw problem(`expected the metadata of ${name}, found ${label}`);
  const fields = readFields(metadata, problem);
  const { description } = fields;
  if (description === undefined) throw problem("expected a description");
  if (fields["type"] !== "workflow-step") throw problem('expected type: "workflow-step"');
  const annotations: { [key: string]: string } = {
    "definition.oam.dev/description": description,
    ...prefixed(fields, "annotations."),
  };
  if (fields["alias"] !== undefined) annotations["definition.oam.dev/alias"] = fields["alias"];
  return {
    name,
    description,
    category: fields["annotations.category"] ?? "Other",
    annotations,
    labels: prefixed(fields, "labels."),
    template: `${imports.trim() === "" ? "" : `${imports.trim()}\n\n`}${dedent(body).trimEnd()}\n`,
    readme: readme.replace(/^# .*\n+/, "").trim(),
  };
}

/** Keys without a domain go under the one of custom metadata. */
function prefixed(
  fields: { readonly [path: string]: string },
  prefix: string,
): { [key: string]: string } {
  const found: { [key: string]: string } = {};
  for (const [path, value] of Object.entries(fields)) {
    if (!path.startsWith(prefix)) continue;
    const key = path.slice(prefix.length);
    found[key.includes("oam.dev") ? key : `custom.definition.oam.dev/${key}`] = value;
  }
  return found;
}

/** Texts by dotted path. */
function readFields(text: string, problem: (text: string) => Error): { [path: string]: string } {
  const fields: { [path: string]: string } = {};
  const path: string[] = [];
  for (const line of text.split("\n").map((raw) => raw.trim())) {
    if (line === "") continue;
    if (line === "}") {
      path.pop();
      continue;
    }
    const match = /^((?:(?:\w+|"[^"]+"):\s*)+)(\{|"(?:[^"\\]|\\.)*")$/.exec(line);
    if (match === null) throw problem(`cannot read ${JSON.stringify(line)}`);
    const labels = [...(match[1] ?? "").matchAll(/(\w+)|"([^"]+)"/g)].map(
      ([, a, b]) => a ?? b ?? "",
    );
    const value = match[2] ?? "";
    if (value === "{") path.push(...labels);
    else fields[[...path, ...labels].join(".")] = JSON.parse(value) as string;
  }
  return fields;
}

function dedent(text: string): string {
  // Lines of multi-line strings are indented like their closing quotes, so the same tab can go from every line.
  return text.replace(/^\t/gm, "");
}
