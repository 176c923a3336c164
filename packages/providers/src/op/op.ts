// Spec: packages.md 11. The functions of all packages in their old shape: the engine puts what they return beside
// their input.
import type { ProviderFunction } from "@lateen/engine";
import { breakRun, doVar, fail, message, suspend, wait } from "../builtin/builtin.ts";
import { createConfig } from "../config/create.ts";
import { deleteConfig } from "../config/delete.ts";
import { listConfigs, readConfig } from "../config/read.ts";
import { type Provider, defineProvider } from "../define-provider.ts";
import { type SendMail, emailSend } from "../email/email.ts";
import type { HttpClient } from "../http/client.ts";
import { httpDo } from "../http/http.ts";
import type { RateLimiter } from "../http/rate-limiter.ts";
import { type Params, objectAt, textAt } from "../input.ts";
import { apply, applyInParallel } from "../kube/apply.ts";
import { remove } from "../kube/delete.ts";
import { patch } from "../kube/patch.ts";
import { list, read } from "../kube/read.ts";
import { promCheck } from "../metrics/metrics.ts";
import { OP_CUE } from "../sources.gen.ts";
import { timeFunctions } from "../time/time.ts";
import { log } from "../util/log.ts";
import { convertString, patchK8sObject } from "../util/util.ts";

/** What the functions of the old package need. */
export interface OpOptions {
  readonly client: HttpClient;
  readonly limiter: RateLimiter;
  readonly sendMail: SendMail;
}

/** `vela/op`. */
export function opProvider(options: OpOptions): Provider {
  const { client, limiter, sendMail } = options;
  const { timestamp, date } = timeFunctions(true);
  return defineProvider("op", OP_CUE, {
    wait,
    suspend,
    break: breakRun,
    fail,
    message,
    var: doVar,
    apply,
    "apply-in-parallel": applyInParallel,
    patch,
    read: read(true),
    list: list("list"),
    delete: remove,
    do: httpDo({ client, limiter, isLegacy: true }),
    chat: chat(client),
    send: emailSend(sendMail),
    "create-config": createConfig,
    "read-config": readConfig,
    "list-config": listConfigs,
    "delete-config": deleteConfig,
    promCheck: promCheck(client),
    timestamp,
    date,
    "patch-k8s-object": patchK8sObject,
    string: convertString,
    log,
  });
}

/** Posts a message to the webhook of a chat, whose address is a secret. */
function chat(client: HttpClient): ProviderFunction {
  return {
    nature: "effect",
    async call({ params }, runtime) {
      const answer = await client.send({
        method: "POST",
        url: webhookOf(params),
        isSensitive: true,
        headers: new Map([
          ["content-type", "application/json"],
          ["idempotency-key", runtime.idempotencyKey],
        ]),
        body: JSON.stringify(objectAt(params, "message")),
        timeout: 3000,
        signal: runtime.signal,
      });
      runtime.log({
        level: "info",
        message: "chat message sent",
        fields: { statusCode: answer.statusCode },
      });
      return { kind: "done" };
    },
  };
}

function webhookOf(params: Params): string {
  const name = ["slackUrl", "dingUrl", "larkUrl"].find((field) => params[field] !== undefined);
  return textAt(params, name ?? "slackUrl");
}
