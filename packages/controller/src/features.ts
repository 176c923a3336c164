import type { Features } from "@lateen/engine";

/** The gates that the reference knows, with what each switches on here. */
const GATES = {
  EnableSuspendOnFailure: "suspendOnFailure",
  EnablePatchStatusAtOnce: "patchStatusAtOnce",
  EnableBackupWorkflowRecord: "backup",
  EnableWatchEventListener: "eventListeners",
} as const;

/** Features of the engine, and those that the controller itself has. */
export interface FeatureGates extends Features {
  /** Finished runs are stored elsewhere. */
  readonly backup?: boolean;
  /** A change of an EventListener asks for a pass over the run of its name. */
  readonly eventListeners?: boolean;
}

/**
 * The features that a text such as `EnableSuspendOnFailure=true,EnablePatchStatusAtOnce=false` switches on. Throws
 * an Error that names an unknown gate or a value that is no boolean.
 */
export function parseFeatureGates(text: string): FeatureGates {
  const features: { -readonly [name in keyof FeatureGates]: boolean } = {};
  for (const part of text.split(",").map((one) => one.trim())) {
    if (part === "") continue;
    const [name = "", value = ""] = part.split("=", 2).map((one) => one.trim());
    if (!isGate(name)) {
      throw new Error(`unknown feature gate "${name}": known are ${Object.keys(GATES).join(", ")}`);
    }
    const isOn = BOOLEANS[value.toLowerCase()];
    if (isOn === undefined)
      throw new Error(`feature gate ${name}: expected true or false, found "${value}"`);
    features[GATES[name]] = isOn;
  }
  return features;
}

function isGate(name: string): name is keyof typeof GATES {
  return Object.hasOwn(GATES, name);
}

const BOOLEANS: Readonly<Record<string, boolean | undefined>> = {
  true: true,
  t: true,
  "1": true,
  false: false,
  f: false,
  "0": false,
};
