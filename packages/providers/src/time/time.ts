// Spec: packages.md 9. CUE's own time package reads the same layouts, so it does the work.
import { type Data, type Program, compile } from "@lateen/cue";
import type { ProviderFunction, ProviderRuntime } from "@lateen/engine";
import { type Provider, defineProvider } from "../define-provider.ts";
import { numberAt, optionalText, textAt } from "../input.ts";
import { pure } from "../pure.ts";
import { TIME_CUE } from "../sources.gen.ts";

const RFC3339 = "2006-01-02T15:04:05Z07:00";

const CONVERSIONS = `import "time"
layout: string
toUnix: {
	date: string
	out:  time.ToUnix(time.Parse(layout, date))
}
toDate: {
	seconds: int
	out:     time.FormatString(layout, time.Unix(seconds, 0))
}
`;

/** Functions that convert dates, and the one that tells the time. */
export interface TimeFunctions {
  readonly timestamp: ProviderFunction;
  readonly date: ProviderFunction;
  readonly now: ProviderFunction;
}

/** Makes the functions. `isLegacy`: a timestamp of 0 is left out of the result. */
export function timeFunctions(isLegacy: boolean): TimeFunctions {
  let program: Program | undefined;
  const convert = (
    direction: "toUnix" | "toDate",
    field: string,
    value: string | number,
    layout: string,
  ): Data => {
    program ??= compileConversions();
    const result = program.evaluate({
      fill: [
        { path: ["layout"], value: layout === "" ? RFC3339 : layout },
        { path: [direction, field], value },
      ],
    });
    try {
      return result.lookup([direction, "out"]).decode();
    } catch (err) {
      throw new Error(goText(err), { cause: err });
    }
  };
  const dateOf = (seconds: number, layout: string): string =>
    String(convert("toDate", "seconds", seconds, layout));
  return {
    timestamp: pure((params) => {
      const date = textAt(params, "date");
      if (date === "") throw new Error("empty date to convert");
      const layout = optionalText(params, "layout") ?? "";
      const timestamp = Number(convert("toUnix", "date", date, layout));
      return isLegacy && timestamp === 0 ? {} : { timestamp };
    }),
    date: pure((params) => ({
      date: dateOf(numberAt(params, "timestamp"), optionalText(params, "layout") ?? ""),
    })),
    now: {
      nature: "read",
      async call({ params }, { clock }: ProviderRuntime) {
        const timestamp = Math.floor(clock.now() / 1000);
        const date = dateOf(timestamp, optionalText(params, "layout") ?? "");
        return { kind: "done", returns: { timestamp, date } };
      },
    },
  };
}

function compileConversions(): Program {
  const { program, errors } = compile([{ filename: "time.cue", text: CONVERSIONS }]);
  if (program === undefined)
    throw errors[0] ?? new Error("the conversions of times do not compile");
  return program;
}

/** The message of Go's package time inside the one of CUE's. */
function goText(err: unknown): string {
  const text = err instanceof Error ? err.message : String(err);
  return text.replace(/^.*?error in call to time\.\w+: /, "");
}

/** `vela/time`. */
export function timeProvider(): Provider {
  const { timestamp, date, now } = timeFunctions(false);
  return defineProvider("time", TIME_CUE, { timestamp, date, now });
}
