import { constant, definePackage, type StandardPackage } from "../builtin.ts";
import { hostFunctions } from "./host.ts";
import { ipFunctions } from "./ip.ts";
import { urlFunctions } from "./url.ts";

/** The package `net`. */
export const net: StandardPackage = definePackage("net", [
  ...hostFunctions,
  constant("IPv4len", 4),
  constant("IPv6len", 16),
  ...ipFunctions,
  ...urlFunctions,
]);
