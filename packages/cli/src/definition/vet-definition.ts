// Whether a template is fit to run: it compiles against the packages that steps may use, and contradicts itself nowhere.
import { type CueError, type PackageCache, compile, createPackageCache } from "@lateen/cue";
import { explainMissing } from "@lateen/engine";
import { createProviderRegistry } from "@lateen/providers";
import type { SourceText } from "../documents.ts";

/** Checks templates one after another; what they import is compiled once. */
export interface DefinitionChecker {
  /** What is wrong, each `FILE:LINE:COLUMN: what`; empty if nothing. */
  check(template: SourceText): readonly string[];
}

/** Makes a checker. */
export function definitionChecker(): DefinitionChecker {
  const registry = createProviderRegistry();
  const cache: PackageCache = createPackageCache();
  return {
    check({ name, text }) {
      const { program, errors } = compile([{ filename: name, text }], {
        packages: (path) => registry.packageSource(path),
        cache,
        externals: ["parameter", "context"],
        implicitImports: { op: "vela/op" },
        compatibility: true,
        missing: explainMissing(registry),
      });
      if (program === undefined) return errors.map((error) => textOf(error, name));
      return program
        .evaluate()
        .validate()
        .map((error) => textOf(error, name));
    },
  };
}

function textOf(error: CueError, name: string): string {
  // The place in the user's own file says more than one in a package.
  const at = error.positions.find(({ filename }) => filename === name) ?? error.positions[0];
  const place = at === undefined ? name : `${at.filename}:${at.line}:${at.column}`;
  const path =
    error.path.length === 0 || error.message.startsWith(error.path.join("."))
      ? ""
      : `${error.path.join(".")}: `;
  return `${place}: ${path}${error.message}`;
}
