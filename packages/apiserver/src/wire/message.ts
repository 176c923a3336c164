import { MESSAGES } from "./messages.gen.ts";

/** A field of a message. */
export interface MessageField {
  /** The name in JSON; empty for a message whose fields stand beside those of its parent. */
  readonly name: string;
  readonly number: number;
  /** `string`, `int`, `bool`, `double`, `bytes` or the name of a message. */
  readonly type: string;
  readonly form: "one" | "list" | "map";
  /** Zero values are told apart from absent ones. */
  readonly keepsZero: boolean;
}

const parsed = new Map<string, readonly MessageField[]>();

/** The fields of a message by its name (`core/v1.Pod`); nothing for unknown ones. */
export function messageFields(name: string): readonly MessageField[] | undefined {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const text = MESSAGES[name];
  if (text === undefined) return undefined;
  const fields = text === "" ? [] : text.split("|").map(parseField);
  parsed.set(name, fields);
  return fields;
}

/** The message of a built-in kind. */
export function messageName(group: string, version: string, kind: string): string {
  // `rbac.authorization.k8s.io` → `rbac`
  const folder = group === "" ? "core" : (group.split(".")[0] as string);
  return `${folder}/${version}.${kind}`;
}

function parseField(text: string): MessageField {
  const [name = "", number = "", type = ""] = text.split(" ");
  return {
    name: name.replace("+", ""),
    number: Number(number),
    type: type.replace(/\[\]$|\{\}$/, ""),
    form: type.endsWith("[]") ? "list" : type.endsWith("{}") ? "map" : "one",
    keepsZero: name.endsWith("+"),
  };
}
