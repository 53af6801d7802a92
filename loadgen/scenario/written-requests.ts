/** Finds requests that are written out in a scenario's source and can't be sent, so that no load has to run to tell. */
import { unknownOptions } from "./request-options.ts";
import type { Scenario } from "./scenario.ts";
import { membersOf, partsAt, withoutComments } from "./source-text.ts";

/** Which argument is the path, and which the options. */
const ARGUMENTS = { get: [0, 1], post: [0, 2], request: [1, 2] } as const;

/**
 * @param scenario unchecked
 * @returns the requests of users whose path is a literal that does not begin with a slash, or whose options have keys that there
 * are not, each with its line. What is computed is checked when it is requested.
 */
export function requestProblems(file: string, source: string, scenario: Partial<Scenario>): string[] {
  const names = userNames(scenario);
  if (names.length === 0) return [];
  const code = withoutComments(source);
  const call = new RegExp(String.raw`(?<![\w$.])(?:${names.join("|")})\s*\.\s*(get|post|request)\(`, "g");
  return [...code.matchAll(call)].flatMap(({ 0: text, 1: method, index }) => {
    const given = partsAt(code, index + text.length) ?? [];
    const [path, options] = ARGUMENTS[method as keyof typeof ARGUMENTS];
    const line = code.slice(0, index).split("\n").length;
    return [...pathProblems(given[path]), ...optionProblems(given[options])].map((what) => `${file}:${line}: ${what}`);
  });
}

function pathProblems(argument = ""): string[] {
  const [, , literal] = /^(["'`])(?!\/|\$\{)((?:\\.|(?!\1)[^\\\n])*)\1$/.exec(argument) ?? [];
  return literal === undefined ? [] : [`${JSON.stringify(literal)} is no path: begin it with "/"`];
}

function optionProblems(argument: string | undefined): string[] {
  const members = membersOf(argument);
  const expect = members.find(([key]) => key === "expect")?.[1];
  const keysOf = (all: typeof members) => all.map(([key]) => key);
  return unknownOptions(keysOf(members), keysOf(membersOf(expect)));
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
