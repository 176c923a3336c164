// What loading needs to know of files, and paths to name them by. Paths are absolute, with `/` between their parts.

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Where sources are read from: a disk, an archive, a map in memory. Nothing here changes files. */
export interface FileSystem {
  /** The bytes of a file; undefined if there is none. Throws for any other failure. */
  readFile(path: string): Uint8Array | undefined;
  /** The entries of a folder in any order; undefined if it is none. Throws for any other failure. */
  listFolder(path: string): readonly FolderEntry[] | undefined;
}

/** Creates a {@link FileSystem} of files in memory, by absolute path. */
export function memoryFileSystem(files: Readonly<Record<string, string | Uint8Array>>): FileSystem {
  const contents = new Map<string, Uint8Array>();
  const folders = new Map<string, Map<string, FolderEntry>>([["/", new Map()]]);
  for (const [name, content] of Object.entries(files)) {
    const path = joinPath("/", name);
    contents.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    let child = path;
    for (let isFolder = false; child !== "/"; isFolder = true) {
      const parent = folderOf(child);
      let entries = folders.get(parent);
      if (entries === undefined) folders.set(parent, (entries = new Map()));
      const childName = baseName(child);
      if (!entries.has(childName)) entries.set(childName, { name: childName, isFolder });
      child = parent;
    }
  }
  return {
    readFile: (path) => contents.get(path),
    listFolder: (path) => {
      const entries = folders.get(path);
      return entries === undefined ? undefined : [...entries.values()];
    },
  };
}

/** A path without `.`, `..` and doubled slashes. */
export function cleanPath(path: string): string {
  const isAbsolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  const joined = parts.join("/");
  if (isAbsolute) return `/${joined}`;
  return joined === "" ? "." : joined;
}

/** A path as seen from a folder, clean. */
export function joinPath(folder: string, path: string): string {
  return cleanPath(path.startsWith("/") ? path : `${folder}/${path}`);
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return ".";
  return slash === 0 ? "/" : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The extension with its dot; empty for names such as `.profile` that only begin with a dot. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot);
}

/** A path relative to a folder, both absolute. */
export function relativePath(folder: string, path: string): string {
  const from = folder.split("/").filter((part) => part !== "");
  const to = path.split("/").filter((part) => part !== "");
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  const parts = [...Array<string>(from.length - common).fill(".."), ...to.slice(common)];
  return parts.length === 0 ? "." : parts.join("/");
}
