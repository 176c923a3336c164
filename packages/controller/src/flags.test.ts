import { describe, expect, it } from "vitest";
import { type FlagValues, readControllerFlags } from "./flags.ts";

describe("readControllerFlags", () => {
  it("has the reference's defaults", () => {
    expect(readControllerFlags()).toMatchObject({
      features: {},
      limits: { waitBackoffSeconds: 60, failedBackoffSeconds: 300, errorRetries: 10 },
      ignoreWithoutRequirement: false,
      recycleSeconds: 720 * 3600,
      groupByLabel: "pipeline.oam.dev/name",
      shard: undefined,
      leaderElection: undefined,
    });
  });

  it("reads feature gates", () => {
    const values = {
      "feature-gates": "EnableSuspendOnFailure=true, EnablePatchStatusAtOnce=False",
    };
    expect(readControllerFlags(values).features).toEqual({
      suspendOnFailure: true,
      patchStatusAtOnce: false,
    });
  });

  it("tells what is without effect", () => {
    const values = {
      "kube-api-qps": "500",
    };
    expect(readControllerFlags(values).warnings).toEqual([
      "the flag --kube-api-qps is without effect",
    ]);
  });

  it("reads how runs are backed up", () => {
    const values = {
      "feature-gates": "EnableBackupWorkflowRecord=true",
      "backup-ignore-strategy": "IgnoreLatestFailedRecord",
      "backup-clean-on-backup": true,
    };
    expect(readControllerFlags().backup).toBeUndefined();
    expect(readControllerFlags(values).backup).toEqual({
      keepsLatestFailed: true,
      persistType: "",
      cleanOnBackup: true,
      configSecret: { namespace: "vela-system", name: "backup-config" },
    });
  });

  it("reads which dialects of CUE step types may use", () => {
    const rewrites = (values: FlagValues): readonly string[] | undefined =>
      readControllerFlags(values).templates.rewrites;
    expect(rewrites({})).toEqual(["list-arithmetic", "error-field-label"]);
    expect(
      rewrites({
        "cue-upgrade-list-concat-enabled": "false",
        "cue-upgrade-keepvalidators-singleton-enabled": true,
      }),
    ).toEqual(["error-field-label", "keepvalidators-singleton"]);
    expect(rewrites({ "enable-cue-version-compatibility": "false" })).toEqual([]);
  });

  it("reads where clusters are reached", () => {
    expect(readControllerFlags().clusterGateway).toBeUndefined();
    expect(readControllerFlags({ "cluster-gateway-url": "https://gw" }).clusterGateway).toEqual({
      url: "https://gw",
      caFile: "",
    });
  });

  it("reads bounds", () => {
    const values = { "workflow-wait-deadline": "1h", "max-parallel-actions-per-run": "3" };
    expect(readControllerFlags().limits.waitDeadlineSeconds).toBeUndefined();
    expect(readControllerFlags(values).limits).toMatchObject({
      waitDeadlineSeconds: 3600,
      parallelSteps: 3,
    });
  });

  it.each([
    [{ "feature-gates": "EnableAll=true" }, /unknown feature gate "EnableAll"/],
    [{ "feature-gates": "EnableSuspendOnFailure=yes" }, /expected true or false, found "yes"/],
    [
      { "concurrent-reconciles": "0" },
      /--concurrent-reconciles: expected a whole number of at least 1, found "0"/,
    ],
    [{ "recycle-duration": "30d" }, /--recycle-duration: expected a duration/],
  ])("refuses %o", (values, message) => expect(() => readControllerFlags(values)).toThrow(message));
});
