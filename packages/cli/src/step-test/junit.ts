// Results of cases as JUnit XML, which CI services show.

/** A case that was run. */
export interface ReportedCase {
  readonly file: string;
  readonly name: string;
  readonly milliseconds: number;
  /** Text of what differs; undefined if the case passed. */
  readonly failure: string | undefined;
}

/** The report. */
export function junitReport(cases: readonly ReportedCase[]): string {
  const files = Map.groupBy(cases, ({ file }) => file);
  const suites = Array.from(files, ([file, list]) =>
    [
      `  <testsuite${attributes({ name: file, ...totals(list) })}>`,
      ...list.map((one) => caseElement(file, one)),
      "  </testsuite>",
    ].join("\n"),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: "lateen def test", ...totals(cases) })}>`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function totals(cases: readonly ReportedCase[]): { [name: string]: string } {
  return {
    tests: String(cases.length),
    failures: String(cases.filter(({ failure }) => failure !== undefined).length),
    errors: "0",
    time: seconds(cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0)),
  };
}

function caseElement(classname: string, { name, milliseconds, failure }: ReportedCase): string {
  const head = `    <testcase${attributes({ name, classname, time: seconds(milliseconds) })}`;
  if (failure === undefined) return `${head}/>`;
  const first = failure.split("\n", 1)[0] ?? "";
  return `${head}>\n      <failure${attributes({ message: first })}>${escape(failure)}</failure>\n    </testcase>`;
}

function attributes(values: { readonly [name: string]: string }): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join("");
}

function escape(text: string): string {
  return (
    text
      // Characters that XML 1.0 has no form for.
      .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
