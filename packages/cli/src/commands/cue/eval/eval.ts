import type { Value } from "@lateen/cue";
import { formatNode } from "@lateen/cue/syntax";
import {
  ATTRIBUTES_FLAG,
  DATA_FLAGS,
  EXPRESSION_FLAG,
  FILE_FLAGS,
  INJECTION_FLAGS,
  OUT_FLAG,
} from "../../../cue/common-flags.ts";
import { createEncoder } from "../../../cue/encode.ts";
import { CueErrors, refuse } from "../../../cue/errors.ts";
import { isSchemaOutput, writeSchemas } from "../../../cue/schema-output.ts";
import { type CueCall, type CueCommand, loadPlan } from "../../../cue/run.ts";

/** `lateen cue eval`. */
export const evalCommand: CueCommand = {
  name: "eval",
  usage: "[flags] [inputs]",
  summary: "evaluate and print a configuration",
  description:
    "Evaluates, validates and prints packages, files and data; nothing is printed if validation fails.",
  examples: `  lateen cue eval foo.cue -e a[0] -e a[2]
  lateen cue eval -c ./...
`,
  flags: [
    OUT_FLAG,
    ...FILE_FLAGS,
    ...DATA_FLAGS,
    ...INJECTION_FLAGS,
    EXPRESSION_FLAG,
    { name: "concrete", short: "c", kind: "bool", help: "require the evaluation to be concrete" },
    { name: "show-hidden", short: "H", kind: "bool", help: "display hidden fields" },
    { name: "show-optional", short: "O", kind: "bool", help: "display optional fields" },
    ATTRIBUTES_FLAG,
    { name: "all", short: "a", kind: "bool", help: "show optional and hidden fields" },
  ],
  run: runEval,
};

/** Whether anything in a value is wrong, in definitions too. */
function hasError(value: Value): boolean {
  const code = value.error()?.code ?? "incomplete";
  if ((code !== "incomplete" && code !== "cycle") || value.validate().length > 0) return true;
  const fields = value.fields({ definitions: true, hidden: true });
  return fields.some((field) => hasError(field.value));
}

async function runEval(call: CueCall): Promise<void> {
  const { environment, flags, reporter } = call;
  const plan = await loadPlan(call, { mode: "eval" });
  if (isSchemaOutput(plan)) {
    writeSchemas(call, plan);
    return;
  }
  const isConcrete = flags.bool("concrete");
  const ignores = flags.bool("ignore");
  const all = flags.bool("all");
  const syntax = {
    final: true,
    definitions: !isConcrete,
    optional: !isConcrete && (all || flags.bool("show-optional")),
    hidden: !isConcrete && (all || flags.bool("show-hidden")),
    attributes: flags.bool("show-attributes"),
    errors: ignores,
    fragment: isConcrete,
  };
  const encoder = createEncoder({
    environment,
    flags,
    output: plan.output,
    syntax,
    isConcrete: false,
    indent: "    ",
    packageName: plan.packageName,
    isStream: plan.expressions.length > 1,
  });
  for (const { value, id, expression } of plan.items()) {
    let name = plan.packages.length > 1 ? id : "";
    const header = (): void => {
      if (name !== "") environment.io.stderr.write(`// ${name}\n`);
    };
    if (plan.output.encoding !== "cue") {
      try {
        encoder.encode(value);
      } catch (error) {
        if (!(error instanceof CueErrors)) throw error;
        header();
        reporter.report(error.errors, value);
      }
      continue;
    }
    if (plan.expressions.length > 1 && expression !== undefined) name = formatNode(expression.expr);
    if (!ignores) {
      const errors = value.validate({ final: true, concrete: isConcrete });
      // What is merely incomplete may be printed.
      if (errors.length > 0 && hasError(value)) {
        header();
        refuse(errors, value);
      }
      if (isConcrete) {
        const missing = value.validate({ concrete: true });
        if (missing.length > 0) {
          header();
          reporter.report(missing, value);
          continue;
        }
      }
    }
    encoder.encodeFile(value.syntaxTree(syntax), name);
  }
  encoder.close();
}
