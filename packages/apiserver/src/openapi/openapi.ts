// OpenAPI documents: version 3 per group version, which kubectl reads for `explain` and to learn that
// the server validates fields itself.
import { createHash } from "node:crypto";
import { notAcceptable, pathNotFound } from "../errors.ts";
import type { Discovery } from "../discovery.ts";
import { type ApiResponse, jsonResponse } from "../http/message.ts";
import type { Registry } from "../registry.ts";
import { VERSION } from "../version.ts";
import { parseGroupVersionPath, groupVersionPath } from "./paths.ts";
import { documentFor } from "./document.ts";

interface Document {
  readonly body: string;
  readonly hash: string;
}

const JSON_TYPES = ["application/json", "application/*", "*/*"];
const PROTOBUF_TYPES = [
  "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
  "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
];
/** Field 1 of the message, a text of three bytes: "2.0". */
const SWAGGER_FIELD = Uint8Array.of(0x0a, 3, 0x32, 0x2e, 0x30);

/** Makes the documents when they are asked for. */
export class OpenApi {
  readonly #registry: Registry;
  readonly #discovery: Discovery;
  readonly #documents = new Map<string, Document>();
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
      const hash = this.#document(path)?.hash;
      if (hash === undefined) continue;
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
    }
    return { paths };
  }

  /** `/openapi/v3/api/v1`, `/openapi/v3/apis/GROUP/VERSION`. */
  groupVersion(path: string): ApiResponse {
    const document = this.#document(path);
    if (document === undefined) throw pathNotFound();
    return { status: 200, contentType: "application/json", body: document.body };
  }

  /**
   * `/openapi/v2`, without definitions: clients fall back to version 3 or to what is built into them.
   * kubectl asks for protobuf alone, in which the whole document is one field.
   */
  v2(accept = ""): ApiResponse {
    const wanted = accept.split(",").map((range) => range.split(";")[0]?.trim() ?? "");
    if (accept === "" || wanted.some((type) => JSON_TYPES.includes(type))) {
      const info = { title: "Kubernetes", version: VERSION.gitVersion };
      return jsonResponse(200, { swagger: "2.0", info, paths: {}, definitions: {} });
    }
    if (!wanted.some((type) => PROTOBUF_TYPES.includes(type))) {
      throw notAcceptable(["application/json", ...PROTOBUF_TYPES]);
    }
    // The name with the at sign is no media type that a client could parse.
    return { status: 200, contentType: PROTOBUF_TYPES[1] as string, body: SWAGGER_FIELD };
  }

  #document(path: string): Document | undefined {
    if (this.#generation !== this.#registry.generation) {
      this.#documents.clear();
      this.#generation = this.#registry.generation;
    }
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const place = parseGroupVersionPath(path);
    const document = place && documentFor(this.#registry, place.group, place.version);
    if (document === undefined) return undefined;
    const body = JSON.stringify(document);
    const made = { body, hash: createHash("sha256").update(body).digest("hex").toUpperCase() };
    this.#documents.set(path, made);
    return made;
  }
}
