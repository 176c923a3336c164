// The workflows of examples/ against real servers, with kubectl in the part of whoever else acts on a cluster.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "@lateen/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGateway } from "../../../examples/canary/services.ts";
import { startDeliveryService } from "../../../examples/delivery/services.ts";
import { type ServicesOptions, startServices } from "../../../examples/image-preload/services.ts";
import { ROOT, type Up, lateen, startUp } from "./lateen.ts";

const CLUSTERS = ["shanghai", "us-west"] as const;
const example = (path: string): string => join(ROOT, "examples", path);

let up: Up;
beforeAll(async () => {
  up = await startUp(["--no-example", "--clusters", [...CLUSTERS, "ack"].join(",")]);
});
afterAll(() => up.stop());

/** Status and messages of a run's steps, sub-steps included. */
async function stepsOf(server: Up, name: string): Promise<Record<string, string>> {
  const run = JSON.parse(await server.kubectl(["get", "wr", name, "-o", "json"])) as {
    status?: { steps?: Step[] };
  };
  const flat = (steps: readonly Step[]): Step[] =>
    steps.flatMap((step) => [step, ...flat(step.subSteps ?? [])]);
  return Object.fromEntries(
    flat(run.status?.steps ?? []).map(({ name: step, phase, message }) => [
      step,
      message ? `${phase}: ${message}` : phase,
    ]),
  );
}
interface Step {
  readonly name: string;
  readonly phase: string;
  readonly message?: string;
  readonly subSteps?: readonly Step[];
}

/** Waits until the status of a run has a value at a path of kubectl's. */
const waitFor = (server: Up, name: string, path: string, value: string): Promise<string> =>
  server.kubectl(
    ["wait", `wr/${name}`, `--for=jsonpath={.status.${path}}=${value}`, "--timeout=30s"],
    { timeout: 40_000 },
  );
const phaseOf = (step: string): string => `steps[?(@.name=="${step}")].phase`;

describe("build-push-image", () => {
  it("says that the Secret is missing, and goes on when it is there", async () => {
    await up.kubectl(["apply", "-f", example("build-push-image/run.yaml")]);
    await waitFor(up, "build-push-image", "status", "executing");
    await waitUntil(async () =>
      JSON.stringify(await stepsOf(up, "build-push-image")).includes("image-secret"),
    );
    expect((await stepsOf(up, "build-push-image"))["build-push"]).toMatch(/image-secret/);
    await up.lateen(["run", "-f", example("build-push-image/credentials.yaml")]);
    await waitFor(up, "build-push-image", "status", "succeeded");
    const pods = JSON.parse(await up.kubectl(["get", "pods", "-o", "json"])) as {
      items: { metadata: { name: string }; spec: PodSpec }[];
    };
    const pod = pods.items.find(({ spec }) =>
      JSON.stringify(spec).includes("fogdong/simple-web-demo:v1"),
    );
    const [container] = pod?.spec.containers ?? [];
    expect(container?.args).toEqual(
      expect.arrayContaining([
        "--destination=fogdong/simple-web-demo:v1",
        expect.stringMatching(
          /^--context=git:\/\/github\.com\/FogDong\/simple-web-demo#refs\/heads\/main/,
        ),
      ]),
    );
    expect(JSON.stringify(pod?.spec.volumes)).toContain("image-secret");
    expect(container?.volumeMounts?.[0]?.mountPath).toBe("/kaniko/.docker/");
  });
});
interface PodSpec {
  readonly containers: readonly {
    readonly args: string[];
    readonly volumeMounts?: { mountPath: string }[];
  }[];
  readonly volumes?: unknown;
}

describe("image-preload", () => {
  const steps = (phases: string): RegExp => new RegExp(phases);

  const install = async (server: Up): Promise<void> => {
    for (const cluster of CLUSTERS) {
      await server.kubectl([
        "--context",
        cluster,
        "apply",
        "-f",
        example("image-preload/crd.yaml"),
      ]);
    }
    await server.lateen([
      "def",
      "apply",
      "-f",
      example("image-preload/build-image.cue"),
      "-f",
      example("image-preload/build-cache.cue"),
    ]);
    await server.kubectl(["apply", "-f", example("image-preload/wait-ready.yaml")]);
  };
  const ready = (server: Up, cluster: string): Promise<string> =>
    server.kubectl([
      "--context",
      cluster,
      "patch",
      "imagepulljob",
      "preload-java",
      "--subresource",
      "status",
      "--type",
      "merge",
      "-p",
      '{"status":{"phase":"Ready"}}',
    ]);
  const flags = (
    services: { build: string; cache: string; alert: string },
    name: string,
  ): string[] => [
    ...[
      "--name",
      name,
      "--set",
      `buildService=${services.build}`,
      "--set",
      `cacheService=${services.cache}`,
    ],
    ...["--set", `alerts=${services.alert}/alerts`],
  ];

  beforeAll(() => install(up));

  it("builds once, caches, and waits in two clusters at once", async () => {
    const services = await startServices({ milliseconds: 1500 });
    await up.lateen([
      "run",
      "-f",
      example("image-preload/run.yaml"),
      "--detach",
      ...flags(services, "preload"),
    ]);
    await waitFor(up, "preload", phaseOf("cache"), "succeeded");
    await waitUntil(
      async () => (await stepsOf(up, "preload"))["ready-us-west"]?.startsWith("running") === true,
    );
    expect(await up.lateen(["logs", "preload", "cache"])).toContain(
      "100% of the layers are in the cache",
    );
    await ready(up, "shanghai");
    await waitUntil(async () => (await stepsOf(up, "preload"))["ready-shanghai"] === "succeeded");
    expect((await stepsOf(up, "preload"))["ready-us-west"]).toMatch(/^running/);
    await ready(up, "us-west");
    await waitFor(up, "preload", "status", "succeeded");
    expect(await stepsOf(up, "preload")).toMatchObject({
      build: "succeeded",
      "handle-error": "skipped",
      preload: "succeeded",
    });
    expect(services.requests.filter((request) => request.startsWith("POST"))).toEqual([
      "POST /builds",
      "POST /caches",
    ]);
    expect(
      await up.kubectl([
        "--context",
        "us-west",
        "get",
        "imagepulljob",
        "preload-java",
        "-o",
        "jsonpath={.spec.image}",
      ]),
    ).toMatch(/@sha256:build-1$/);
    await services.close();
  });

  it.each<[string, ServicesOptions["build"] | "down", RegExp, number]>([
    ["fails", "fails", steps("build build-1 failed: no space left on device"), 1],
    ["answers garbage", "garbage", steps("the answer of the build service makes no sense"), 1],
    ["is down", "down", steps("(ECONNREFUSED|connect|refused)"), 0],
  ])("handles a build service that %s", async (_name, build, message, posts) => {
    const services = await startServices({
      milliseconds: 300,
      build: build === "down" ? "ok" : (build ?? "ok"),
    });
    const name = `preload-${build}`;
    const addresses = build === "down" ? { ...services, build: "http://127.0.0.1:1" } : services;
    await up.lateen([
      "run",
      "-f",
      example("image-preload/run.yaml"),
      "--detach",
      ...flags(addresses, name),
    ]);
    await waitUntil(async () => message.test((await stepsOf(up, name))["build"] ?? ""));
    if (build !== "down") {
      await waitFor(up, name, "status", "failed");
      expect(await stepsOf(up, name)).toMatchObject({
        "handle-error": "succeeded",
        cache: "skipped",
        preload: "skipped",
      });
      expect(services.alerts).toEqual([
        JSON.stringify({ text: "The base image could not be built." }),
      ]);
    }
    expect(services.requests.filter((request) => request === "POST /builds")).toHaveLength(posts);
    await services.close();
  });

  it("sends the POST once even if the controller is killed while it waits", async () => {
    const services = await startServices({ milliseconds: 4000 });
    const first = await startUp(["--no-example", "--clusters", CLUSTERS.join(",")]);
    await install(first);
    await first.lateen([
      "run",
      "-f",
      example("image-preload/run.yaml"),
      "--detach",
      ...flags(services, "preload"),
    ]);
    await waitUntil(
      async () =>
        (await stepsOf(first, "preload"))["build"]?.includes("build-1 is building") === true,
    );
    await first.stop("SIGKILL");
    const second = await startUp(["--no-example", "--clusters", CLUSTERS.join(",")], first.data);
    await waitFor(second, "preload", phaseOf("cache"), "succeeded");
    for (const cluster of CLUSTERS) {
      await waitUntil(
        async () =>
          (await stepsOf(second, "preload"))[`ready-${cluster}`]?.startsWith("running") === true,
      );
      await ready(second, cluster);
    }
    await waitFor(second, "preload", "status", "succeeded");
    expect(services.requests.filter((request) => request.startsWith("POST"))).toEqual([
      "POST /builds",
      "POST /caches",
    ]);
    await second.stop();
    await services.close();
  }, 60_000);
});

describe("delivery", () => {
  const install = async (): Promise<void> => {
    await up.lateen([
      "def",
      "apply",
      example("delivery/init-environment.cue"),
      example("delivery/release-batch.cue"),
    ]);
  };

  it("goes through business services and Kubernetes in turn", async () => {
    await install();
    const service = await startDeliveryService({ milliseconds: 500 });
    await up.lateen([
      "run",
      "-f",
      example("delivery/run.yaml"),
      "--set",
      `service=${service.url}`,
      "--set",
      `rollbacks=${service.url}/rollbacks`,
    ]);
    expect(service.requests.filter((request) => request.startsWith("POST"))).toEqual([
      "POST /environments",
      "POST /releases",
      "POST /releases",
    ]);
    const environment =
      "jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env[0].value}";
    expect(await up.kubectl(["get", "deployment", "shop-batch-2", "-o", environment])).toMatch(
      /shop:v2.* shanghai$/,
    );
    await service.close();
  });

  it("rolls back when a batch is refused", async () => {
    await install();
    const service = await startDeliveryService({ milliseconds: 100, refuseBatch: 2 });
    const { code, stderr } = await lateen([
      "--kubeconfig",
      up.kubeconfig,
      "run",
      "-f",
      example("delivery/run.yaml"),
      "--name",
      "refused",
      "--set",
      `service=${service.url}`,
      "--set",
      `rollbacks=${service.url}/rollbacks`,
    ]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/batch 2 was refused: .*error budget is used up/),
    ]);
    expect(service.requests.at(-1)).toBe("POST /rollbacks");
    await service.close();
  });
});

describe("canary", () => {
  it("takes a Rollout from batch to batch in two clusters, with an approval between", async () => {
    const gateway = await startGateway();
    for (const cluster of CLUSTERS) {
      await up.kubectl(["--context", cluster, "apply", "-f", example("canary/crd.yaml")]);
      await up.kubectl([
        "--context",
        cluster,
        "wait",
        "crd/rollouts.rollouts.kruise.io",
        "--for=condition=Established",
      ]);
      await up.kubectl(["--context", cluster, "apply", "-f", example("canary/workload.yaml")]);
    }
    await up.lateen(["def", "apply", example("canary/update-batch.cue")]);
    await up.lateen([
      "run",
      "-f",
      example("canary/run.yaml"),
      "--detach",
      "--set",
      `gateway=${gateway.url}`,
    ]);
    const paused = async (index: number): Promise<void> => {
      for (const cluster of CLUSTERS) {
        const status = {
          status: { canaryStatus: { currentStepIndex: index, currentStepState: "StepPaused" } },
        };
        await up.kubectl([
          "--context",
          cluster,
          "patch",
          "rollout",
          "shop",
          "--subresource",
          "status",
          "--type",
          "merge",
          "-p",
          JSON.stringify(status),
        ]);
      }
    };
    await waitUntil(
      async () => (await stepsOf(up, "canary"))["first-batch"]?.startsWith("running") === true,
    );
    expect(gateway.weights).toEqual([]);
    await paused(1);
    await waitFor(up, "canary", phaseOf("approve"), "suspending");
    expect(gateway.weights).toEqual([10]);
    const fields = "jsonpath={.spec.strategy.canary.steps[0].weight} {.spec.strategy.paused}";
    expect(await up.kubectl(["--context", "us-west", "get", "rollout", "shop", "-o", fields])).toBe(
      "10 false",
    );
    expect(
      await up.kubectl([
        "--context",
        "us-west",
        "get",
        "deployment",
        "shop",
        "-o",
        "jsonpath={.spec.template.spec.containers[*].image}",
      ]),
    ).toBe("example.com/shop:v2 example.com/sidecar:v1");
    await up.lateen(["resume", "canary"]);
    await waitUntil(
      async () => (await stepsOf(up, "canary"))["all"]?.startsWith("running") === true,
    );
    await paused(2);
    await waitFor(up, "canary", "status", "succeeded");
    expect(gateway.weights).toEqual([10, 100]);
    await gateway.close();
  });
});

describe("the examples of the reference", () => {
  it("multiple-apps: a condition on a message, an approval, an Application from a ConfigMap", async () => {
    await up.kubectl(["apply", "-f", example("multiple-apps/crd.yaml")]);
    await up.kubectl(["wait", "crd/applications.core.oam.dev", "--for=condition=Established"]);
    await up.lateen(["run", "-f", example("multiple-apps/run.yaml"), "--detach"]);
    const name = "apply-applications";
    const play = (app: string): Promise<string> =>
      up.kubectl([
        "patch",
        "application",
        app,
        "--subresource",
        "status",
        "--type",
        "merge",
        "-p",
        '{"status":{"status":"running","observedGeneration":1}}',
      ]);
    await waitUntil(async () =>
      (await up.kubectl(["get", "applications", "-o", "name"])).includes("webservice-app"),
    );
    await play("webservice-app");
    await waitFor(up, name, phaseOf("suspend"), "suspending");
    expect((await stepsOf(up, name))["check-app-exist"]).toBe("succeeded: Application not found");
    await up.lateen(["resume", name]);
    await waitUntil(async () =>
      (await up.kubectl(["get", "applications", "-o", "name"])).includes("webservice-app2"),
    );
    await play("webservice-app2");
    await waitFor(up, name, "status", "succeeded");
    expect(await up.kubectl(["get", "configmaps", "-o", "name"])).toMatch(
      /apply-applications-\w+-debug-/,
    );
  });

  it("initialize-env: Terraform, then the new cluster", async () => {
    await up.kubectl(["apply", "-f", example("initialize-env/crd.yaml")]);
    await up.lateen(["run", "-f", example("initialize-env/run.yaml"), "--detach"]);
    const name = "apply-terraform-resource";
    const play = async (kind: string, status: object): Promise<void> => {
      await waitUntil(async () => (await up.kubectl(["get", kind, "-A", "-o", "name"])) !== "");
      const [place = ""] = (
        await up.kubectl([
          "get",
          kind,
          "-A",
          "-o",
          "jsonpath={range .items[*]}{.metadata.namespace} {.metadata.name}{end}",
        ])
      ).split("\n");
      const [namespace = "", object = ""] = place.split(" ");
      await up.kubectl([
        "patch",
        kind,
        object,
        "-n",
        namespace,
        "--subresource",
        "status",
        "--type",
        "merge",
        "-p",
        JSON.stringify({ status }),
      ]);
    };
    await play("providers.terraform.core.oam.dev", { state: "ready" });
    const secret = ["create", "secret", "generic", "my-terraform-secret", "-n", "vela-system"];
    await up.kubectl([...secret, "--from-literal=KUBECONFIG=none"]);
    await play("configurations.terraform.core.oam.dev", { apply: { state: "Available" } });
    await waitFor(up, name, "status", "succeeded");
    expect(
      await up.kubectl([
        "--context",
        "ack",
        "get",
        "configmap",
        "my-cm",
        "-o",
        "jsonpath={.data.test-key}",
      ]),
    ).toBe("test-value");
  });

  it.each<[string, number, RegExp]>([
    ["succeeds", 200, /"text":"Current star count: 5"/],
    ["fails", 404, /"text":"Failed to request github"/],
  ])("request-and-notify: a service that %s", async (_name, status, message) => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        if (request.method === "POST") bodies.push(body);
        const isRepository = request.url === "/repository";
        response
          .writeHead(isRepository ? status : 200, { "content-type": "application/json" })
          .end('{"stargazers_count": 5}');
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const folder = temporaryFolder();
    const text = readFileSync(example("request-and-notify/run.yaml"), "utf8");
    writeFileSync(
      join(folder, "run.yaml"),
      text
        .replaceAll("https://api.github.com/repos/kubevela/workflow", `${url}/repository`)
        .replaceAll("<your slack url>", `${url}/slack`),
    );
    const { code } = await lateen(["run", "-f", join(folder, "run.yaml"), "--local"]);
    expect(code).toBe(status === 200 ? 0 : 1);
    expect(bodies).toEqual([expect.stringMatching(message)]);
    server.close();
  });

  it("run-with-template: one template, two environments", async () => {
    await up.kubectl(["apply", "-f", example("run-with-template/template.yaml")]);
    await up.lateen(["run", "-f", example("run-with-template/run.yaml")]);
    await up.lateen([
      "run",
      "-f",
      example("run-with-template/run.yaml"),
      "--name",
      "deploy-test",
      "--set",
      "env=test",
    ]);
    expect(await stepsOf(up, "deploy-run")).toEqual({
      apply: "succeeded",
      "apply-test": "skipped",
    });
    expect(await stepsOf(up, "deploy-test")).toEqual({
      apply: "skipped",
      "apply-test": "succeeded",
    });
  });
});

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("it did not come to pass within 20 seconds");
    await new Promise((done) => setTimeout(done, 50));
  }
}
