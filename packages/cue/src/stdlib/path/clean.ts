import type { System } from "./system.ts";

/** Slashes replaced by the system's separator. */
export function fromSlash(path: string, system: System): string {
  return system.separator === "/" ? path : path.replaceAll("/", system.separator);
}

/** The system's separators replaced by slashes. */
export function toSlash(path: string, system: System): string {
  return system.separator === "/" ? path : path.replaceAll(system.separator, "/");
}

/** The volume name at the start of a path. */
export function volumeName(path: string, system: System): string {
  return path.slice(0, system.volumeLength(path));
}

/** The shortest path that names the same, by looking at the text only. */
export function clean(path: string, system: System): string {
  const volume = volumeName(path, system);
  const rest = path.slice(volume.length);
  if (rest === "") {
    const isShare = volume.length > 1 && volume[1] !== ":";
    return isShare ? fromSlash(path, system) : `${path}.`;
  }
  const isRooted = system.isSeparator(rest[0]);
  const kept: string[] = [];
  for (const part of rest.split(system.isWindows ? /[\\/]/ : "/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!isRooted) kept.push("..");
  }
  const body = (isRooted ? system.separator : "") + kept.join(system.separator);
  return fromSlash(volume + (body === "" ? "." : body), system);
}

function isShare(path: string, system: System): boolean {
  return system.volumeLength(path) > 2;
}

/** Joins elements, the empty ones left out, and cleans the result. */
export function join(elements: readonly string[], system: System): string {
  const first = elements.findIndex((element) => element !== "");
  if (first < 0) return "";
  const parts = elements.slice(first);
  const head = parts[0] ?? "";
  if (!system.isWindows) return clean(parts.join(system.separator), system);
  if (head.length === 2 && head[1] === ":") {
    // `C:` and a relative path stay relative to the drive's directory.
    const next = parts.findIndex((part, index) => index > 0 && part !== "");
    return clean(head + (next < 0 ? [] : parts.slice(next)).join("\\"), system);
  }
  const joined = clean(parts.join("\\"), system);
  if (!isShare(joined, system)) return joined;
  // Joining must not make a share of what was none.
  const cleanHead = clean(head, system);
  if (isShare(cleanHead, system)) return joined;
  const tail = clean(parts.slice(1).join("\\"), system);
  return cleanHead.endsWith("\\") ? cleanHead + tail : `${cleanHead}\\${tail}`;
}
