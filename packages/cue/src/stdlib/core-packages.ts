import type { StandardPackage } from "./builtin.ts";
import { base64 } from "./encoding/base64.ts";
import { hex } from "./encoding/hex.ts";
import { json } from "./encoding/json.ts";
import { toml } from "./encoding/toml.ts";
import { yaml } from "./encoding/yaml.ts";
import { listPackage } from "./list/list.ts";
import { math } from "./math/math.ts";
import { path } from "./path/path.ts";
import { regexp } from "./regexp/regexp.ts";
import { strconv } from "./strconv/strconv.ts";
import { strings } from "./strings/strings.ts";
import { structPackage } from "./struct/struct.ts";
import { time } from "./time/time.ts";

/** The packages that every build has. */
export const CORE_PACKAGES: readonly StandardPackage[] = [
  base64,
  hex,
  json,
  toml,
  yaml,
  listPackage,
  math,
  path,
  regexp,
  strconv,
  strings,
  structPackage,
  time,
];
