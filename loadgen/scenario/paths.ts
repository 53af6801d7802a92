/** Finds paths that are written out in a scenario's source and can't be requested, so that no load has to run to tell. */
import type { Scenario } from "./scenario.ts";

const COMMENT = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[^]*?\*\//g;

/**
 * @param scenario unchecked
 * @returns the requests of users whose path is a literal that does not begin with a slash, each with its line. Paths that are
 * computed are checked when they are requested.
 */
export function pathProblems(file: string, source: string, scenario: Partial<Scenario>): string[] {
  const names = userNames(scenario);
  if (names.length === 0) return [];
  // Comments become spaces, so that offsets stay.
  const code = source.replaceAll(COMMENT, (text, literal: string | undefined) =>
    literal === undefined ? text.replaceAll(/[^\n]/g, " ") : text,
  );
  const user = String.raw`(?<![\w$.])(?:${names.join("|")})\s*\.\s*`;
  const path = String.raw`(["'${"`"}])(?!\/|\$\{)((?:\\.|(?!\1)[^\\\n])*)\1`;
  const calls = [`(?:get|post)\\(\\s*${path}`, `request\\(\\s*(?:"\\w*"|'\\w*')\\s*,\\s*${path}`];
  return calls
    .flatMap((call) => [...code.matchAll(new RegExp(user + call, "g"))])
    .map(({ index, 2: literal = "" }) => ({ line: code.slice(0, index).split("\n").length, literal }))
    .sort((a, b) => a.line - b.line)
    .map(({ line, literal }) => `${file}:${line}: ${JSON.stringify(literal)} is no path: begin it with "/"`);
}

/** What the functions of a scenario call their user. */
function userNames({ state, onStart, tasks }: Partial<Scenario>): string[] {
  const runs = Array.isArray(tasks) ? (tasks as Partial<Scenario["tasks"][number]>[]).map((task) => task?.run) : [];
  const functions: unknown[] = [state, onStart, ...runs];
  const names = functions.flatMap((each) => {
    if (typeof each !== "function") return [];
    const name = /^[^(=]*?\(?\s*([A-Za-z_$][\w$]*)\s*[,):=]/.exec(
      firstParameterOf(Function.prototype.toString.call(each)),
    )?.[1];
    return name === undefined ? [] : [name.replaceAll("$", String.raw`\$`)];
  });
  return [...new Set(names)];
}

/** The text from the first parameter on. */
function firstParameterOf(source: string): string {
  return source.replace(/^(?:async\s+)?(?:function\b\s*)?(?:\*\s*)?(?:[\w$]+\s*(?=\())?/, "");
}
