/** `v1` → `api/v1`, `apps/v1` → `apis/apps/v1`. */
export function groupVersionPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

/** The reverse; nothing for other paths. */
export function parseGroupVersionPath(
  path: string,
): { readonly group: string; readonly version: string } | undefined {
  const parts = path.split("/");
  if (parts[0] === "api" && parts.length === 2) return { group: "", version: parts[1] as string };
  if (parts[0] === "apis" && parts.length === 3) {
    return { group: parts[1] as string, version: parts[2] as string };
  }
  return undefined;
}
