import type { StandardPackage } from "./builtin.ts";
import { ed25519 } from "./crypto/ed25519.ts";
import { cryptoHmac, cryptoMd5, cryptoSha1, cryptoSha256, cryptoSha512 } from "./crypto/hash.ts";
import { csv } from "./encoding/csv.ts";
import { html } from "./html/html.ts";
import { mathBits } from "./math/bits.ts";
import { net } from "./net/net.ts";
import { tabwriter } from "./text/tabwriter.ts";
import { template } from "./text/template.ts";
import { toolPackages } from "./tool/tool.ts";
import { uuid } from "./uuid/uuid.ts";

/** The packages that few files import: the build for browsers loads them when they are asked for. */
export const RARE_PACKAGES: readonly StandardPackage[] = [
  ed25519,
  cryptoHmac,
  cryptoMd5,
  cryptoSha1,
  cryptoSha256,
  cryptoSha512,
  csv,
  html,
  mathBits,
  net,
  tabwriter,
  template,
  ...toolPackages,
  uuid,
];
