import { boolGuards, defaultGuards } from "./default-guards.ts";
import { errorLabels } from "./error-labels.ts";
import { listArithmetic } from "./list-arithmetic.ts";
import type { Rewrite } from "./rule.ts";
import { selfReferences } from "./self-references.ts";
import { singletonBounds } from "./singleton-bounds.ts";
import { unusedImports } from "./unused-imports.ts";

/** The names of the rules; those of the reference's command line where it has the rule. */
export type RuleName =
  | "unused-imports"
  | "list-arithmetic"
  | "error-field-label"
  | "bool-default-guard-hazard"
  | "generic-default-guard-hazard"
  | "keepvalidators-singleton"
  | "evalv3-selfref-default-guard";

/** A rule of {@link fixFile}. */
export interface Rule {
  readonly name: RuleName;
  /** Applied unless other rules are asked for. */
  readonly isDefault: boolean;
  readonly apply: Rewrite;
}

/** All rules, in the order in which they are applied. */
export const RULES: readonly Rule[] = [
  { name: "unused-imports", isDefault: true, apply: unusedImports },
  { name: "list-arithmetic", isDefault: true, apply: listArithmetic },
  { name: "error-field-label", isDefault: true, apply: errorLabels },
  { name: "bool-default-guard-hazard", isDefault: false, apply: boolGuards },
  { name: "generic-default-guard-hazard", isDefault: false, apply: defaultGuards },
  { name: "keepvalidators-singleton", isDefault: false, apply: singletonBounds },
  { name: "evalv3-selfref-default-guard", isDefault: false, apply: selfReferences },
];
