// What metadata must look like. apimachinery/pkg/api/validation/objectmeta.go
import {
  dnsLabelProblems,
  dnsSubdomainProblems,
  type FieldError,
  fieldError,
  labelKeyProblems,
  labelValueProblems,
  type ObjectMeta,
} from "@lateen/kube";

const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_LENGTH = 63;
const ANNOTATIONS_SIZE = 256 * 1024;

/** Says what is wrong with a name; nothing when it is good. */
export type NameCheck = (name: string) => string[];

/** Names of most kinds. */
export const isSubdomain: NameCheck = dnsSubdomainProblems;

/** Names of namespaces. */
export const isLabel: NameCheck = dnsLabelProblems;

/** Names of services. */
export const isLabel1035: NameCheck = (name) => [
  ...(name.length > LABEL_LENGTH ? [`must be no more than ${LABEL_LENGTH} bytes`] : []),
  ...(DNS_1035_LABEL.test(name)
    ? []
    : [
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ]),
];

/** Names of RBAC kinds: anything that fits into a path. */
export const isPathSegment: NameCheck = (name) => {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"]
    .filter((part) => name.includes(part))
    .map((part) => `may not contain '${part}'`);
};

/** What is wrong with the metadata of an object, after the server has filled it in. */
export function metadataErrors(metadata: ObjectMeta, checkName: NameCheck): FieldError[] {
  const { name, generateName } = metadata;
  const errors: FieldError[] = [];
  if (generateName !== undefined && generateName !== "") {
    for (const text of checkName(generateName.replace(/-$/, "a"))) {
      errors.push(fieldError.invalid("metadata.generateName", generateName, text));
    }
  }
  if (name === undefined || name === "") {
    errors.push(fieldError.required("metadata.name", "name or generateName is required"));
  } else if (typeof name !== "string") {
    errors.push(fieldError.typeInvalid("metadata.name", name, "must be a string"));
  } else {
    for (const text of checkName(name))
      errors.push(fieldError.invalid("metadata.name", name, text));
  }
  errors.push(...labelErrors(metadata.labels, "metadata.labels"));
  errors.push(...annotationErrors(metadata.annotations));
  for (const finalizer of metadata.finalizers ?? []) {
    for (const text of labelKeyProblems(finalizer)) {
      errors.push(fieldError.invalid("metadata.finalizers", finalizer, text));
    }
  }
  errors.push(...ownerErrors(metadata));
  return errors;
}

function labelErrors(labels: ObjectMeta["labels"], field: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels ?? {})) {
    for (const text of labelKeyProblems(key)) errors.push(fieldError.invalid(field, key, text));
    const problems = typeof value === "string" ? labelValueProblems(value) : ["must be a string"];
    for (const text of problems) errors.push(fieldError.invalid(field, value, text));
  }
  return errors;
}

function annotationErrors(annotations: ObjectMeta["annotations"]): FieldError[] {
  const field = "metadata.annotations";
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    size += key.length + String(value).length;
    if (typeof value !== "string") {
      errors.push(fieldError.typeInvalid(`${field}[${key}]`, value, "must be a string"));
    }
    for (const text of labelKeyProblems(key.toLowerCase())) {
      errors.push(fieldError.invalid(field, key, text));
    }
  }
  if (size > ANNOTATIONS_SIZE) errors.push(fieldError.tooLong(field, ANNOTATIONS_SIZE));
  return errors;
}

function ownerErrors(metadata: ObjectMeta): FieldError[] {
  const field = "metadata.ownerReferences";
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const owner of metadata.ownerReferences ?? []) {
    for (const name of ["apiVersion", "kind", "name", "uid"] as const) {
      if ((owner[name] ?? "") === "") {
        errors.push(fieldError.invalid(`${field}.${name}`, owner[name] ?? "", "must not be empty"));
      }
    }
    if (owner.controller !== true) continue;
    const shown = `${owner.kind}/${owner.name}`;
    if (controller !== undefined) {
      errors.push(
        fieldError.invalid(
          field,
          metadata.ownerReferences,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${shown}`,
        ),
      );
    }
    controller = shown;
  }
  return errors;
}
