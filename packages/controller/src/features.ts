import type { Features } from "@lateen/engine";

/** The gates that the reference knows, with what each switches on here. */
const GATES: Readonly<Record<string, keyof Features | undefined>> = {
  EnableSuspendOnFailure: "suspendOnFailure",
  EnablePatchStatusAtOnce: "patchStatusAtOnce",
  // Known, so that the reference's settings are accepted; what they switch on is not there.
  EnableBackupWorkflowRecord: undefined,
  EnableWatchEventListener: undefined,
};

/** What a text of feature gates says. */
export interface FeatureGates {
  readonly features: Features;
  /** What is wanted and not there. */
  readonly warnings: readonly string[];
}

/**
 * The features that a text such as `EnableSuspendOnFailure=true,EnablePatchStatusAtOnce=false` switches on. Throws
 * an Error that names an unknown gate or a value that is no boolean.
 */
export function parseFeatureGates(text: string): FeatureGates {
  const warnings: string[] = [];
  const features: { -readonly [name in keyof Features]: boolean } = {};
  for (const part of text.split(",").map((one) => one.trim())) {
    if (part === "") continue;
    const [name = "", value = ""] = part.split("=", 2).map((one) => one.trim());
    if (!(name in GATES)) {
      throw new Error(`unknown feature gate "${name}": known are ${Object.keys(GATES).join(", ")}`);
    }
    const isOn = BOOLEANS[value.toLowerCase()];
    if (isOn === undefined)
      throw new Error(`feature gate ${name}: expected true or false, found "${value}"`);
    const feature = GATES[name];
    if (feature !== undefined) features[feature] = isOn;
    else if (isOn) warnings.push(`the feature gate ${name} is without effect: ${MISSING[name]}`);
  }
  return { features, warnings };
}

const MISSING: Readonly<Record<string, string>> = {
  EnableBackupWorkflowRecord: "finished runs are kept where they are, and recycled by age",
  EnableWatchEventListener: "runs are not started by events",
};

const BOOLEANS: Readonly<Record<string, boolean | undefined>> = {
  true: true,
  t: true,
  "1": true,
  false: false,
  f: false,
  "0": false,
};
