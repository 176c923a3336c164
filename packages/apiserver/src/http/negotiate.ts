// Which of the server's forms of an answer a caller wants.
import { notAcceptable } from "../errors.ts";

/** The form of an answer about objects. */
export interface Form {
  /** The objects themselves, a table of them, or their metadata alone. */
  readonly as: "object" | "table" | "metadata";
  /** `v1` or `v1beta1` of `meta.k8s.io`, for tables and metadata. */
  readonly version: string;
  readonly encoding: "json" | "yaml";
}

const PLAIN: Form = { as: "object", version: "v1", encoding: "json" };
const KINDS: Readonly<Record<string, Form["as"]>> = {
  Table: "table",
  PartialObjectMetadata: "metadata",
  PartialObjectMetadataList: "metadata",
};

/** Chooses the first form of an `Accept` header that the server has. Throws 406. */
export function negotiate(accept: string | undefined): Form {
  if (accept === undefined || accept === "" || accept === "application/json") return PLAIN;
  const known = cache.get(accept);
  if (known !== undefined) return known;
  const form = choose(accept);
  if (cache.size < CACHE_LIMIT) cache.set(accept, form);
  return form;
}

/** Callers send few different headers, each many times. */
const cache = new Map<string, Form>();
const CACHE_LIMIT = 100;

function choose(accept: string): Form {
  for (const range of accept.split(",")) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
    const encoding = encodingOf(type);
    if (encoding === undefined) continue;
    const parameter = (name: string): string | undefined =>
      parameters.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
    const kind = parameter("as");
    if (kind === undefined) return { ...PLAIN, encoding };
    const as = KINDS[kind];
    const version = parameter("v") ?? "v1";
    if (as !== undefined && parameter("g") === "meta.k8s.io" && /^v1(beta1)?$/.test(version)) {
      return { as, version, encoding };
    }
  }
  throw notAcceptable(["application/json", "application/yaml"]);
}

function encodingOf(type: string): Form["encoding"] | undefined {
  switch (type) {
    case "application/json":
    case "application/*":
    case "*/*":
    case "*":
      return "json";
    case "application/yaml":
      return "yaml";
    default:
      return undefined;
  }
}
