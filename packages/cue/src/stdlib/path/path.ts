import { BuiltinError, definePackage, fn, type StandardPackage } from "../builtin.ts";
import { bool, choice, string, stringList } from "../param.ts";
import { clean, fromSlash, join, toSlash, volumeName } from "./clean.ts";
import { matchPath } from "./match.ts";
import { type System, SYSTEMS, systemOf } from "./system.ts";

function lastSeparator(path: string, system: System, from = 0): number {
  let index = path.length - 1;
  while (index >= from && !system.isSeparator(path[index])) index--;
  return index;
}

function split(path: string, system: System): readonly string[] {
  const at = lastSeparator(path, system, volumeName(path, system).length);
  return [path.slice(0, at + 1), path.slice(at + 1)];
}

function extension(path: string, system: System): string {
  const name = path.slice(lastSeparator(path, system) + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

function base(path: string, system: System): string {
  if (path === "") return ".";
  let rest = path;
  while (rest !== "" && system.isSeparator(rest.at(-1))) rest = rest.slice(0, -1);
  rest = rest.slice(system.volumeLength(rest));
  rest = rest.slice(lastSeparator(rest, system) + 1);
  return rest === "" ? system.separator : rest;
}

function directory(path: string, system: System): string {
  const volume = volumeName(path, system);
  const at = lastSeparator(path, system, volume.length);
  const dir = clean(path.slice(volume.length, at + 1), system);
  return dir === "." && volume.length > 2 ? volume : volume + dir;
}

function resolve(dir: string, sub: string, system: System): string {
  return system.isAbsolute(sub) ? clean(sub, system) : join([clean(dir, system), sub], system);
}

function relative(basePath: string, targetPath: string, system: System): string {
  const failure = (): BuiltinError =>
    new BuiltinError(`Rel: can't make ${targetPath} relative to ${basePath}`);
  const baseVolume = volumeName(basePath, system);
  const targetVolume = volumeName(targetPath, system);
  const cleanBase = clean(basePath, system);
  const cleanTarget = clean(targetPath, system);
  if (system.sameWord(cleanTarget, cleanBase)) return ".";
  let from = cleanBase.slice(baseVolume.length);
  if (from === ".") from = "";
  const to = cleanTarget.slice(targetVolume.length);
  const isSlashed = (path: string): boolean => path.startsWith(system.separator);
  if (isSlashed(from) !== isSlashed(to) || !system.sameWord(baseVolume, targetVolume)) {
    throw failure();
  }
  const parts = (path: string): string[] =>
    path.split(system.separator).filter((part) => part !== "");
  const fromParts = parts(from);
  const toParts = parts(to);
  let common = 0;
  while (
    common < fromParts.length &&
    common < toParts.length &&
    system.sameWord(fromParts[common] ?? "", toParts[common] ?? "")
  ) {
    common++;
  }
  if (fromParts[common] === "..") throw failure();
  const up = fromParts.slice(common).map(() => "..");
  return [...up, ...toParts.slice(common)].join(system.separator);
}

const CHOICES = SYSTEMS.map((name) => `"${name}"`);
const system = choice(SYSTEMS, CHOICES.join(" | "));
const systemOrUnix = choice(SYSTEMS, `*${CHOICES.join(" | ")}`, "unix");
const systemOrWindows = choice(
  SYSTEMS,
  `*"windows" | ${CHOICES.filter((name) => name !== '"windows"').join(" | ")}`,
  "windows",
);

/** The package `path`. */
export const path: StandardPackage = definePackage(
  "path",
  [
    fn("Split", [string, systemOrUnix], stringList, (p, os) => split(p, systemOf(os))),
    fn("SplitList", [string, system], stringList, (p, os) => systemOf(os).splitList(p)),
    fn("Join", [stringList, systemOrUnix], string, (parts, os) => join(parts, systemOf(os))),
    fn("Match", [string, string, systemOrUnix], bool, (pattern, name, os) =>
      matchPath(pattern, name, systemOf(os)),
    ),
    fn("Clean", [string, systemOrUnix], string, (p, os) => clean(p, systemOf(os))),
    fn("ToSlash", [string, system], string, (p, os) => toSlash(p, systemOf(os))),
    fn("FromSlash", [string, system], string, (p, os) => fromSlash(p, systemOf(os))),
    fn("Ext", [string, systemOrUnix], string, (p, os) => extension(p, systemOf(os))),
    fn("Resolve", [string, string, systemOrUnix], string, (dir, sub, os) =>
      resolve(dir, sub, systemOf(os)),
    ),
    fn("Rel", [string, string, systemOrUnix], string, (from, to, os) =>
      relative(from, to, systemOf(os)),
    ),
    fn("Base", [string, systemOrUnix], string, (p, os) => base(p, systemOf(os))),
    fn("Dir", [string, systemOrUnix], string, (p, os) => directory(p, systemOf(os))),
    fn("IsAbs", [string, systemOrUnix], bool, (p, os) => systemOf(os).isAbsolute(p)),
    fn("VolumeName", [string, systemOrWindows], string, (p, os) => volumeName(p, systemOf(os))),
  ],
  { source: '{Unix: "unix", Windows: "windows", Plan9: "plan9"}' },
);
