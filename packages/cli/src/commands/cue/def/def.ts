import {
  ATTRIBUTES_FLAG,
  DATA_FLAGS,
  EXPRESSION_FLAG,
  FILE_FLAGS,
  INJECTION_FLAGS,
  OUT_FLAG,
} from "../../../cue/common-flags.ts";
import { createEncoder } from "../../../cue/encode.ts";
import { isSchemaOutput, writeSchemas } from "../../../cue/schema-output.ts";
import { type CueCall, type CueCommand, loadPlan } from "../../../cue/run.ts";

/** `lateen cue def`. */
export const defCommand: CueCommand = {
  name: "def",
  usage: "[flags] [inputs]",
  summary: "print consolidated definitions",
  description:
    "Prints what packages and files define as one file that stands by itself; nothing is printed if validation fails.",
  examples: `  lateen cue def .
  lateen cue def schema.cue -e '#Deployment'
`,
  flags: [
    OUT_FLAG,
    ...FILE_FLAGS,
    ...DATA_FLAGS,
    ...INJECTION_FLAGS,
    EXPRESSION_FLAG,
    ATTRIBUTES_FLAG,
    { name: "inline-imports", kind: "bool", help: "expand references to non-core imports" },
  ],
  run: runDef,
};

async function runDef(call: CueCall): Promise<void> {
  const { environment, flags } = call;
  const plan = await loadPlan(call, { mode: "def" });
  if (isSchemaOutput(plan)) {
    writeSchemas(call, plan);
    return;
  }
  const encoder = createEncoder({
    environment,
    flags,
    output: plan.output,
    syntax: {
      optional: true,
      definitions: true,
      hidden: true,
      attributes: true,
      docs: true,
      inlineImports: flags.bool("inline-imports"),
    },
    isConcrete: false,
    packageName: plan.packageName,
    isStream: plan.expressions.length > 1,
  });
  for (const { value, file } of plan.items()) {
    if (file === undefined) encoder.encode(value);
    else encoder.encodeFile(file, "");
  }
  encoder.close();
}
