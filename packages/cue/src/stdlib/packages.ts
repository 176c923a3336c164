import type { StandardPackage } from "./builtin.ts";
import { ed25519 } from "./crypto/ed25519.ts";
import { cryptoHmac, cryptoMd5, cryptoSha1, cryptoSha256, cryptoSha512 } from "./crypto/hash.ts";
import { base64 } from "./encoding/base64.ts";
import { csv } from "./encoding/csv.ts";
import { hex } from "./encoding/hex.ts";
import { json } from "./encoding/json.ts";
import { toml } from "./encoding/toml.ts";
import { yaml } from "./encoding/yaml.ts";
import { html } from "./html/html.ts";
import { listPackage } from "./list/list.ts";
import { mathBits } from "./math/bits.ts";
import { math } from "./math/math.ts";
import { net } from "./net/net.ts";
import { path } from "./path/path.ts";
import { regexp } from "./regexp/regexp.ts";
import { strconv } from "./strconv/strconv.ts";
import { strings } from "./strings/strings.ts";
import { structPackage } from "./struct/struct.ts";
import { tabwriter } from "./text/tabwriter.ts";
import { template } from "./text/template.ts";
import { time } from "./time/time.ts";
import { toolPackages } from "./tool/tool.ts";
import { uuid } from "./uuid/uuid.ts";

/** All packages of the standard library. A build that needs fewer may list its own. */
export const STANDARD_PACKAGES: readonly StandardPackage[] = [
  ed25519,
  cryptoHmac,
  cryptoMd5,
  cryptoSha1,
  cryptoSha256,
  cryptoSha512,
  base64,
  csv,
  hex,
  json,
  toml,
  yaml,
  html,
  listPackage,
  math,
  mathBits,
  net,
  path,
  regexp,
  strconv,
  strings,
  structPackage,
  tabwriter,
  template,
  time,
  ...toolPackages,
  uuid,
];

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
