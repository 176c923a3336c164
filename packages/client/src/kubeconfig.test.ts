import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startCluster, temporaryFolder } from "@lateen/testkit";
import { describe, expect, it } from "vitest";
import { httpTransport } from "./http-transport.ts";
import { inClusterConfig, loadKubeConfig } from "./kubeconfig.ts";
import { createClient } from "./rest.ts";

const YAML = `
apiVersion: v1
kind: Config
current-context: dev
clusters:
- name: dev
  cluster: {server: "https://dev:6443", certificate-authority: ca.pem, tls-server-name: dev.example}
- name: prod
  cluster: {server: "https://prod", insecure-skip-tls-verify: true, proxy-url: "http://proxy:1"}
users:
- name: cert
  user: {client-certificate-data: ${btoa("CERT")}, client-key-data: ${btoa("KEY")}}
- name: basic
  user: {username: me, password: secret}
- name: file
  user: {tokenFile: token}
contexts:
- name: dev
  context: {cluster: dev, user: cert, namespace: team}
- name: prod
  context: {cluster: prod, user: basic}
- name: rotating
  context: {cluster: prod, user: file}
- name: broken
  context: {cluster: nope, user: cert}
`;

function folderWith(files: { readonly [name: string]: string }): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("loadKubeConfig", () => {
  const folder = folderWith({ config: YAML, "ca.pem": "CA", token: "tok\n" });
  const path = join(folder, "config");

  it("takes the current context, files relative to the kubeconfig", async () => {
    expect(await loadKubeConfig({ path })).toEqual({
      http: {
        server: "https://dev:6443",
        ca: "CA",
        serverName: "dev.example",
        credentials: { headers: {}, cert: "CERT", key: "KEY" },
      },
      namespace: "team",
      context: "dev",
    });
  });

  it("takes the context that is asked for", async () => {
    expect(await loadKubeConfig({ path, context: "prod" })).toEqual({
      http: {
        server: "https://prod",
        insecure: true,
        proxyUrl: "http://proxy:1",
        credentials: { headers: { authorization: `Basic ${btoa("me:secret")}` } },
      },
      namespace: "default",
      context: "prod",
    });
  });

  it("reads tokens from their file", async () => {
    const { http } = await loadKubeConfig({ path, context: "rotating" });
    expect(await http.currentCredentials?.()).toEqual({ headers: { authorization: "Bearer tok" } });
  });

  it("lays the files of KUBECONFIG over each other", async () => {
    const other = join(folderWith({ other: "current-context: prod\n" }), "other");
    const env = { KUBECONFIG: `${other}:/nowhere/at/all:${path}` };
    expect((await loadKubeConfig({ env })).context).toBe("prod");
  });

  it.each([
    [{ path: "/nowhere/config" }, "no kubeconfig: there is no file /nowhere/config"],
    [{ path, context: "nope" }, 'context "nope" does not exist'],
    [
      { path, context: "broken" },
      'context "broken": cluster "nope" does not exist or has no server',
    ],
    [{ path: join(folderWith({ bad: "{a: [" }), "bad") }, "bad: "],
    [{ path: join(folderWith({ list: "[]" }), "list") }, "list: not a kubeconfig"],
    [{ path: join(folderWith({ empty: "" }), "empty") }, "empty: no current-context is set"],
  ])("%j fails", async (options, message) => {
    await expect(loadKubeConfig({ ...options, env: {} })).rejects.toThrow(message);
  });

  it("asks exec plugins, once for many requests", async () => {
    const cluster = await startCluster();
    const home = folderWith({
      plugin: `#!/bin/sh
echo run >> "$(dirname "$0")/runs"
echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"from-plugin"}}'
`,
    });
    const command = join(home, "plugin");
    chmodSync(command, 0o755);
    const file = join(home, "config");
    writeFileSync(
      file,
      JSON.stringify({
        clusters: [{ name: "c", cluster: { server: await cluster.url() } }],
        users: [
          { name: "u", user: { exec: { apiVersion: "client.authentication.k8s.io/v1", command } } },
        ],
        contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
        "current-context": "x",
      }),
    );
    const { http } = await loadKubeConfig({ path: file });
    const [first, second] = await Promise.all([
      http.currentCredentials?.(),
      http.currentCredentials?.(),
    ]);
    expect(first).toEqual({ headers: { authorization: "Bearer from-plugin" } });
    expect(second).toBe(first);
    const { transport, close } = httpTransport(http);
    await createClient({ transport }).list({ apiVersion: "v1", kind: "Namespace" });
    await close();
    await cluster.close();
  });
});

it("inClusterConfig uses the service account of the Pod", () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "token"), "tok");
  writeFileSync(join(folder, "namespace"), "team");
  const env = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };
  expect(inClusterConfig(env, folder)).toMatchObject({
    http: { server: "https://[fd00::1]:443" },
    namespace: "team",
    context: "in-cluster",
  });
  expect(inClusterConfig({}, folder)).toBeUndefined();
});
