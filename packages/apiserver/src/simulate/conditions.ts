import { timestamp } from "../objects/timestamp.ts";
import { items } from "../resources/builtin.ts";

/** A condition as it should be. */
export interface WantedCondition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
}

/** The conditions of a status with some set; the time tells when `status` of one last changed. */
export function withConditions(
  status: unknown,
  now: number,
  wanted: readonly WantedCondition[],
): Record<string, unknown>[] {
  const old = items(status, "conditions");
  const kept = old.filter((one) => !wanted.some(({ type }) => type === one["type"]));
  return [
    ...kept.map((one) => ({ ...one })),
    ...wanted.map((condition) => {
      const before = old.find((one) => one["type"] === condition.type);
      const isSame = before?.["status"] === condition.status;
      return {
        ...condition,
        lastTransitionTime: isSame ? before["lastTransitionTime"] : timestamp(now),
      };
    }),
  ];
}
