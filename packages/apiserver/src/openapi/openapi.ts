// OpenAPI documents: version 3 per group version, which kubectl reads for `explain` and to learn that
// the server validates fields itself.
import { createHash } from "node:crypto";
import { notAcceptable, pathNotFound } from "../errors.ts";
import type { Discovery } from "../discovery.ts";
import type { ApiResponse } from "../http/message.ts";
import type { Registry } from "../registry.ts";
import { parseGroupVersionPath, groupVersionPath } from "./paths.ts";
import { documentFor } from "./document.ts";

/** Makes the documents when they are asked for. */
export class OpenApi {
  readonly #registry: Registry;
  readonly #discovery: Discovery;
  readonly #documents = new Map<string, { readonly body: string; readonly hash: string }>();
  #generation = -1;

  constructor(registry: Registry, discovery: Discovery) {
    this.#registry = registry;
    this.#discovery = discovery;
  }

  /** `/openapi/v3`: where the documents are, with a hash that changes with their content. */
  index(): unknown {
    const paths: Record<string, { serverRelativeURL: string }> = {};
    for (const apiVersion of this.#discovery.groupVersions()) {
      const path = groupVersionPath(apiVersion);
      const { hash } = this.#document(path);
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
    }
    return { paths };
  }

  /** `/openapi/v3/api/v1`, `/openapi/v3/apis/GROUP/VERSION`. */
  groupVersion(path: string): ApiResponse {
    return { status: 200, contentType: "application/json", body: this.#document(path).body };
  }

  /** `/openapi/v2`: only as JSON, and without definitions; clients that want it fall back. */
  v2(accept: string | undefined): ApiResponse {
    if (accept !== undefined && accept !== "" && !/application\/json|\*\/\*/.test(accept)) {
      throw notAcceptable(["application/json"]);
    }
    const body = {
      swagger: "2.0",
      info: { title: "Kubernetes", version: "v1.33.0" },
      paths: {},
      definitions: {},
    };
    return { status: 200, contentType: "application/json", body: JSON.stringify(body) };
  }

  #document(path: string): { readonly body: string; readonly hash: string } {
    if (this.#generation !== this.#registry.generation) {
      this.#documents.clear();
      this.#generation = this.#registry.generation;
    }
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const place = parseGroupVersionPath(path);
    const document = place && documentFor(this.#registry, place.group, place.version);
    if (document === undefined) throw pathNotFound();
    const body = JSON.stringify(document);
    const made = { body, hash: createHash("sha256").update(body).digest("hex").toUpperCase() };
    this.#documents.set(path, made);
    return made;
  }
}
