// scratch: not committed
import { templateCache } from "./template/cache.ts";
import { execute, memoryStorage } from "./index.ts";
type A = {
  l: string;
  p: string;
  d: string;
  params?: any;
  reads?: string[];
  if?: (r: any, p: any) => boolean;
};
class V {
  path: any[] = [];
  constructor(
    public data: any,
    public kids: any[] = [],
    public readIdx: number[] = [],
    public ok = true,
  ) {}
  kind() {
    return this.kids.length || (this.data && typeof this.data === "object")
      ? "struct"
      : typeof this.data === "string"
        ? "string"
        : this.data === undefined
          ? "bottom"
          : "bool";
  }
  incompleteKind() {
    return "_";
  }
  exists() {
    return this.ok;
  }
  isConcrete() {
    return true;
  }
  error() {
    return undefined;
  }
  lookup(p: any[]): any {
    if (p.length === 0) return this;
    const k = this.kids.find((k: any) => k.label === p[0]);
    if (k) return k.value.lookup(p.slice(1));
    const d = this.data?.[p[0]];
    return d === undefined ? new V(undefined, [], [], false) : new V(d).lookup(p.slice(1));
  }
  lookupPath(s: string) {
    return this.lookup(s.split("."));
  }
  expression(s: string) {
    return this.lookup(s.split("."));
  }
  fields() {
    return this.kids;
  }
  elements() {
    return [];
  }
  decode() {
    return this.data;
  }
  validate() {
    return [];
  }
  exportJson() {
    return "";
  }
  syntax() {
    return "x";
  }
  reads() {
    return this.readIdx;
  }
  position() {
    return undefined;
  }
}
export const defs: Record<string, (p: any, res: (l: string) => any) => A[]> = {};
export function program(name: string): any {
  return {
    warnings: [],
    evaluate({ fill }: any) {
      const param = fill[1].value;
      const res = (l: string) => fill.find((f: any) => f.path[0] === l)?.value;
      const acts = defs[name]!(param, res);
      const kids = acts.map((a) => ({
        label: a.l,
        kind: "regular",
        constraint: "none",
        origin: "declared",
        attributes: [],
        value: new V(
          { "#do": a.d, "#provider": a.p, $params: a.params ?? {}, $returns: res(a.l) },
          [],
          (a.reads ?? []).map((l) => fill.findIndex((f: any) => f.path[0] === l)),
        ),
      }));
      return new V({ parameter: param, context: fill[0].value }, kids);
    },
  };
}
export const now = { t: 1_000_000 };
export const calls: string[] = [];
export const world: any = {};
const fns: any = {
  message: {
    nature: "control",
    call: async (i: any) => ({ kind: "message", message: i.params.message }),
  },
  wait: {
    nature: "control",
    call: async (i: any) =>
      i.params.continue ? { kind: "done" } : { kind: "wait", message: i.params.message },
  },
  fail: {
    nature: "control",
    call: async (i: any) => ({ kind: "fail", message: i.params.message }),
  },
  brk: { nature: "control", call: async () => ({ kind: "break" }) },
  suspend: { nature: "control", call: async (i: any) => ({ kind: "suspend", ...i.params }) },
  get: {
    nature: "read",
    call: async (i: any) => {
      calls.push("get " + i.params.k);
      await 0;
      return {
        kind: "done",
        returns: { v: world[i.params.k] },
        watches: i.params.w ? [{ cluster: "", object: i.params.w }] : undefined,
      };
    },
  },
  post: {
    nature: "effect",
    call: async (i: any, r: any) => {
      calls.push("post " + i.params.k + " " + r.idempotencyKey.slice(0, 4));
      await 0;
      return { kind: "done", returns: { id: i.params.k } };
    },
  },
  err: {
    nature: "effect",
    call: async () => {
      calls.push("err");
      throw new Error("boom");
    },
  },
};
export const engine: any = {
  definitions: {
    stepDefinition: (ns: string, n: string) =>
      ns === "vela-system" && defs[n]
        ? { spec: { schematic: { cue: { template: n } } } }
        : undefined,
    workflow: () => undefined,
  },
  registry: {
    find: (_p: string, n: string) => fns[n],
    hasProvider: (p: string) => p === "t",
    packageSource: () => undefined,
  },
  clusters: {},
  clock: { now: () => now.t },
  random: () => 0.5,
  templates: templateCache({
    compile: (s) =>
      s.startsWith("import")
        ? { program: program("builtin-suspend") }
        : s === ""
          ? { program: program("empty") }
          : { program: program(s) },
    compileCondition: (s) => ({
      program: {
        warnings: [],
        evaluate({ fill }: any) {
          const scope: any = {};
          for (const f of fill) scope[f.path[0]] = f.value;
          return new V(new Function(...Object.keys(scope), "return " + s)(...Object.values(scope)));
        },
      } as any,
    }),
  }),
};
defs["builtin-suspend"] = (p) => [{ l: "suspend", p: "t", d: "suspend", params: p }];
defs["empty"] = () => [];
defs["msg"] = (p) => [{ l: "msg", p: "t", d: "message", params: p }];
defs["forever"] = () => [
  { l: "hold", p: "t", d: "wait", params: { continue: false, message: "holding" } },
];
defs["failing"] = () => [{ l: "f", p: "t", d: "fail", params: { message: "no" } }];
defs["break"] = () => [{ l: "f", p: "t", d: "brk" }];
defs["err"] = () => [{ l: "e", p: "t", d: "err" }];
defs["poll"] = (p, res) => [
  { l: "post", p: "t", d: "post", params: p },
  { l: "get", p: "t", d: "get", params: { k: p.k, w: p.w } },
  { l: "hold", p: "t", d: "wait", params: { continue: res("get")?.v === "ready" }, reads: ["get"] },
  { l: "say", p: "t", d: "message", params: { message: "ok" } },
];
export function mk(spec: any, extra: any = {}) {
  return {
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "WorkflowRun",
    metadata: { name: "run", namespace: "ns", uid: "u1", resourceVersion: "1", ...extra },
    spec,
  } as any;
}
export async function go(run: any, storage: any, memory?: any, woken?: any) {
  const r = await execute(engine, { run, storage, memory, woken });
  run.status = r.status;
  run.metadata.resourceVersion = String(Number(run.metadata.resourceVersion) + 1);
  return r;
}
export { memoryStorage };
import { test } from "vitest";
const show = (r: any) =>
  JSON.stringify({
    s: r.status.status,
    susp: r.status.suspend,
    t: r.status.terminated,
    steps: (r.status.steps ?? []).map(function f(e: any): any {
      return [
        e.name,
        e.phase,
        e.reason,
        e.message,
        ...(e.subSteps ? [e.subSteps.map(f)] : []),
      ].filter((x) => x !== undefined);
    }),
    err: r.error?.message,
    ch: r.changed,
    at: r.wakeUp.at && r.wakeUp.at - now.t,
    w: r.wakeUp.watches.length,
  });
const W = (steps: any, more: any = {}) => mk({ workflowSpec: { steps }, ...more });
test("x", async () => {
  const t = async (
    name: string,
    run: any,
    n = 1,
    between?: (i: number, run: any) => void,
    s = memoryStorage(),
  ) => {
    let mem: any;
    console.log("--", name);
    calls.length = 0;
    for (let i = 0; i < n; i++) {
      const r = await go(run, s, mem);
      mem = r.memory;
      console.log(show(r), calls.join(","));
      if (r.status.finished) break;
      now.t = r.wakeUp.at ?? now.t + 1000;
      between?.(i, run);
    }
    console.log(JSON.stringify(s.snapshot()?.data));
  };
  await t(
    "msgs",
    W([
      {
        name: "a",
        type: "msg",
        properties: { message: "x" },
        outputs: [{ name: "o", valueFrom: "parameter.message" }],
      },
      { name: "b", type: "msg", inputs: [{ from: "o", parameterKey: "message" }] },
    ]),
  );
  world.k = "no";
  await t(
    "poll",
    W([
      { name: "a", type: "poll", properties: { k: "k" } },
      { name: "b", type: "msg" },
    ]),
    6,
    (i) => {
      if (i === 2) world.k = "ready";
    },
  );
  await t(
    "err",
    W([
      { name: "a", type: "err" },
      { name: "b", type: "msg" },
    ]),
    20,
  );
  await t(
    "fail dag",
    W(
      [
        { name: "a", type: "failing" },
        { name: "c", type: "msg", dependsOn: ["a"] },
        { name: "b", type: "msg" },
      ],
      { mode: { steps: "DAG" } },
    ),
    3,
  );
  await t(
    "break",
    W([
      { name: "a", type: "break" },
      { name: "b", type: "msg" },
    ]),
    3,
  );
  await t(
    "suspend",
    W([
      { name: "a", type: "suspend", properties: { duration: "5s" } },
      { name: "b", type: "msg" },
    ]),
    3,
  );
  await t(
    "group",
    W([
      {
        name: "g",
        type: "step-group",
        subSteps: [
          { name: "x", type: "forever" },
          { name: "y", type: "msg" },
        ],
        timeout: "20s",
      },
      { name: "b", type: "msg" },
    ]),
    3,
  );
  await t(
    "if",
    W([
      { name: "g", type: "msg", if: "false" },
      { name: "b", type: "msg", if: "status.g.skipped" },
    ]),
    3,
  );
  await t("unknown", W([{ name: "g", type: "mgs" }]), 1);
  await t(
    "nested",
    W([
      {
        name: "g",
        type: "step-group",
        subSteps: [
          { name: "x", type: "step-group", subSteps: [{ name: "q", type: "msg" }] },
          { name: "y", type: "msg" },
        ],
      },
    ]),
    1,
  );
  await t(
    "stuck",
    W(
      [
        { name: "h", type: "forever", outputs: [{ name: "o", valueFrom: "x" }] },
        { name: "u", type: "msg", inputs: [{ from: "o" }] },
        { name: "v", type: "msg", if: "always" },
      ],
      { mode: { steps: "DAG" } },
    ),
    2,
    (_i, run) => {
      run.status = {
        ...run.status,
        terminated: true,
        steps: run.status.steps.map((e: any) =>
          e.phase === "running" ? { ...e, phase: "failed", reason: "Terminate" } : e,
        ),
      };
    },
  );
  await t("finally", mk({ workflowSpec: { steps: [{ name: "a", type: "failing" }, { name: "b", type: "msg" }], finally: [{ name: "f", type: "msg", properties: { message: "bye" } }] } }), 3);
  await t("run timeout", mk({ timeout: "10s", workflowSpec: { steps: [{ name: "a", type: "forever" }, { name: "b", type: "msg" }], finally: [{ name: "f", type: "msg", properties: { message: "bye" } }] } }), 3);
  await t("retry", W([{ name: "a", type: "err", retry: { limit: 2, backoff: { duration: "1s", factor: 3 } } }, { name: "b", type: "msg" }]), 20);
  await t("retry if", W([{ name: "a", type: "err", retry: { if: "error.attempt < 2" } }, { name: "b", type: "msg" }]), 20);
});
