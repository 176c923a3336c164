import type { JsonObject } from "@lateen/kube";
import { FLAG, TEXT, described, fields, mapOf, objectSchema } from "../schema.ts";

/** Schema of a Package. `header` is in the newer type only; the chart of the reference lacks it. */
export const PACKAGE_SCHEMA: JsonObject = objectSchema(
  "A CUE package whose functions a service provides",
  {
    spec: fields(
      {
        path: described("Import path", TEXT),
        provider: fields(
          {
            protocol: described("http or https", TEXT),
            endpoint: described("Address; the function is posted to ENDPOINT/FUNCTION", TEXT),
            header: mapOf(TEXT),
            insecureSkipVerify: described("Accept any certificate of the server", FLAG),
          },
          ["endpoint", "protocol"],
        ),
        templates: described("CUE text by file name", mapOf(TEXT)),
      },
      ["path", "templates"],
    ),
  },
  ["spec"],
);
