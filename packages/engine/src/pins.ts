// What a run started with: the text of each step type's template and of its Workflow. A run that goes on later goes on
// with those, whatever is edited or deleted meanwhile; the texts are kept with the run and go with it.
import type { Workflow } from "@lateen/api";
import type { RunContext } from "./context/run-context.ts";
import { hashText } from "./hash.ts";
import type { Template } from "./template/cache.ts";

const PINS_KEY = "lateen.pins";

function textKey(hash: string): string {
  return `lateen.pin.${hash}`;
}

/** Content hashes by what they pin. */
interface Stored {
  readonly types?: { readonly [type: string]: string };
  readonly workflow?: string;
}

/** What is pinned so far. */
export interface Pins {
  /** Text of the template of a step type. */
  template(type: string): string | undefined;
  readonly workflow: Workflow | undefined;
}

/** The pins that are stored for a run. */
export function readPins(context: RunContext): Pins {
  const stored = parse(context.getKey(PINS_KEY));
  const textOf = (hash: string | undefined): string | undefined =>
    hash === undefined ? undefined : context.getKey(textKey(hash));
  const workflow = textOf(stored.workflow);
  return {
    template: (type) =>
      Object.hasOwn(stored.types ?? {}, type) ? textOf(stored.types?.[type]) : undefined,
    workflow: workflow === undefined ? undefined : (JSON.parse(workflow) as Workflow),
  };
}

/** Lets go of what a run is pinned to: it is over, and if it is restarted it goes by what is there then. */
export function dropPins(context: RunContext): void {
  const text = context.getKey(PINS_KEY);
  if (text === undefined) return;
  const { types = {}, workflow } = parse(text);
  for (const hash of [...Object.values(types), ...(workflow === undefined ? [] : [workflow])]) {
    context.deleteKey(textKey(hash));
  }
  context.deleteKey(PINS_KEY);
}

/** Records what the run uses; what is pinned already stays. */
export function writePins(
  context: RunContext,
  used: {
    readonly templates: ReadonlyMap<string, Template>;
    readonly workflow: Workflow | undefined;
  },
): void {
  const before = context.getKey(PINS_KEY);
  const stored = parse(before);
  const types: { [type: string]: string } = { ...stored.types };
  for (const [type, { hash, source }] of used.templates) {
    if (Object.hasOwn(types, type)) continue;
    types[type] = hash;
    context.setKey(textKey(hash), source);
  }
  let { workflow } = stored;
  if (workflow === undefined && used.workflow !== undefined) {
    const { metadata: _metadata, ...content } = used.workflow;
    const text = JSON.stringify(content);
    workflow = hashText(text);
    context.setKey(textKey(workflow), text);
  }
  const text = JSON.stringify({ types, ...(workflow === undefined ? {} : { workflow }) });
  if (text !== before) context.setKey(PINS_KEY, text);
}

function parse(text: string | undefined): Stored {
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as Stored;
  } catch {
    return {};
  }
}
