// Who may do what. This server knows one caller, who holds its token and may do everything.
import type { JsonObject } from "@lateen/kube";
import type { VirtualResource } from "./virtual-resource.ts";

const USER = { username: "lateen:admin", groups: ["system:masters", "system:authenticated"] };
const ALLOWED: JsonObject = { allowed: true, reason: "the bearer of the token may do everything" };

/** Access reviews, as `kubectl auth can-i` and `kubectl auth whoami` ask for them. */
export const reviews: readonly VirtualResource[] = [
  ...(["SelfSubjectAccessReview", "SubjectAccessReview", "LocalSubjectAccessReview"] as const).map(
    (kind): VirtualResource => ({
      group: "authorization.k8s.io",
      version: "v1",
      kind,
      plural: `${kind.toLowerCase()}s`,
      namespaced: kind === "LocalSubjectAccessReview",
      answer: () => ALLOWED,
    }),
  ),
  {
    group: "authorization.k8s.io",
    version: "v1",
    kind: "SelfSubjectRulesReview",
    plural: "selfsubjectrulesreviews",
    namespaced: false,
    answer: () => ({
      resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
      nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
      incomplete: false,
    }),
  },
  {
    group: "authentication.k8s.io",
    version: "v1",
    kind: "SelfSubjectReview",
    plural: "selfsubjectreviews",
    namespaced: false,
    answer: () => ({ userInfo: USER }),
  },
];
