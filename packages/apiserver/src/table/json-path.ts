// The simple JSON paths of printer columns, scale paths and selectable fields:
// `.spec.replicas`, `.metadata.annotations.a\.b`, `.status.conditions[?(@.type=="Ready")].status`,
// `.spec.containers[*].image`, `.items[0].name`, `['x.y']`.

type Step =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "all" }
  | {
      readonly kind: "filter";
      readonly path: readonly Step[];
      readonly value: string;
      readonly not: boolean;
    };

/** Finds what a path leads to; several values for `[*]` and filters. */
export type JsonPath = (object: unknown) => unknown[];

/** Compiles a path. Throws `SyntaxError` for what it cannot read. */
export function parseJsonPath(text: string): JsonPath {
  const steps = parseSteps(
    text
      .trim()
      .replace(/^\{(.*)\}$/, "$1")
      .replace(/^\$/, ""),
  );
  return (object) => walk(object, steps, 0);
}

function walk(value: unknown, steps: readonly Step[], index: number): unknown[] {
  const step = steps[index];
  if (step === undefined) return value === undefined ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  switch (step.kind) {
    case "field":
      return walk((value as Record<string, unknown>)[step.name], steps, index + 1);
    case "index": {
      if (!Array.isArray(value)) return [];
      return walk(value.at(step.index), steps, index + 1);
    }
    case "all":
      return Object.values(value).flatMap((item) => walk(item, steps, index + 1));
    case "filter":
      return Object.values(value)
        .filter((item) => {
          const found = walk(item, step.path, 0).some((got) => String(got) === step.value);
          return found !== step.not;
        })
        .flatMap((item) => walk(item, steps, index + 1));
  }
}

function parseSteps(text: string): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const match = STEP.exec(rest);
    if (match?.groups === undefined || match[0] === "") {
      throw new SyntaxError(`cannot read the JSON path ${JSON.stringify(text)} from "${rest}" on`);
    }
    const { field, quoted, index, all, path, operator, string, literal } = match.groups;
    if (field !== undefined) {
      steps.push({ kind: "field", name: field.replace(/\\(.)/g, "$1") });
    } else if (quoted !== undefined) {
      steps.push({ kind: "field", name: quoted.replace(/\\(.)/g, "$1") });
    } else if (index !== undefined) {
      steps.push({ kind: "index", index: Number(index) });
    } else if (all !== undefined) {
      steps.push({ kind: "all" });
    } else {
      steps.push({
        kind: "filter",
        path: parseSteps(path as string),
        value: string ?? (literal as string),
        not: operator === "!=",
      });
    }
    at += match[0].length;
  }
  return steps;
}

const STEP: RegExp = new RegExp(
  [
    String.raw`^(?<all>\.\*|\.?\[\*\])`,
    String.raw`^\.?(?<field>(?:[^.[\]\\]|\\.)+)`,
    String.raw`^\.?\[['"](?<quoted>(?:[^'"\\]|\\.)*)['"]\]`,
    String.raw`^\.?\[(?<index>-?\d+)\]`,
    String.raw`^\.?\[\?\(\s*@(?<path>[^=!]*?)\s*(?<operator>==|!=)\s*(?:["'](?<string>[^"']*)["']|(?<literal>[^)\s]+))\s*\)\]`,
  ].join("|"),
);
