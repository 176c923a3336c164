// Server-side apply. Who owns which field is recorded from the first apply of an object on: before, nobody asks for it,
// and every write would pay for it.
import {
  applyServerSide,
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
} from "@lateen/kube";
import type { Entry } from "@lateen/store";
import type { ServerContext, Target, WriteOptions } from "../context.ts";
import { badRequest, objectNotFound } from "../errors.ts";
import { copyJson, decodeAs } from "../objects/codec.ts";
import { fieldSchema } from "../objects/field-schema.ts";
import { objectKey } from "../objects/key.ts";
import { replace } from "../objects/replace.ts";
import { timestamp } from "../objects/timestamp.ts";
import { create } from "./create.ts";

/** What is applied, and whether fields are taken over from others. */
export interface ApplyCall extends WriteOptions {
  readonly body: Json;
  readonly force: boolean;
}

/** Makes the object have the fields that are applied; creates it if it is not there. */
export async function apply(ctx: ServerContext, target: Target, call: ApplyCall): Promise<Entry> {
  const { resource, version } = target.served;
  const name = target.name as string;
  const current = ctx.store.latest(objectKey(resource, target.namespace, name));
  if (current === undefined && target.subresource !== undefined)
    throw objectNotFound(resource, name);
  const live = current === undefined ? undefined : decodeAs(current, resource, version);
  const applied = appliedPart(target, call.body);
  const schema = fieldSchema(target, applied);
  const result = applyServerSide({
    ...(live === undefined ? {} : { live }),
    applied,
    manager: {
      name: call.fieldManager,
      time: timestamp(ctx.clock.now()),
      ...(target.subresource === undefined ? {} : { subresource: target.subresource }),
    },
    force: call.force,
    ...(schema === undefined ? {} : { schema }),
  });
  const { managedFields } = result.metadata;
  const options = { ...call, ...(managedFields === undefined ? {} : { managedFields }) };
  if (current === undefined) return create(ctx, target, copyJson(result), options);
  return result === live ? current : replace(ctx, target, current, copyJson(result), options);
}

/** The status is applied by its subresource alone, and nothing else is. */
function appliedPart(target: Target, body: Json): KubeObject {
  if (!isJsonObject(body) || !isJsonObject(body["metadata"] ?? {})) {
    throw badRequest("the body of the request is not an object");
  }
  if (typeof body["apiVersion"] !== "string" || typeof body["kind"] !== "string") {
    throw badRequest("the object that is applied has no apiVersion or no kind");
  }
  const { status, ...rest } = body;
  const metadata = (body["metadata"] ?? {}) as JsonObject;
  const object: JsonObject = { ...rest, metadata: { name: target.name as string, ...metadata } };
  if (!target.served.version.hasStatus) return { ...body, ...object } as unknown as KubeObject;
  if (target.subresource !== "status") return object as unknown as KubeObject;
  const { apiVersion, kind } = body;
  const { name, namespace } = object["metadata"] as JsonObject;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    ...(status === undefined ? {} : { status }),
  } as unknown as KubeObject;
}
