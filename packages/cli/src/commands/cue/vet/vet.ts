import { DATA_FLAGS, INJECTION_FLAGS } from "../../../cue/common-flags.ts";
import { planError } from "../../../cue/placement.ts";
import { type CueCall, type CueCommand, loadPlan } from "../../../cue/run.ts";

/** `lateen cue vet`. */
export const vetCommand: CueCommand = {
  name: "vet",
  usage: "[flags] [inputs]",
  summary: "validate data",
  description:
    "Validates packages, and data files against a schema. Silent if all is well.\n" +
    "Every document of a data file is checked by itself, against the root of the CUE given or what -d selects of it.",
  examples: `  lateen cue vet -c=false ./...
  lateen cue vet schema.cue data.yaml
  lateen cue vet -d '#Workflow' schema.cue workflow.yml
`,
  flags: [
    ...DATA_FLAGS,
    ...INJECTION_FLAGS,
    {
      name: "concrete",
      short: "c",
      kind: "bool",
      help: "require the evaluation to be concrete; -c=false allows incomplete values",
    },
  ],
  run: runVet,
};

const INCOMPLETE =
  "some instances are incomplete; use the -c flag to show errors or -c=false to allow incomplete instances\n";

async function runVet(call: CueCall): Promise<void> {
  const { environment, flags, reporter } = call;
  const plan = await loadPlan(call, { mode: "input", noMerge: true });
  if (plan.isStreaming) {
    if (plan.schema === undefined) throw planError("data files specified without a schema");
    for (const { value } of plan.items())
      reporter.report(value.validate({ concrete: true }), value);
    return;
  }
  let hasHinted = false;
  for (const { value } of plan.items()) {
    const isGiven = flags.isGiven("concrete");
    const concrete = flags.bool("concrete", true);
    const errors = value.validate({ concrete });
    if (errors.length === 0 || isGiven) {
      reporter.report(errors, value);
      continue;
    }
    const others = value.validate();
    if (others.length === 0 && !hasHinted) {
      hasHinted = true;
      environment.io.stderr.write(INCOMPLETE);
      reporter.fail();
    }
    reporter.report(others, value);
  }
}
