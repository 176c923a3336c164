// Admission reviews, as an API server elsewhere sends them (spec: api.md 11).
import { type Json, type KubeObject, isApiError, jsonEquals } from "@lateen/kube";
import type { Admission } from "./admission.ts";

/** An `AdmissionReview` of `admission.k8s.io/v1`, or of v1beta1, which has the same form. */
export interface AdmissionReview {
  readonly apiVersion: string;
  readonly kind: "AdmissionReview";
  readonly request?: AdmissionRequest;
  readonly response?: AdmissionResponse;
}

/** What an API server asks. */
export interface AdmissionRequest {
  readonly uid: string;
  readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  readonly object?: KubeObject | null;
  readonly oldObject?: KubeObject | null;
}

/** What it is answered. */
export interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: { readonly code: number; readonly message: string };
  /** A JSON patch, in base64. */
  readonly patch?: string;
  readonly patchType?: "JSONPatch";
}

/** Where the webhooks are served, and which is which. */
export const WEBHOOK_PATHS: Readonly<Record<string, "mutate" | "validate">> = {
  "/mutating-core-oam-dev-v1alpha1-workflowruns": "mutate",
  "/validating-core-oam-dev-v1alpha1-workflowruns": "validate",
};

/** The answer to a review. Throws a TypeError if it is none. */
export function answerReview(
  admission: Admission,
  what: "mutate" | "validate",
  review: AdmissionReview,
): AdmissionReview {
  const { apiVersion, kind, request } = review;
  if (kind !== "AdmissionReview" || typeof request?.uid !== "string") {
    throw new TypeError("expected an AdmissionReview with a request");
  }
  return { apiVersion, kind, response: { uid: request.uid, ...answer(admission, what, request) } };
}

function answer(
  admission: Admission,
  what: "mutate" | "validate",
  { operation, object, oldObject }: AdmissionRequest,
): Omit<AdmissionResponse, "uid"> {
  if ((operation !== "CREATE" && operation !== "UPDATE") || !object) return { allowed: true };
  try {
    if (what === "validate") {
      admission.validate(object, oldObject ?? undefined);
      return { allowed: true };
    }
    const mutated = admission.mutate(object);
    if (jsonEquals(mutated["spec"] as Json, object["spec"] as Json)) return { allowed: true };
    // `add` replaces what is there.
    const patch = JSON.stringify([{ op: "add", path: "/spec", value: mutated["spec"] }]);
    return { allowed: true, patchType: "JSONPatch", patch: toBase64(patch) };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { allowed: false, status: { code: error.code, message: error.message } };
  }
}

function toBase64(text: string): string {
  return Buffer.from(text).toString("base64");
}
