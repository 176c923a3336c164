// How the cost of the language grows: with the number of fields, and with the number of evaluations of one program.
import { compile, createPackageCache, type Program } from "@lateen/cue";
import type { Bench } from "./main.ts";

const FIELDS = [1_000, 10_000, 100_000];
const EVALUATIONS = 1_000_000;
/** The heap after so many evaluations is compared with the heap at the end. */
const SETTLED = 100_000;

/** The figures of `growth` and `memory`, or those of the one named. */
export const benchCueGrowth: Bench = async (report, only) => {
  if (only === undefined || only === "growth") {
    for (const count of FIELDS) {
      const text = sourceOf(count);
      const milliseconds = best(count <= 10_000 ? 5 : 2, () =>
        compiled(text).evaluate().exportJson(),
      );
      report({
        name: `${count} fields, cold, a field`,
        value: (milliseconds / count) * 1_000,
        unit: "µs",
      });
    }
  }
  if (only === undefined || only === "memory") {
    const program = compiled(TEMPLATE);
    const heapAfter = (count: number): number => {
      for (let index = 0; index < count; index++) {
        const parameter = { name: `step-${index}`, replicas: index };
        program.evaluate({ fill: [{ path: ["parameter"], value: parameter }] }).exportJson();
      }
      globalThis.gc?.();
      return process.memoryUsage().heapUsed / 1024 ** 2;
    };
    const settled = heapAfter(SETTLED);
    const began = performance.now();
    const end = heapAfter(EVALUATIONS);
    report({
      name: `${EVALUATIONS} evaluations`,
      value: (performance.now() - began) / 1_000,
      unit: "s",
    });
    report({ name: `heap after ${SETTLED} evaluations`, value: settled, unit: "MiB" });
    report({ name: "heap after the others", value: end, unit: "MiB", goal: "the same" });
  }
};

/** Structs with a definition, references and a default. */
function sourceOf(fields: number): string {
  const lines = Array.from(
    { length: fields },
    (_, index) =>
      `f${index}: #Item & {name: "item-${index}", weight: f${Math.max(0, index - 1)}.size}`,
  );
  return `#Item: {name: string, size: *1 | int, weight: int}\n${lines.join("\n").replace("weight: f0.size", "weight: 1")}\n`;
}

const TEMPLATE = `
import "strings"

output: {
  apiVersion: "apps/v1"
  kind: "Deployment"
  metadata: name: strings.ToLower(parameter.name)
  spec: {
    replicas: parameter.replicas
    if parameter.image != _|_ {template: spec: containers: [{name: "main", image: parameter.image}]}
    selector: matchLabels: app: "\\(parameter.name)"
  }
}
parameter: {name: string, replicas: *1 | int, image?: string}
`;

function compiled(text: string): Program {
  const { program, errors } = compile([{ filename: "growth.cue", text }], {
    cache: createPackageCache(),
  });
  if (program === undefined) throw new Error(errors[0]?.message);
  return program;
}

function best(rounds: number, run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    run();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}
