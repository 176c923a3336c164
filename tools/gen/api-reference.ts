// packages/cue/docs/api.md: every export of the package's entry points, with what its comment says.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GeneratedFile } from "./generated-file.ts";

const ENTRIES: readonly (readonly [name: string, file: string])[] = [
  ["@lateen/cue", "index.ts"],
  ["@lateen/cue/syntax", "syntax.ts"],
  ["@lateen/cue/load", "load/index.ts"],
  ["@lateen/cue/schema", "schema/index.ts"],
];

const HEAD = `# API

Every export, by entry point. Generated from the sources by \`npm run gen\`; [guide.md](guide.md) shows how they are used.
`;

/** The reference of `@lateen/cue`. */
export function apiReference(root: string): readonly GeneratedFile[] {
  const folder = join(root, "packages/cue/src");
  const parts = ENTRIES.map(([name, file]) => `## ${name}\n${entry(folder, file)}`);
  return [{ path: "packages/cue/docs/api.md", text: `${HEAD}\n${parts.join("\n")}` }];
}

function entry(folder: string, file: string): string {
  const path = join(folder, file);
  let text = "";
  const statements =
    /^\/\/ (.*)$|^export (?:type )?(?:\{([^}]*)\}|\*(?: as (\w+))?) from "([^"]+)";/gm;
  let heading = "";
  for (const [, comment, names, alias, from = ""] of readFileSync(path, "utf8").matchAll(
    statements,
  )) {
    if (comment !== undefined) {
      heading = comment;
      continue;
    }
    const source = readFileSync(join(dirname(path), from), "utf8");
    if (heading !== "" && !heading.startsWith("`")) text += `\n### ${heading.replace(/\.$/, "")}\n`;
    heading = "";
    if (names === undefined) text += summary(source, alias);
    else for (const name of namesOf(names)) text += declaration(source, name);
  }
  return text;
}

function namesOf(list: string): readonly string[] {
  return list
    .split(",")
    .map((name) => name.replace(/\btype\b|\/\/.*/g, "").trim())
    .filter((name) => name !== "");
}

interface Declared {
  readonly doc: string;
  readonly code: string;
}

function find(source: string, name: string): Declared | undefined {
  const start = new RegExp(
    String.raw`^export (?:async )?(?:interface|type|function|class|const) ${name}\b`,
    "m",
  ).exec(source);
  if (start === null) return undefined;
  const rest = source.slice(start.index);
  return { doc: docBefore(source.slice(0, start.index)), code: codeOf(rest) };
}

function docBefore(text: string): string {
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(text)?.[1] ?? "";
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd())
    .join("\n")
    .replace(/\{@link (\w+(?:\.\w+)?)\}/g, "`$1`")
    .trim();
}

/** The declaration without the body of a function and without what is private. */
function codeOf(rest: string): string {
  const kind = /^export (?:async )?(\w+)/.exec(rest)?.[1];
  if (kind === "function")
    return `${(/^[\s\S]*?\)(?:: [^\n]*?)? \{$/m.exec(rest)?.[0] ?? "").slice(0, -2)};`;
  if (kind === "const")
    return `${/^export const \w+(?:: [^=]*?)? =/.exec(rest)?.[0].slice(0, -2) ?? ""};`;
  if (kind === "class") {
    const body = /^[\s\S]*?^\}/m.exec(rest)?.[0] ?? "";
    const fields = [...body.matchAll(/^(?: {2}\/\*\*.*\*\/\n)? {2}readonly \w+.*;$/gm)].map(
      ([field]) => field,
    );
    return `${body.split("\n", 1)[0] ?? ""}\n${fields.join("\n")}\n}`;
  }
  return (/^export interface/.test(rest) ? /^[\s\S]*?^\}/m : /^[\s\S]*?;$/m).exec(rest)?.[0] ?? "";
}

function declaration(source: string, name: string): string {
  const declared = find(source, name);
  if (declared === undefined) return `\n#### \`${name}\`\n`;
  const { doc, code } = declared;
  return `\n#### \`${name}\`\n\n${doc}\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
}

/** What a file exports, one line each. */
function summary(source: string, alias: string | undefined): string {
  const rows = [...source.matchAll(/^export (?:interface|type|function|const) (\w+)/gm)].map(
    ([, name = ""]) => {
      const doc = find(source, name)?.doc.replace(/\s+/g, " ") ?? "";
      return `- \`${alias === undefined ? name : `${alias}.${name}`}\`${doc === "" ? "" : `: ${firstSentence(doc)}`}`;
    },
  );
  return `\n${rows.join("\n")}\n`;
}

function firstSentence(text: string): string {
  return /^.*?[.:](?=\s|$)/.exec(text)?.[0] ?? text;
}
