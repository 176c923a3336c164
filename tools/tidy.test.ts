// Keeps the architecture: who may import whom, how large a file may be, what an index may hold.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import boundaries from "./boundaries.json" with { type: "json" };

const root = resolve(import.meta.dirname, "..");
const packages: Readonly<Record<string, readonly string[]>> = boundaries.packages;
const cueFolders: Readonly<Record<string, readonly string[]>> = boundaries.cueFolders;

interface SourceFile {
  readonly path: string;
  readonly package: string;
  readonly text: string;
  readonly isTest: boolean;
}

const files: readonly SourceFile[] = Object.keys(packages).flatMap((name) =>
  walk(join(root, "packages", name))
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({
      path: relative(root, path),
      package: name,
      text: readFileSync(path, "utf8"),
      isTest:
        /\.test(-d)?\.tsx?$/.test(path) ||
        path.includes(`packages/${name}/test/`) ||
        path.includes(".contract."),
    })),
);

describe("tidy", () => {
  it("packages import only what the table allows, and never deep", () => {
    const problems = files.flatMap((file) =>
      importsOf(file.text).flatMap(({ specifier, line }) => {
        const match = /^@lateen\/([^/]+)(\/.*)?$/.exec(specifier);
        if (match === null) return [];
        const [, name, rest] = match as unknown as [string, string, string | undefined];
        const at = `${file.path}:${line}`;
        if (rest?.startsWith("/src") === true) return [`${at} deep import ${specifier}`];
        if (name === file.package || file.isTest) return [];
        return packages[file.package]?.includes(name) === true
          ? []
          : [`${at} ${file.package} may not import ${name}`];
      }),
    );
    expect(problems).toEqual([]);
  });

  it("package.json and tsconfig references say what the table says", () => {
    const problems = Object.entries(packages).flatMap(([name, allowed]) => {
      const manifest = json<{ dependencies?: Record<string, string> }>(
        `packages/${name}/package.json`,
      );
      const config = json<{ references?: { path: string }[] }>(
        `packages/${name}/tsconfig.src.json`,
      );
      const declared = Object.keys(manifest.dependencies ?? {})
        .filter((dependency) => dependency.startsWith("@lateen/"))
        .map((dependency) => dependency.slice("@lateen/".length));
      const referenced = (config.references ?? []).map(
        (reference) => reference.path.split("/")[1] as string,
      );
      return [
        ...difference(`packages/${name}/package.json`, declared, allowed),
        ...difference(`packages/${name}/tsconfig.src.json`, referenced, allowed),
      ];
    });
    expect(problems).toEqual([]);
  });

  it("imports of other packages are declared", () => {
    const problems = files.flatMap((file) => {
      const manifest = json<
        Record<"dependencies" | "devDependencies", Record<string, string> | undefined>
      >(`packages/${file.package}/package.json`);
      const known = new Set([
        ...Object.keys(manifest.dependencies ?? {}),
        ...(file.isTest ? Object.keys(manifest.devDependencies ?? {}) : []),
      ]);
      const rootDev = json<{ devDependencies: Record<string, string> }>(
        "package.json",
      ).devDependencies;
      return importsOf(file.text)
        .filter(({ specifier }) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
        .map(({ specifier, line }) => ({ name: packageName(specifier), line }))
        .filter(
          ({ name }) =>
            !known.has(name) &&
            !(file.isTest && (name.startsWith("@lateen/") || name in rootDev)) &&
            name !== `@lateen/${file.package}`,
        )
        .map(({ name, line }) => `${file.path}:${line} ${name} is not in dependencies`);
    });
    expect(problems).toEqual([]);
  });

  it("folders of cue import in one direction", () => {
    const problems = files
      .filter((file) => file.package === "cue" && !file.isTest)
      .flatMap((file) => {
        const folder = cueFolder(file.path);
        const allowed = cueFolders[folder];
        if (allowed === undefined) return [];
        return importsOf(file.text)
          .filter(({ specifier }) => specifier.startsWith("."))
          .map(({ specifier, line }) => ({
            target: cueFolder(relative(root, resolve(root, dirname(file.path), specifier))),
            line,
          }))
          .filter(({ target }) => target !== folder && target !== "" && !allowed.includes(target))
          .map(
            ({ target, line }) => `${file.path}:${line} cue/${folder} may not import cue/${target}`,
          );
      });
    expect(problems).toEqual([]);
  });

  it("files stay small", () => {
    const long = files
      .filter((file) => !file.isTest && !file.path.endsWith(".gen.ts"))
      .filter((file) => file.text.split("\n").length > 601)
      .map((file) => `${file.path} has ${file.text.split("\n").length - 1} lines`);
    expect(long).toEqual([]);
  });

  it("an index holds re-exports alone", () => {
    const problems = files
      .filter((file) => /packages\/[^/]+\/src\/index\.ts$/.test(file.path))
      .flatMap((file) =>
        file.text
          .replace(/\/\*[\s\S]*?\*\//g, "")
          .replace(/\/\/.*$/gm, "")
          .replace(/export (type )?(\{[^}]*\}|\*( as \w+)?) from "[^"]+";/g, "")
          .split("\n")
          .filter((line) => line.trim() !== "")
          .map((line) => `${file.path}: ${line.trim()}`),
      );
    expect(problems).toEqual([]);
  });

  it("no file is a drawer", () => {
    // `vela/util` is the name of a package of the reference.
    const drawers = files
      .map((file) => file.path)
      .filter(
        (path) =>
          /\/(utils?|helpers?|common|misc|types)\.tsx?$/.test(path) &&
          !path.endsWith("providers/src/util/util.ts"),
      );
    expect(drawers).toEqual([]);
  });

  it("every archive in testdata is named by a test beside it", () => {
    const unread = Object.keys(packages).flatMap((name) => {
      const tests = files
        .filter((file) => file.package === name && file.isTest)
        .map((file) => file.text)
        .join("\n");
      return walk(join(root, "packages", name))
        .filter((path) => path.includes("/testdata/"))
        .map((path) => relative(root, path))
        .filter((path) => !tests.includes("testdata") || !mentions(tests, path));
    });
    expect(unread).toEqual([]);
  });
});

/** A test names an archive, its folder or its extension. */
function mentions(tests: string, path: string): boolean {
  const parts = path.split("/");
  const file = parts.at(-1) as string;
  return [file, parts.at(-2) as string, file.slice(file.lastIndexOf("."))].some((name) =>
    tests.includes(name),
  );
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (entry === "node_modules" || entry === "dist") return [];
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

function importsOf(text: string): { specifier: string; line: number }[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)|(?:^|\n)\s*import\s+"([^"]+)"/g;
  return [...text.matchAll(pattern)].map((match) => ({
    specifier: (match[1] ?? match[2] ?? match[3]) as string,
    line: text.slice(0, match.index + match[0].length).split("\n").length,
  }));
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function cueFolder(path: string): string {
  const parts = path.split("/");
  return parts[2] === "src" && parts.length > 4 ? (parts[3] as string) : "";
}

function difference(file: string, got: readonly string[], want: readonly string[]): string[] {
  return [
    ...got
      .filter((name) => !want.includes(name))
      .map((name) => `${file}: ${name} is not in the table`),
    ...want.filter((name) => !got.includes(name)).map((name) => `${file}: ${name} is missing`),
  ];
}

function json<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, path), "utf8")) as T;
}
