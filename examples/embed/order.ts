// The step types of the program, and the workflow that calls them.
import type { WorkflowRun, WorkflowStepDefinition } from "@lateen/api";

const TEMPLATES: Readonly<Record<string, string>> = {
  buy: `
import (
	"example.com/shop"
	"vela/builtin"
)

parameter: {
	customer: string
	item:     string
	count:    *1 | int
	price:    number
}

reserve: shop.#Reserve & {
	$params: {item: parameter.item, count: parameter.count}
}
charge: shop.#Charge & {
	// Only when there was enough.
	if reserve.$returns.left >= 0 {
		$params: {customer: parameter.customer, amount: parameter.count * parameter.price}
	}
}
message: builtin.#Message & {
	$params: message: "\\(parameter.count) × \\(parameter.item), \\(reserve.$returns.left) left"
}
`,
  deliver: `
import (
	"example.com/shop"
	"vela/builtin"
)

parameter: receipt: string

parcel: shop.#Parcel & {
	$params: receipt: parameter.receipt
}
wait: builtin.#ConditionalWait & {
	$params: {
		continue: parcel.$returns.delivered
		message:  "under way"
	}
}
`,
};

/** Finds the step types. */
export function stepType(name: string): WorkflowStepDefinition | undefined {
  const template = TEMPLATES[name];
  if (template === undefined) return undefined;
  return {
    apiVersion: "core.oam.dev/v1beta1",
    kind: "WorkflowStepDefinition",
    metadata: { name, namespace: "vela-system" },
    spec: { schematic: { cue: { template } } },
  };
}

/** An order: buy, have somebody look at it, deliver. */
export const order: WorkflowRun = {
  apiVersion: "core.oam.dev/v1alpha1",
  kind: "WorkflowRun",
  metadata: { name: "order-1", namespace: "default", uid: "order-1" },
  spec: {
    workflowSpec: {
      steps: [
        {
          name: "buy",
          type: "buy",
          properties: { customer: "Ada", item: "sail", count: 2, price: 120 },
          outputs: [{ name: "receipt", valueFrom: "charge.$returns.receipt" }],
        },
        { name: "look", type: "suspend" },
        {
          name: "deliver",
          type: "deliver",
          inputs: [{ from: "receipt", parameterKey: "receipt" }],
        },
      ],
    },
  },
};
