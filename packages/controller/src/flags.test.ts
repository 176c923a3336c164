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
