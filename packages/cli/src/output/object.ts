import { FlagError } from "../errors.ts";

/** How a command prints what it found. */
export type OutputFormat = "table" | "json" | "yaml";

/** The format that `-o` names; a table when absent. Throws {@link FlagError}. */
export function parseFormat(text: string | undefined): OutputFormat {
  if (text === undefined || text === "table") return "table";
  if (text === "json" || text === "yaml") return text;
  throw new FlagError(`unknown output format "${text}": use json, yaml or table`);
}

/** The value as indented JSON or as YAML, ending in a line feed. */
export async function formatData(value: unknown, format: "json" | "yaml"): Promise<string> {
  if (format === "json") return `${JSON.stringify(value, null, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
