import {
  DATA_FLAGS,
  EXPRESSION_FLAG,
  FILE_FLAGS,
  INJECTION_FLAGS,
  OUT_FLAG,
} from "../../../cue/common-flags.ts";
import { createEncoder } from "../../../cue/encode.ts";
import { labelName, resolveLabels } from "../../../cue/placement.ts";
import { isSchemaOutput, writeSchemas } from "../../../cue/schema-output.ts";
import { type CueCall, type CueCommand, loadPlan } from "../../../cue/run.ts";

/** `lateen cue export`. */
export const exportCommand: CueCommand = {
  name: "export",
  usage: "[flags] [inputs]",
  summary: "output data in a standard format",
  description:
    "Evaluates packages, files and data and writes the result as data: JSON unless --out says otherwise.\n" +
    "It fails for what is incomplete.",
  examples: `  lateen cue export
  lateen cue export config.cue values.yaml --out yaml
  lateen cue export . -e spec.containers -o json:out.json
`,
  flags: [
    OUT_FLAG,
    ...FILE_FLAGS,
    ...DATA_FLAGS,
    ...INJECTION_FLAGS,
    { name: "escape", kind: "bool", help: "use HTML escaping" },
    EXPRESSION_FLAG,
  ],
  run: runExport,
};

async function runExport(call: CueCall): Promise<void> {
  const { environment, flags } = call;
  const plan = await loadPlan(call, { mode: "export" });
  if (isSchemaOutput(plan)) {
    writeSchemas(call, plan);
    return;
  }
  const encoder = createEncoder({
    environment,
    flags,
    output: plan.output,
    syntax: { final: true, docs: true, fragment: true },
    isConcrete: true,
    packageName: plan.packageName,
    isStream: plan.expressions.length > 1,
  });
  for (const { value } of plan.items()) {
    const isPlaced = plan.paths.length === 0 || plan.hasData;
    const labels = isPlaced ? [] : resolveLabels(plan.paths, plan.workspace, value);
    encoder.encode(plan.workspace.place(labels.map(labelName), value));
  }
  encoder.close();
}
