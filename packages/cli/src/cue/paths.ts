import { isAbsolute, relative, resolve } from "node:path";

/** A path as seen from a folder, as an absolute one. */
export function absolute(folder: string, path: string): string {
  return isAbsolute(path) ? path : resolve(folder, path);
}

/** A path as the user would name it from a folder. */
export function shown(folder: string, path: string): string {
  return path === "-" ? path : relative(folder, path) || path;
}
