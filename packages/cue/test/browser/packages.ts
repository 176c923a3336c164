// Stands for src/stdlib/packages.ts in the build for browsers: what few files import is a chunk of its own.
import type { StandardPackage } from "../../src/stdlib/builtin.ts";
import { CORE_PACKAGES } from "../../src/stdlib/core-packages.ts";
import type * as all from "../../src/stdlib/packages.ts";

const byPath = new Map<string, StandardPackage>();
add(CORE_PACKAGES);

/** Import paths of the packages that have to be loaded. */
const RARE = /^(?:crypto\/\w+|encoding\/csv|html|math\/bits|net|text\/\w+|tool(?:\/\w+)?|uuid)$/;

/** Whether a package has to be loaded. */
export function isRare(importPath: string): boolean {
  return RARE.test(importPath);
}

function add(packages: readonly StandardPackage[]): void {
  for (const each of packages) byPath.set(each.path, each);
}

/**
 * Loads the packages of the standard library that are not there at first: `crypto/*`, `encoding/csv`, `html`,
 * `math/bits`, `net`, `text/*`, `tool/*`, `uuid`. To be awaited before sources that import them are compiled.
 */
export async function loadLibrary(): Promise<void> {
  const { RARE_PACKAGES } = await import("../../src/stdlib/rare-packages.ts");
  add(RARE_PACKAGES);
}

export const standardPackage: typeof all.standardPackage = (importPath) => {
  const found = byPath.get(importPath);
  if (found === undefined && isRare(importPath)) {
    throw new Error(
      `package ${JSON.stringify(importPath)} is not loaded: await loadLibrary() first`,
    );
  }
  return found;
};

export const standardPackageNames: typeof all.standardPackageNames = () =>
  new Map([...byPath.keys()].map((path) => [path.slice(path.lastIndexOf("/") + 1), path]));
