// What needs containers that run: this API server stores Pods and runs none.
import type { ApiError } from "@lateen/kube";
import { notImplemented } from "../errors.ts";

/** That `log`, `exec` and the like are not to be had of a Pod. */
export function noContainers(subresource: string, name: string): ApiError {
  const about = `pod ${JSON.stringify(name)}: containers do not run in this API server`;
  return notImplemented(
    subresource === "log"
      ? `there are no logs of ${about}`
      : `${subresource} is not possible in ${about}`,
  );
}
