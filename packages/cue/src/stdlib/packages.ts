import type { StandardPackage } from "./builtin.ts";
import { CORE_PACKAGES } from "./core-packages.ts";
import { RARE_PACKAGES } from "./rare-packages.ts";

/** All packages of the standard library. */
export const STANDARD_PACKAGES: readonly StandardPackage[] = [...CORE_PACKAGES, ...RARE_PACKAGES];

let byPath: ReadonlyMap<string, StandardPackage> | undefined;

/** The package of an import path, e.g. `encoding/json`; undefined if there is none. */
export function standardPackage(importPath: string): StandardPackage | undefined {
  byPath ??= new Map(STANDARD_PACKAGES.map((item) => [item.path, item]));
  return byPath.get(importPath);
}

/** The packages that an expression may name without an import, by their last element: `json`, `strings`. */
export function standardPackageNames(): ReadonlyMap<string, string> {
  return new Map(
    STANDARD_PACKAGES.map(({ path }): [string, string] => [
      path.slice(path.lastIndexOf("/") + 1),
      path,
    ]),
  );
}
