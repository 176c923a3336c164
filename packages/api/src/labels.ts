/** Annotation of a run: `"true"` writes what each step evaluated to into a ConfigMap. */
export const ANNOTATION_DEBUG = "workflowrun.oam.dev/debug";
/** Annotation of a run: only a controller of exactly this version acts on it. */
export const ANNOTATION_CONTROLLER_VERSION = "workflowrun.oam.dev/controller-version-require";
/** Annotation of a run: `"false"` reads definitions anew in every pass instead of keeping those it started with. */
export const ANNOTATION_PIN = "lateen.dev/pin";
/** The end time of a run whose record was stored elsewhere. */
export const ANNOTATION_BACKED_UP = "lateen.dev/backed-up";
/** Annotation of the context ConfigMap: when the run's first pass began; informational. */
export const ANNOTATION_START_TIME = "vela.io/startTime";
/** Annotation of a definition: one line for lists. */
export const ANNOTATION_DESCRIPTION = "definition.oam.dev/description";
/** Annotation of a definition: the name to show. */
export const ANNOTATION_ALIAS = "definition.oam.dev/alias";
/** Annotation of a definition: a link to an example. */
export const ANNOTATION_EXAMPLE_URL = "definition.oam.dev/example-url";
/** Annotation of a definition: grouping in pickers. */
export const ANNOTATION_CATEGORY = "custom.definition.oam.dev/category";
/** Label of a definition: `WorkflowRun` or `Application`, where the step makes sense. */
export const LABEL_SCOPE = "custom.definition.oam.dev/scope";
/** Label of a definition: hidden in pickers. */
export const LABEL_UI_HIDDEN = "custom.definition.oam.dev/ui-hidden";
/** Label of a run: the pipeline it belongs to; default grouping of recycling and backup. */
export const LABEL_PIPELINE = "pipeline.oam.dev/name";
/** Label of a run: name of the chosen context, display only. */
export const LABEL_PIPELINE_CONTEXT = "pipeline.oam.dev/context";
/** Label of a run: with sharding only the controller of this shard acts on it. */
export const LABEL_SHARD = "controller.core.oam.dev/scheduled-shard-id";
/** Label of what steps apply: the run's name. */
export const LABEL_RUN_NAME = "workflowrun.oam.dev/name";
/** Label of what steps apply: the run's namespace. */
export const LABEL_RUN_NAMESPACE = "workflowrun.oam.dev/namespace";

/** Namespace of the definitions that every namespace may use. */
export const SYSTEM_NAMESPACE = "vela-system";
/** API group of runs, workflows and step definitions. */
export const GROUP = "core.oam.dev";
/** Type of a step whose sub-steps are the work. */
export const STEP_GROUP = "step-group";
