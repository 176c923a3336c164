// Spec: packages.md 3.
import type { Data } from "@lateen/cue";
import type { ActionInput, ActionResult, ProviderFunction, ProviderRuntime } from "@lateen/engine";
import { type Provider, defineProvider } from "../define-provider.ts";
import { knownAt, paramsValue, textIn } from "../input.ts";
import { BUILTIN_CUE } from "../sources.gen.ts";

/** Holds the step while `continue` is not true, fails it when `failWhen` is; what is not known yet is not true. */
export const wait: ProviderFunction = {
  nature: "control",
  native: true,
  async call(input) {
    const params = paramsValue(input);
    if (knownAt(params, "failWhen")?.decode() === true) {
      return withMessage("fail", textIn(params, "failMessage") || textIn(params, "message"));
    }
    if (knownAt(params, "continue")?.decode() === true) return { kind: "done" };
    const deadline = textIn(params, "deadline");
    return {
      ...withMessage("wait", textIn(params, "message")),
      ...(deadline === undefined || deadline === "" ? {} : { deadline }),
    };
  },
};

/** Suspends the run; the engine keeps what is needed to know when it goes on. */
export const suspend: ProviderFunction = {
  nature: "control",
  async call({ params }) {
    const { duration, message } = params;
    return {
      kind: "suspend",
      ...(typeof message === "string" && message !== "" ? { message } : {}),
      ...(typeof duration === "string" && duration !== "" ? { duration } : {}),
    };
  },
};

/** Ends the run. */
export const breakRun: ProviderFunction = {
  nature: "control",
  async call({ params }) {
    return withMessage("break", messageOf(params["message"]));
  },
};

/** Fails the step. */
export const fail: ProviderFunction = {
  nature: "control",
  async call({ params }) {
    return withMessage("fail", messageOf(params["message"]));
  },
};

/** Writes a text into the status. */
export const message: ProviderFunction = {
  nature: "control",
  async call({ params }) {
    return { kind: "message", message: messageOf(params["message"]) ?? "" };
  },
};

/** Reads or stores a variable of the run. */
export const doVar: ProviderFunction = {
  nature: "control",
  native: true,
  async call(input: ActionInput, runtime: ProviderRuntime): Promise<ActionResult> {
    const params = paramsValue(input);
    const path = textIn(params, "path");
    if (path === undefined || path === "") throw new Error("the path of the variable is empty");
    switch (textIn(params, "method") ?? "Get") {
      case "Get": {
        const value = runtime.variables.get(path);
        if (value === undefined) throw new Error(`var ${path} not found`);
        return { kind: "done", returns: { value } };
      }
      case "Put": {
        const field = params.lookup(["value"]);
        const value: Data = field.exists() ? field.decode() : null;
        runtime.variables.set(path, value);
        return { kind: "done" };
      }
      default:
        throw new Error("the method of a variable is Get or Put");
    }
  },
};

function messageOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function withMessage<K extends "wait" | "fail" | "break">(
  kind: K,
  text: string | undefined,
): { readonly kind: K; readonly message?: string } {
  return text === undefined || text === "" ? { kind } : { kind, message: text };
}

/** `vela/builtin`. */
export const builtinProvider: Provider = defineProvider("builtin", BUILTIN_CUE, {
  wait,
  suspend,
  break: breakRun,
  fail,
  message,
  var: doVar,
});
