// Writes packages/apiserver/src/wire/messages.gen.ts: which fields the messages of the built-in kinds
// have, their numbers on the wire and their types, from checkouts of k8s.io/api and k8s.io/apimachinery.
//   node tools/wire-format.ts API_FOLDER APIMACHINERY_FOLDER
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const GROUPS = [
  "core/v1",
  "apps/v1",
  "batch/v1",
  "networking/v1",
  "policy/v1",
  "rbac/v1",
  "coordination/v1",
  "discovery/v1",
  "autoscaling/v1",
  "autoscaling/v2",
  "authorization/v1",
  "authentication/v1",
  "scheduling/v1",
  "storage/v1",
  "events/v1",
  "node/v1",
  "admissionregistration/v1",
  "certificates/v1",
];
const META = "pkg/apis/meta/v1";
const SCALARS: Readonly<Record<string, string>> = {
  string: "string",
  bytes: "bytes",
  bool: "bool",
  int32: "int",
  int64: "int",
  uint32: "int",
  double: "double",
};

interface Tag {
  readonly json: string;
  readonly isInline: boolean;
  readonly keepsZero: boolean;
}

const [api = "", apimachinery = ""] = process.argv.slice(2);
const lines: string[] = [];
for (const group of GROUPS) addPackage(join(api, group), group);
addPackage(join(apimachinery, META), "meta/v1");
const target = resolve(import.meta.dirname, "../packages/apiserver/src/wire/messages.gen.ts");
writeFileSync(
  target,
  `// Made by tools/wire-format.ts from the interface definitions of k8s.io/api. Do not edit.
/**
 * Messages by package and name. A field is \`name number type\`: \`+\` after the name keeps zero values,
 * an empty name is a message whose fields stand beside those of its parent, \`[]\` is a list, \`{}\` a
 * map by strings.
 */
export const MESSAGES: Readonly<Record<string, string>> = {
${lines.sort().join("\n")}
};
`,
);

function addPackage(folder: string, name: string): void {
  const tags = readTags(folder);
  const proto = readFileSync(join(folder, "generated.proto"), "utf8");
  for (const [, message = "", body = ""] of proto.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)) {
    const fields = [
      ...body.matchAll(
        /^ {2}(optional|repeated|map<string, ?([\w.]+)>) ?([\w.]*?) ?(\w+) = (\d+);/gm,
      ),
    ];
    const texts = fields.map(([, label = "", mapped, type = "", field = "", number = ""]) => {
      const tag = tags.get(`${message}.${number}`);
      const kind = typeName(mapped ?? type, name);
      const suffix = mapped !== undefined ? "{}" : label === "repeated" ? "[]" : "";
      const json =
        tag?.isInline === true ? "" : (tag?.json ?? field) + (tag?.keepsZero === true ? "+" : "");
      return `${json} ${number} ${kind}${suffix}`;
    });
    lines.push(`  ${JSON.stringify(`${name}.${message}`)}: ${JSON.stringify(texts.join("|"))},`);
  }
}

function typeName(type: string, own: string): string {
  const scalar = SCALARS[type];
  if (scalar !== undefined) return scalar;
  if (!type.includes(".")) return `${own}.${type}`;
  const short = type.replace(/^(?:\.?k8s\.io\.)?api\.(\w+)\.(\w+)\./, "$1/$2.");
  if (short !== type) return short;
  return type
    .replace(/^\.?k8s\.io\.apimachinery\.pkg\.(?:apis\.)?/, "")
    .replace(/^meta\.v1\./, "meta/v1.");
}

/** What the Go types say of the fields, by message and number. */
function readTags(folder: string): Map<string, Tag> {
  const tags = new Map<string, Tag>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith("types.go") && file !== "generated.pb.go" && !file.endsWith("_types.go"))
      continue;
    if (file === "generated.pb.go") continue;
    const text = readFileSync(join(folder, file), "utf8");
    for (const [, message = "", body = ""] of text.matchAll(
      /^type (\w+) struct \{\n([\s\S]*?)^\}/gm,
    )) {
      for (const [, type = "", tag = ""] of body.matchAll(/^\t(?:\w+ +)?(\S+) +`([^`]*)`/gm)) {
        const json = /json:"([^",]*)((?:,\w+)*)"/.exec(tag);
        const number = /protobuf:"\w+,(\d+)/.exec(tag)?.[1];
        if (json === null || number === undefined) continue;
        const [, name = "", options = ""] = json;
        tags.set(`${message}.${number}`, {
          json: name,
          isInline: options.includes("inline"),
          keepsZero: type.startsWith("*") || !options.includes("omitempty"),
        });
      }
    }
  }
  return tags;
}
