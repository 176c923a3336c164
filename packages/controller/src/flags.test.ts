import { describe, expect, it } from "vitest";
import { readControllerFlags } from "./flags.ts";

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
      "feature-gates": "EnableBackupWorkflowRecord=true,EnableWatchEventListener=false",
      "backup-strategy": "RemainLatestFailedRecord",
    };
    expect(readControllerFlags(values).warnings).toEqual([
      "the feature gate EnableBackupWorkflowRecord is without effect: finished runs are kept where they are, and recycled by age",
      "the flag --backup-strategy is without effect",
    ]);
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
