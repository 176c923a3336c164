/** When finished runs are stored elsewhere, and where (spec: engine.md 24.2). */
export interface BackupSettings {
  /** The newest failed run of each group is left alone. */
  readonly keepsLatestFailed: boolean;
  /** Name of the store, one of those in `persisters.ts`; empty for none. */
  readonly persistType: string;
  /** What was stored is deleted. */
  readonly cleanOnBackup: boolean;
  /** The Secret with the settings of the store. */
  readonly configSecret: { readonly namespace: string; readonly name: string };
}

const STRATEGY = "BackupFinishedRecord";
const IGNORE_LATEST_FAILED = "IgnoreLatestFailedRecord";

/** Reads the flags of the backup. Throws an Error that names the flag, what was expected and what was found. */
export function readBackupFlags(
  text: (name: string) => string,
  isOn: (name: string) => boolean,
): BackupSettings {
  const oneOf = (name: string, ...values: readonly string[]): string => {
    const value = text(name);
    if (values.includes(value)) return value;
    const expected = values.map((each) => (each === "" ? "nothing" : each)).join(" or ");
    throw new Error(`--${name}: expected ${expected}, found "${value}"`);
  };
  oneOf("backup-strategy", STRATEGY);
  return {
    keepsLatestFailed:
      oneOf("backup-ignore-strategy", "", IGNORE_LATEST_FAILED) === IGNORE_LATEST_FAILED,
    persistType: text("backup-persist-type"),
    cleanOnBackup: isOn("backup-clean-on-backup"),
    configSecret: {
      namespace: text("backup-config-secret-namespace"),
      name: text("backup-config-secret-name"),
    },
  };
}
