/**
 * Shell scripts that run a load tool where it sends its part of a load: in a pod, or on a generator machine. Pure.
 *
 * The tool outlives the connection that started it. Scripts find it by files in the folder of its part: `pid` is its process
 * group, `exit` its exit code once it has ended, `log` what it printed, and `results` what it wrote.
 */
import { posix } from "node:path";
import type { LoadTool } from "../../../../catalog/load-tools.ts";
import { quote, removeFolder } from "../../../../ssh/shell.ts";
import type { ToolEnd } from "../end.ts";
import { KEPT_LINES } from "../process.ts";

/** Absolute paths where a part runs. */
export interface PartPaths {
  /** The folder of the part. */
  work: string;
  /** The script of k6, the locustfile or the plan of JMeter. */
  file: string;
}

/** Without its coordinator, nobody could stop the load or use its results. */
const ALONE_S = 60;
/** Longest time of one look at a part that runs. */
const LOOK_S = 20;

export const resultsIn = ({ work }: Pick<PartPaths, "work">): string => `${work}/results`;

const words = (command: readonly string[]): string => command.map(quote).join(" ");

/** Makes the folder of a part. Prints `absent`, or `found` and what the tool says of its version. */
export const surveyScript = ({ work }: PartPaths, { command, versionArgs }: LoadTool): string =>
  [
    `mkdir -p ${quote(resultsIn({ work }))} && cd ${quote(work)} || exit 1`,
    `if ! command -v ${quote(command)} >/dev/null; then echo absent; exit 0; fi`,
    "echo found",
    `${words([command, ...versionArgs])} 2>&1`,
    "true",
  ].join("\n");

/** @returns the version as the tool states it; `null` if it is not there */
export function versionIn(printed: string, { version }: LoadTool): string | null {
  const [first, ...rest] = printed.split("\n");
  if (first !== "found") return null;
  return version.exec(rest.join("\n"))?.[1] ?? "unknown";
}

export interface PartCommands {
  main: readonly string[];
  /** A second process, which ends with the first. */
  beside: readonly string[] | undefined;
  environment: Readonly<Record<string, string>>;
}

/** Seconds until the tool must have a process. */
const WAITS = "1 2 3 4 5 6 7 8 9 10";

/** Starts the tool, and prints `started` once it has a process that can be stopped. */
export function startScript(paths: PartPaths, commands: PartCommands): string {
  const { work } = paths;
  return [
    `cd ${quote(work)} || exit 1`,
    `setsid sh -c ${quote(runScript(paths, commands))} >/dev/null 2>&1 </dev/null &`,
    `for each in ${WAITS}; do [ -e pid ] && break; sleep 1; done`,
    "[ -e pid ] && echo started",
  ].join("\n");
}

/** Each process has a process group of its own: tools that are started by a script are ended with it. */
function runScript({ work, file }: PartPaths, { main, beside, environment }: PartCommands): string {
  const at = (name: string): string => quote(posix.join(work, name));
  const begin = (command: readonly string[], log: string): string =>
    `setsid ${words(command)} >${at(log)} 2>&1 </dev/null &`;
  return [
    `cd ${quote(posix.dirname(file))} || exit 1`,
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}`),
    'ulimit -n "$(ulimit -Hn)"',
    ...(beside === undefined ? [] : [begin(beside, "log-beside"), "beside=$!"]),
    begin(main, "log"),
    "main=$!",
    `echo "$main" >${at("pid")}`,
    "watch() {",
    "  alone=0",
    `  while sleep 1; do`,
    `    if [ -e ${at("seen")} ]; then rm -f ${at("seen")}; alone=0; else alone=$((alone + 1)); fi`,
    `    if [ "$alone" -ge ${ALONE_S} ]; then kill -TERM "-$main"; fi`,
    "  done",
    "}",
    "watch &",
    "watch=$!",
    'wait "$main"',
    "code=$?",
    'kill "$watch"',
    ...(beside === undefined ? [] : ['kill -TERM "-$beside"']),
    `echo "$code" >${at("exit.part")}`,
    `mv ${at("exit.part")} ${at("exit")}`,
  ].join("\n");
}

/** Waits a while for the end of a part. Prints `running`; or `ended`, its exit code, its files, and the end of its log. */
export const lookScript = ({ work }: PartPaths): string =>
  [
    `cd ${quote(work)} || exit 1`,
    "looked=0",
    `until [ -e exit ] || [ "$looked" -ge ${LOOK_S} ]; do : >seen; sleep 1; looked=$((looked + 1)); done`,
    "if [ ! -e exit ]; then echo running; exit 0; fi",
    'echo "ended $(cat exit)"',
    'echo "files" $(ls results)',
    `tail -n ${KEPT_LINES} log`,
    "true",
  ].join("\n");

export interface EndedPart extends ToolEnd {
  /** Names of the files that it wrote. */
  files: string[];
}

/** @returns `null` while it runs @throws if it is not what the script prints */
export function endIn(printed: string): EndedPart | null {
  const [first = "", second = "", ...log] = printed.trimEnd().split("\n");
  if (first === "running") return null;
  const ended = /^ended (\d+)$/.exec(first);
  const listed = /^files ?(.*)$/.exec(second);
  if (!ended || !listed) throw new Error(`it answered ${JSON.stringify(printed.slice(0, 200))}`);
  const code = Number(ended[1]);
  const files = listed[1]!.split(" ").filter((name) => name !== "");
  return { code, how: howOf(code), files, lastLines: log.filter((line) => line.trim() !== "") };
}

/** Shells add 128 to the number of a signal. */
const SIGNALS: Readonly<Record<number, string>> = {
  137: "by SIGKILL, as when there is no memory for it",
  143: "by SIGTERM",
};
const howOf = (code: number): string => SIGNALS[code] ?? `with exit code ${code}`;

/** Asks the tool to end, or ends it. */
export const signalScript = ({ work }: PartPaths, signal: "TERM" | "KILL"): string =>
  [`cd ${quote(work)} || exit 1`, `[ -e exit ] || kill -${signal} "-$(cat pid)"`].join("\n");

/** Prints a file of the results, compressed. */
export const fetchScript = (paths: PartPaths, file: string): string =>
  `gzip -c ${quote(posix.join(resultsIn(paths), file))}`;

/** Ends the tool if it runs, and removes the folder of its part. */
export const removeScript = (paths: PartPaths): string =>
  [`(${signalScript(paths, "KILL")})`, removeFolder(quote(paths.work))].join("\n");
