/** Results of checks as JUnit XML, in the form that Jenkins, GitLab and the reporters of GitHub read (Jenkins' junit-10.xsd). */
import { printable } from "./printable.ts";

export interface TestSuite {
  name: string;
  /** Start, ISO 8601 in UTC; `null` if it is unknown. */
  startedAt: string | null;
  cases: TestCase[];
}

export interface TestCase {
  name: string;
  /** What the case is about, such as a level; names separated by dots form groups. */
  className: string;
  /** How long it took to measure; `null` if that is unknown. */
  durationMs: number | null;
  /** `failed`: the condition does not hold. `error`: nobody can tell, because of the measurement. `skipped`: no data. */
  outcome: "passed" | "failed" | "error" | "skipped";
  /** The answer in one line, with its figures. */
  message: string;
  /** What else there is to know. Default: nothing. */
  details?: string;
}

/** One document of all suites. Text that XML cannot hold is replaced. */
export function junitXml(name: string, suites: readonly TestSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name, ...counts(all), time: seconds(all) })}>`,
    ...suites.flatMap(suiteLines),
    "</testsuites>\n",
  ].join("\n");
}

function suiteLines({ name, startedAt, cases }: TestSuite): string[] {
  const skipped = cases.filter(({ outcome }) => outcome === "skipped").length;
  // The schema of Ant's reports allows no time zone and no fraction.
  const timestamp = startedAt?.slice(0, 19);
  return [
    `  <testsuite ${attributes({ name, ...counts(cases), skipped, time: seconds(cases), timestamp })}>`,
    ...cases.flatMap(caseLines),
    "  </testsuite>",
  ];
}

const ELEMENTS = { failed: "failure", error: "error", skipped: "skipped" } as const;

function caseLines({ name, className, durationMs, outcome, message, details }: TestCase): string[] {
  const time = durationMs === null ? undefined : inSeconds(durationMs);
  const text = details === undefined ? "" : escaped(details);
  const body =
    outcome === "passed"
      ? `<system-out>${[escaped(message), text].filter((part) => part !== "").join("\n")}</system-out>`
      : `<${ELEMENTS[outcome]} ${attributes({ message })}>${text}</${ELEMENTS[outcome]}>`;
  return [`    <testcase ${attributes({ name, classname: className, time })}>`, `      ${body}`, "    </testcase>"];
}

const counts = (cases: readonly TestCase[]) => ({
  tests: cases.length,
  failures: cases.filter(({ outcome }) => outcome === "failed").length,
  errors: cases.filter(({ outcome }) => outcome === "error").length,
});

/** The longest case: the cases of a suite share their measurement. */
const seconds = (cases: readonly TestCase[]): string =>
  inSeconds(Math.max(0, ...cases.map(({ durationMs }) => durationMs ?? 0)));

const inSeconds = (ms: number): string => (ms / 1000).toFixed(3);

const attributes = (values: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(values)
    .flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}="${escaped(String(value)).replaceAll(/[\t\n]/g, " ")}"`],
    )
    .join(" ");

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 has no control characters, no lone surrogates, and neither U+FFFE nor U+FFFF. */
const escaped = (text: string): string =>
  printable(text.toWellFormed())
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!);
