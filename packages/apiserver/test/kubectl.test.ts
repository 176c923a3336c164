// Scripts for real kubectl binaries, in testdata/kubectl/*.txtar: commands and what they print, then the
// files that they use. Every script runs with each version; `npm test -- --update` rewrites what the
// first one prints.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { KubeObject } from "@lateen/kube";
import {
  type Cluster,
  formatTxtar,
  isUpdatingGoldens,
  KUBECTL_VERSIONS,
  type KubectlVersion,
  kubectl,
  kubectlPath,
  parseTxtar,
  startCluster,
} from "@lateen/testkit";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "testdata/kubectl");
const scripts = readdirSync(folder).filter((name) => name.endsWith(".txtar"));

describe.each(KUBECTL_VERSIONS)("kubectl 1.%s", (version) => {
  it.concurrent.each(scripts)("%s", async (name) => {
    const path = join(folder, name);
    const archive = parseTxtar(readFileSync(path, "utf8"));
    const cluster = await startCluster({
      simulateWorkloads: archive.comment.startsWith("# simulated"),
    });
    try {
      const actual = await run(cluster, version, archive);
      if (isUpdatingGoldens() && version === KUBECTL_VERSIONS[0]) {
        writeFileSync(path, formatTxtar({ ...archive, comment: actual }));
      } else {
        expect(actual).toBe(archive.comment);
      }
      expect(cluster.errors).toEqual([]);
    } finally {
      await cluster.close();
    }
  });
});

it.each(KUBECTL_VERSIONS)("kubectl 1.%s get -w shows what happens", async (version) => {
  const cluster = await startCluster();
  const kubeconfig = await cluster.kubeconfig();
  const key = { apiVersion: "v1", kind: "ConfigMap", name: "seen", namespace: "default" };
  await cluster.client.create<KubeObject>({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "seen" },
  });
  const child = spawn(kubectlPath(version), ["get", "configmaps", "-w"], {
    env: { HOME: dirname(kubeconfig), KUBECONFIG: kubeconfig },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let rows = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("NAME")) continue;
    rows++;
    expect(line).toMatch(new RegExp(`^seen +${rows === 1 ? 0 : 1} +\\d+s$`));
    if (rows === 1) await cluster.client.patch(key, "merge", { data: { a: "1" } });
    else if (rows === 2) await cluster.client.delete(key);
    else break;
  }
  child.kill();
  await cluster.close();
});

/** Runs the commands of a script; returns the script with what they printed. */
async function run(
  cluster: Cluster,
  version: KubectlVersion,
  archive: ReturnType<typeof parseTxtar>,
): Promise<string> {
  const kubeconfig = await cluster.kubeconfig();
  const cwd = join(dirname(kubeconfig), "files");
  mkdirSync(cwd);
  for (const file of archive.files) writeFileSync(join(cwd, file.name), file.text, { mode: 0o755 });
  let text = "";
  for (const line of archive.comment.split("\n")) {
    if (line.startsWith("#") || (line === "" && !text.endsWith("\n\n"))) text += `${line}\n`;
    if (!line.startsWith("$ kubectl ")) continue;
    const args = words(line.slice("$ kubectl ".length));
    const result = await kubectl(args, { kubeconfig, version, cwd, env: { EDITOR: "./edit.sh" } });
    const exit = result.code === 0 ? "" : `exit ${result.code}\n`;
    text =
      `${text.trimEnd()}\n${line}\n${normal(result.stdout)}${normal(result.stderr)}${exit}`.trimStart();
  }
  return `${text.trimEnd()}\n`;
}

/** Splits a command line; quotes keep words together. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:'([^']*)'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));
}

/** What differs between runs and between versions of kubectl. */
function normal(output: string): string {
  return output
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "UID")
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME")
    .replace(/\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, "TIME")
    .replace(/(resourceVersion: )"\d+"|(Resource Version: +)\d+/g, "$1$2REVISION")
    .replace(/\b\d+(?:ms|s)\b *(?= )/g, "AGE ")
    .replace(/\b\d+(?:ms|s)\b/g, "AGE")
    .replace(/\S*\/(LIVE|MERGED)-\d+/g, "$1")
    .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}/g, "TIME")
    .replace(/^Warning: version difference between client .*\n/gm, "")
    .replace(/\b10\.\d+\.\d+\.\d+\b */g, "ADDRESS ")
    .replace(/CLUSTER-IP +/g, "CLUSTER-IP ")
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, "SERVER")
    .replace(/ from \w[-\w]* namespace$/gm, "")
    .replace(/[ \t]+$/gm, "");
}
