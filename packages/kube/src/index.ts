// The object model.
export type {
  Json,
  JsonObject,
  KubeList,
  KubeObject,
  ObjectMeta,
  OwnerReference,
} from "./object.ts";
export { cloneJson, isJsonObject, jsonEquals, sortFields } from "./json.ts";
export {
  formatApiVersion,
  type GroupVersion,
  type GroupVersionKind,
  type GroupVersionResource,
  groupVersionPath,
  guessPlural,
  gvkOf,
  keyOf,
  parseApiVersion,
} from "./gvk.ts";
export {
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelKeyProblems,
  labelValueProblems,
} from "./meta/names.ts";

// Clients: interfaces only.
export type {
  CallOptions,
  Client,
  ClusterClients,
  DeleteOptions,
  ListOptions,
  LogOptions,
  LogReader,
  ObjectKey,
  PatchOptions,
  PatchType,
  Reader,
  TypeMeta,
  WatchEvent,
  Watcher,
  Writer,
} from "./client.ts";

// Errors: a Status that is thrown, its makers and predicates.
export {
  ApiError,
  alreadyExists,
  badRequest,
  conflict,
  expired,
  forbidden,
  formatGroupKind,
  formatGroupResource,
  fromStatus,
  type GenericResponse,
  type GroupKind,
  type GroupResource,
  genericServerResponse,
  gone,
  internalError,
  invalid,
  isAlreadyExists,
  isApiError,
  isBadRequest,
  isConflict,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotFound,
  isServiceUnavailable,
  isTimeout,
  isTooManyRequests,
  isTransient,
  isUnauthorized,
  methodNotSupported,
  notAcceptable,
  notFound,
  OPTIMISTIC_LOCK_MESSAGE,
  requestEntityTooLarge,
  type Status,
  type StatusCause,
  type StatusDetails,
  type StatusReason,
  serverTimeout,
  serviceUnavailable,
  suggestedDelay,
  timeout,
  tooManyRequests,
  toStatus,
  unauthorized,
  unsupportedMediaType,
} from "./errors.ts";
export {
  childPath,
  type FieldError,
  type FieldErrorType,
  fieldError,
  fieldErrorBody,
  fieldErrorsMessage,
  fieldErrorToCause,
  formatFieldError,
  indexPath,
} from "./field-error.ts";

// Selectors.
export {
  formatLabelSelector,
  type LabelOperator,
  type LabelRequirement,
  type LabelSelector,
  type LabelSelectorObject,
  labelSelectorFromObject,
  matchesLabels,
  parseLabelSelector,
} from "./selector/label.ts";
export {
  escapeFieldValue,
  type FieldRequirement,
  type FieldSelector,
  formatFieldSelector,
  matchesFields,
  parseFieldSelector,
  requiredValue,
} from "./selector/field.ts";

// Patches.
export { applyMergePatch, createMergePatch } from "./patch/merge-patch.ts";
export { applyJsonPatch, type JsonPatchOperation } from "./patch/json-patch.ts";
export { applyStrategicMergePatch } from "./patch/strategic-merge.ts";
export { type FieldPatchMeta, type PatchMeta, patchMetaOf } from "./patch/strategic-metadata.ts";
export {
  createStrategicMergePatch,
  createThreeWayMergePatch,
  createThreeWayStrategicPatch,
  type ThreeWayMerge,
} from "./patch/three-way-merge.ts";
export {
  applyServerSide,
  type FieldManager,
  type ServerSideApply,
  type TrackUpdate,
  trackUpdate,
} from "./patch/server-side-apply.ts";
export { listSchemaOf } from "./patch/list-schemas.ts";

// Schemas of custom resources.
export {
  schemaOfField,
  type StructuralSchema,
  toStructuralSchema,
  type ValidationRule,
} from "./schema/structural.ts";
export { applySchemaDefaults } from "./schema/defaulting.ts";
export { type PruneOptions, pruneUnknownFields } from "./schema/pruning.ts";
export { type ValidateOptions, validateSchema } from "./schema/validation.ts";
export { validateStructuralSchema } from "./schema/structural-check.ts";

// Values as Kubernetes writes them.
export { formatDuration, parseDuration } from "./duration.ts";
export { formatMicroTime, formatTime, parseTime } from "./time.ts";
export {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  type QuantityFormat,
  quantityToNumber,
} from "./quantity.ts";
