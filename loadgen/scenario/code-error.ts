/** Errors of a scenario's own code in words: what, at which file and line, with the line itself, and no stack. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

interface Place {
  file: string;
  line: number;
  /** From 1; `undefined`: unknown. */
  column: number | undefined;
}

/** What a function of a scenario threw, such as `TypeError: x is not a function (shop.ts:12:5)`. */
export function thrownText(error: unknown): string {
  const place = placeOf(error);
  return `${nameOf(error)}${place === undefined ? "" : ` (${shown(place)})`}`;
}

/** Why a module could not be imported, with an excerpt. */
export function importErrorText(path: string, error: unknown): string {
  const place = placeOf(error) ?? (error instanceof SyntaxError ? syntaxErrorOf(path) : undefined);
  return place === undefined ? nameOf(error) : `${shown(place)}: ${nameOf(error)}${excerpt(place)}`;
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return `${JSON.stringify(error) ?? String(error)} was thrown, which is no Error`;
  // Messages of module loaders name files as URLs, and a second line would look like a further problem.
  const message = error.message.split("\n", 1)[0]!.replaceAll(/file:\/\/\/[^\s'"]+/g, (url) => fileURLToPath(url));
  return error.name === "Error" ? message : `${error.name}: ${message}`;
}

/** Whether an error that nobody caught comes from a scenario's code, as far as its stack tells. */
export function isOfScenario(error: unknown): boolean {
  return !(error instanceof Error) || placeOf(error) !== undefined || error.stack?.includes(OWN) !== true;
}

/** Whether an error comes from this very module. */
export const isOfModule = (error: unknown, path: string): boolean => placeOf(error)?.file === resolve(path);

/** The first place in the scenario's files or their imports; below it in the stack are those who called them. */
function placeOf(error: unknown): Place | undefined {
  if (!(error instanceof Error)) return undefined;
  for (const line of error.stack?.split("\n") ?? []) {
    if (CALLED.some((called) => line.includes(called))) continue;
    if (CALLERS.some((caller) => line.includes(caller))) return undefined;
    const [, url, number, column] = /^(?:\s+at .*?\(?)?(file:\/\/\/[^\s()]+?):(\d+)(?::(\d+))?\)?$/.exec(line) ?? [];
    if (url === undefined || url.includes("/node_modules/")) continue;
    return {
      file: fileURLToPath(url),
      line: Number(number),
      column: column === undefined ? undefined : Number(column),
    };
  }
  return undefined;
}

const OWN = new URL("..", import.meta.url).href;
const CALLERS = ["(node:internal/modules/", " node:internal/modules/", OWN];
/** What scenarios call: above them in the stack. */
const CALLED = ["executor/one-at-a-time", "executor/virtual-user", "executor/judge", "executor/redirect"]
  .concat("scenario/answer", "scenario/data", "scenario/request-options", "transport/request/")
  .map((path) => OWN + path);

const shown = ({ file, line, column }: Place): string => {
  const near = relative("", file);
  return `${near.startsWith("..") ? file : near}:${line}${column === undefined ? "" : `:${column}`}`;
};

function excerpt({ file, line, column }: Place): string {
  try {
    const text = readFileSync(file, "utf8").split("\n")[line - 1] ?? "";
    const lines = column === undefined ? [text] : [text, `${" ".repeat(column - 1)}^`];
    return lines.map((each) => `\n      ${each.slice(0, 160)}`).join("");
  } catch {
    return "";
  }
}

/** Node keeps the place of a syntax error to itself, and prints it only for an error that nobody catches. */
function syntaxErrorOf(path: string): Place | undefined {
  const script = ["--no-warnings", "--input-type=module", "--eval", "await import(process.argv[1])"];
  let printed = "";
  try {
    const argv = [...script, "--", pathToFileURL(path).href];
    execFileSync(process.execPath, argv, { stdio: ["ignore", "ignore", "pipe"], timeout: 10_000 });
  } catch (error) {
    printed = String((error as { stderr?: Buffer }).stderr);
  }
  const [, file, line, rest = ""] = /^(?:file:\/\/)?(\/.*):(\d+)\n([^]*)/m.exec(printed) ?? [];
  if (file === undefined) return undefined;
  const caret = /^( *)\^/m.exec(rest)?.[1];
  return { file: decodeURI(file), line: Number(line), column: caret === undefined ? undefined : caret.length + 1 };
}
