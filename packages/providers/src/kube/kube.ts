// Spec: packages.md 4.
import { type Provider, defineProvider } from "../define-provider.ts";
import { KUBE_CUE } from "../sources.gen.ts";
import { apply, applyInParallel } from "./apply.ts";
import { remove } from "./delete.ts";
import { logs } from "./logs.ts";
import { patch } from "./patch.ts";
import { getObject, list, read } from "./read.ts";

/** `vela/kube`. */
export const kubeProvider: Provider = defineProvider("kube", KUBE_CUE, {
  apply,
  "apply-in-parallel": applyInParallel,
  patch,
  read: read(false),
  get: getObject,
  logs,
  list: list("values"),
  delete: remove,
});
