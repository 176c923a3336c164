// A world for the engine's tests: a clock that stands still, cells that functions read and change, and every call on
// record. The functions are real ones, declared in CUE; only what they act on is in memory.
import type { Source } from "@lateen/cue";
import {
  type ActionResult,
  type Engine,
  type Features,
  type Limits,
  type ProviderFunction,
  type ProviderRegistry,
  templatesFor,
} from "../src/index.ts";

const BUILTIN = `package builtin

#ConditionalWait: {
	#do:       "wait"
	#provider: "builtin"
	$params?: {
		continue: *false | bool
		message?: string
		failWhen?: bool
		deadline?: string
	}
}
#Message: {
	#do:       "message"
	#provider: "builtin"
	$params?: message?: string
}
#Suspend: {
	#do:       "suspend"
	#provider: "builtin"
	$params?: {
		duration?: string
		message?:  string
	}
}
#Fail: {
	#do:       "fail"
	#provider: "builtin"
	$params?: message?: string
}
#Break: {
	#do:       "break"
	#provider: "builtin"
	$params?: message?: string
}
`;

const WORLD = `package world

// Reads a cell.
#Get: {
	#do:       "get"
	#provider: "world"
	$params: cell: string
	$returns?: {...}
	...
}

// Changes a cell; what must not be done twice.
#Post: {
	#do:       "post"
	#provider: "world"
	$params: {
		cell:   string
		value?: _
	}
	$returns?: {...}
	...
}

// Only computes: gives the text in upper case.
#Upper: {
	#do:       "upper"
	#provider: "world"
	$params: text: string
	$returns?: text: string
	...
}

// Changes a cell; may be done twice.
#Put: {
	#do:       "put"
	#provider: "world"
	$params: {
		cell:   string
		value?: _
	}
	$returns?: {...}
	...
}
`;

const OP = `package op

#Get: {
	#do:       "get"
	#provider: "op"
	cell:      string
	...
}
#ConditionalWait: {
	#do:       "wait"
	#provider: "op"
	continue:  *false | bool
	message?:  string
}
#Message: {
	#do:       "message"
	#provider: "op"
	message?:  string
}
`;

/** A call that a template made. */
export interface Call {
  readonly text: string;
  readonly idempotencyKey: string;
}

/** What the functions act on. */
export interface World {
  now: number;
  readonly cells: Map<string, unknown>;
  readonly calls: Call[];
  /** Cells whose functions throw, with the message. */
  readonly broken: Map<string, string>;
  /** Cells that can be watched. */
  readonly watched: Set<string>;
  /** Called at each function and each write: for tests that stop the process there. */
  checkpoint: (place: string) => Promise<void> | void;
  readonly registry: ProviderRegistry;
  engine(options?: {
    readonly definitions?: { readonly [type: string]: string };
    readonly workflows?: { readonly [name: string]: object };
    readonly features?: Features;
    readonly limits?: Limits;
  }): Engine;
}

/** Makes a world. */
export function world(): World {
  const cells = new Map<string, unknown>();
  const calls: Call[] = [];
  const broken = new Map<string, string>();
  const watched = new Set<string>();

  const act =
    (name: string, change: (cell: string, value: unknown) => void): ProviderFunction["call"] =>
    async ({ params }, runtime): Promise<ActionResult> => {
      const cell = String(params["cell"]);
      await self.checkpoint(`before ${name} ${cell}`);
      calls.push({ text: `${name} ${cell}`, idempotencyKey: runtime.idempotencyKey });
      const message = broken.get(cell);
      if (message !== undefined) throw new Error(message);
      change(cell, params["value"]);
      await self.checkpoint(`after ${name} ${cell}`);
      const value = cells.get(cell) as never;
      return {
        kind: "done",
        returns: value === undefined ? {} : { value },
        ...(watched.has(cell)
          ? { watches: [{ cluster: "", object: { apiVersion: "v1", kind: "Cell", name: cell } }] }
          : {}),
      };
    };

  const functions: { readonly [provider: string]: { readonly [name: string]: ProviderFunction } } =
    {
      builtin: {
        wait: {
          nature: "control",
          native: true,
          async call({ value }) {
            const inner = value.lookup(["$params"]);
            const params = inner.exists() ? inner : value;
            const fails = params.lookup(["failWhen"]);
            if (fails.isConcrete() && fails.exists() && fails.decode() === true)
              return { kind: "fail" };
            const proceed = params.lookup(["continue"]);
            if (proceed.error()?.code === "eval") throw proceed.error();
            if (proceed.isConcrete() && proceed.decode() === true) return { kind: "done" };
            const message = params.lookup(["message"]);
            const limit = params.lookup(["deadline"]);
            return {
              kind: "wait",
              ...(message.isConcrete() && message.exists()
                ? { message: String(message.decode()) }
                : {}),
              ...(limit.isConcrete() && limit.exists() ? { deadline: String(limit.decode()) } : {}),
            };
          },
        },
        message: {
          nature: "control",
          async call({ params }) {
            return { kind: "message", message: String(params["message"] ?? "") };
          },
        },
        suspend: {
          nature: "control",
          async call({ params }) {
            return { kind: "suspend", ...(params as { duration?: string; message?: string }) };
          },
        },
        fail: {
          nature: "control",
          async call({ params }) {
            return { kind: "fail", message: String(params["message"] ?? "") };
          },
        },
        break: {
          nature: "control",
          async call({ params }) {
            return { kind: "break", message: String(params["message"] ?? "") };
          },
        },
      },
      world: {
        get: { nature: "read", call: act("get", () => undefined) },
        upper: {
          nature: "control",
          async call({ params }) {
            return { kind: "done", returns: { text: String(params["text"]).toUpperCase() } };
          },
        },
        post: {
          nature: "effect",
          call: act("post", (cell, value) => cells.set(cell, value ?? true)),
        },
        put: {
          nature: "effect",
          repeatable: true,
          call: act("put", (cell, value) => cells.set(cell, value ?? true)),
        },
      },
    };
  const packages: { readonly [path: string]: string } = {
    "vela/builtin": BUILTIN,
    "vela/op": OP,
    "vela/world": WORLD,
  };
  const registry: ProviderRegistry = {
    find(provider, name) {
      if (provider !== "op") return functions[provider]?.[name];
      return functions["builtin"]?.[name] ?? functions["world"]?.[name];
    },
    hasProvider: (provider) => provider === "op" || functions[provider] !== undefined,
    packageSource(path): readonly Source[] | undefined {
      const text = packages[path];
      return text === undefined ? undefined : [{ filename: path, text }];
    },
  };
  const templates = templatesFor(registry);
  const self: World = {
    now: Date.UTC(2026, 0, 2, 3, 4, 5),
    cells,
    calls,
    broken,
    watched,
    checkpoint: () => undefined,
    registry,
    engine({ definitions = {}, workflows = {}, features = {}, limits = {} } = {}) {
      const objects = new Map(
        Object.entries(definitions).map(([name, template]) => [
          name,
          {
            apiVersion: "core.oam.dev/v1beta1",
            kind: "WorkflowStepDefinition",
            metadata: { name, namespace: "vela-system" },
            spec: { schematic: { cue: { template } } },
          },
        ]),
      );
      return {
        definitions: {
          stepDefinition: (namespace, name) =>
            namespace === "vela-system" ? objects.get(name) : undefined,
          workflow: (_namespace, name) =>
            workflows[name] === undefined
              ? undefined
              : {
                  apiVersion: "core.oam.dev/v1alpha1",
                  kind: "Workflow",
                  metadata: { name },
                  ...workflows[name],
                },
          stepDefinitionNames: () => [...objects.keys()],
        },
        registry,
        clusters: { cluster: () => Promise.reject(new Error("no clusters here")) },
        templates,
        clock: { now: () => self.now },
        random: () => 0.5,
        features,
        limits,
      };
    },
  };
  return self;
}
