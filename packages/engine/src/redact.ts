// Keeps the content of Secrets out of what is shown: a message that quotes a value may quote one.
import type { Data } from "@lateen/cue";

const SHORTEST = 4;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The texts in a result that must not be shown: the data of Secrets in it, as stored and decoded. */
export function secretsIn(result: Data, depth = 0): string[] {
  if (result === null || typeof result !== "object" || result instanceof Uint8Array) return [];
  if (Array.isArray(result)) {
    return (result as readonly Data[]).flatMap((item) => secretsIn(item, depth + 1));
  }
  const object = result as { readonly [key: string]: Data };
  if (object["kind"] === "Secret") {
    return [...textsOf(object["data"]), ...textsOf(object["stringData"])];
  }
  // A result is an object, holds one, or holds a list of them.
  if (depth >= 3) return [];
  return ["value", "list", "items", "output"].flatMap((key) => {
    const below = object[key];
    return below === undefined ? [] : secretsIn(below, depth + 1);
  });
}

function textsOf(data: Data | undefined): string[] {
  if (data === undefined || data === null || typeof data !== "object") return [];
  const texts: string[] = [];
  for (const value of Object.values(data)) {
    if (typeof value !== "string" || value.length < SHORTEST) continue;
    texts.push(value);
    const decoded = BASE64.test(value) ? decodeBase64(value) : undefined;
    if (decoded !== undefined && decoded.length >= SHORTEST) texts.push(decoded);
  }
  return texts;
}

function decodeBase64(text: string): string | undefined {
  try {
    const binary = atob(text);
    return new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.from(binary, (char) => char.charCodeAt(0)),
    );
  } catch {
    return undefined;
  }
}

/** CUE text without the secrets, in the forms that they take there: escaped, or line by line. */
export function redactSyntax(text: string, secrets: Iterable<string>): string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    forms.add(secret);
    forms.add(JSON.stringify(secret).slice(1, -1));
    for (const line of secret.split("\n"))
      if (line.trim().length >= SHORTEST_LINE) forms.add(line.trim());
  }
  return redact(text, forms);
}

/** Of a secret of several lines, shorter ones may be anything. */
const SHORTEST_LINE = 8;

/** The message without the secrets. */
export function redact(message: string, secrets: Iterable<string>): string {
  let shown = message;
  // The longest first: one may contain another.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret.length >= SHORTEST && shown.includes(secret))
      shown = shown.replaceAll(secret, "***");
  }
  return shown;
}
