/**
 * Records what the `pulumi` on the PATH does with the programs of engine/recordings, and replaces the recordings there. Runs
 * each case twice to find out what varies.
 *
 *   node test/engine/recordings/record.ts [--folder engine/recordings] [--jobs 2] [--runs 2] [case ...]
 */
import { execFile, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { isDeepStrictEqual, parseArgs, promisify } from "node:util";
import pLimit from "p-limit";
import type { Json, Normaliser } from "./normalise.ts";
import { loadRecordings, OWN_RECORDINGS } from "./recordings.ts";
import type { Case, Recordings, StepRecord } from "./recordings.ts";
import { NODE_MODULES, runCase } from "./run-case.ts";
import type { EngineCommand, FinishedStep } from "./run-case.ts";

const execute = promisify(execFile);
const MAX_OUTPUT_BYTES = 2 ** 28;
const SUMMARY_LINES = 40;
const FIELDS = ["exitCode", "summary", "ops", "timeline", "journal", "outputs", "deployment", "diagnostics"];
/** Calls that do not depend on the engine: logs, and queries about the language. */
const OMITTED_CALLS = /Engine\/Log|LanguageRuntime\/(Get|InstallDependencies|RuntimeOptions|About)/;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: "string", default: OWN_RECORDINGS },
    jobs: { type: "string", default: "2" },
    runs: { type: "string", default: "2" },
  },
});

/** Kept files of a step, by the end of their names. */
type KeptFiles = Record<string, string>;

function pulumiCli(kept: Map<number, KeptFiles>): EngineCommand {
  const grpcLog = ({ dir, index }: FinishedStep): string => path.join(dir, `grpc-${index}.jsonl`);
  return {
    command: ["pulumi"],
    query: (args, environment) => stdoutOf(args, environment),
    envOf: (step) => ({
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DEBUG_COMMANDS: "1",
      ...(step.grpcLog ? { PULUMI_DEBUG_GRPC: grpcLog(step) } : {}),
    }),
    interrupt: killTree,
    onStep(step, record, normaliser) {
      const { index, dir, stack = "dev" } = step;
      const files: KeptFiles = {};
      if (record.checkpoint !== undefined) {
        files["checkpoint.json"] = withoutPaths(record.checkpoint);
        const stackFile = path.join(dir, `project/Pulumi.${stack}.yaml`);
        if (fs.existsSync(stackFile)) files[`Pulumi.${stack}.yaml`] = fs.readFileSync(stackFile, "utf8");
      }
      if (step.grpcLog && fs.existsSync(grpcLog(step)))
        files["grpc.jsonl"] = trimmedGrpcLog(fs.readFileSync(grpcLog(step), "utf8"), normaliser.fork());
      kept.set(index, files);
    },
  };
}

async function stdoutOf(args: string[], environment: { cwd: string; env: NodeJS.ProcessEnv }): Promise<string> {
  try {
    return (await execute("pulumi", args, { ...environment, maxBuffer: MAX_OUTPUT_BYTES })).stdout;
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? "";
  }
}

/** A killed CLI leaves its children running. */
function killTree(child: ChildProcess, signal: NodeJS.Signals): void {
  const children = signal === "SIGKILL" ? descendantsOf(child.pid!) : [];
  child.kill(signal);
  for (const pid of children)
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has already ended.
    }
}

function descendantsOf(pid: number): number[] {
  const list = spawnSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).stdout.trim().split("\n");
  const pairs = list.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (parent: number): number[] =>
    pairs.filter(([, ppid]) => ppid === parent).flatMap(([own]) => [own, ...below(own)]);
  return below(pid);
}

const withoutPaths = (checkpoint: string): string =>
  checkpoint
    .replaceAll(NODE_MODULES, "<node_modules>")
    .replace(/project:\/\/\/(\.\.\/)+[^"#]*?(node_modules|(?=\/@pulumi))/g, "project:///<node_modules>");

/** Keeps method, request and response of each call, without serialised code and log lines. */
function trimmedGrpcLog(text: string, normaliser: Normaliser): string {
  const calls = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, Json> & { method?: string })
    .filter(({ method = "" }) => !OMITTED_CALLS.test(method));
  const lines = calls.map(({ method = "", request = null, response = null, errors, metadata }) => {
    const shown = method.includes("Callbacks/Invoke") ? withoutBytes : (message: Json) => message;
    const call = { method, request: shown(request), response: shown(response) };
    return normaliser.json({ ...call, ...(errors ? { errors } : {}), ...(metadata ? { metadata } : {}) });
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

const withoutBytes = (message: Json): Json =>
  typeof message === "object" && message !== null && !Array.isArray(message)
    ? Object.fromEntries(Object.entries(message).map(([key, value]) => [key, key === "token" ? value : "<bytes>"]))
    : message;

/** Fields in which two runs of the same step differ, and whether only in order. */
function varying(first: StepRecord, others: readonly StepRecord[]): Record<string, string> | undefined {
  const differing = FIELDS.filter((field) => others.some((other) => !isDeepStrictEqual(first[field], other[field])));
  if (differing.length === 0) return undefined;
  return Object.fromEntries(differing.map((field) => [field, isOrderOnly(field, first, others) ? "order" : "content"]));
}

const isOrderOnly = (field: string, first: StepRecord, others: readonly StepRecord[]): boolean =>
  others.every((other) => isDeepStrictEqual(sorted(first[field]), sorted(other[field])));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(item)).sort();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner)]));
}

/** The last lines that were shown, for people. */
const summaryOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !line.startsWith("@ "))
    .slice(-SUMMARY_LINES);

async function record(recordings: Recordings, of: Case): Promise<void> {
  const kept = new Map<number, KeptFiles>();
  const runs: StepRecord[][] = [];
  for (let run = 0; run < Number(options.runs); run++) runs.push(await runCase(recordings, of, pulumiCli(kept)));
  const [first = [], ...others] = runs;
  for (const [index, { text, checkpoint: _, ...shown }] of first.entries()) {
    const file = (name: string): string => path.join(of.dir, `${index + 1}.${name}`);
    const stderrSummary = shown.json === undefined ? summaryOf(text as string) : [];
    const varies = varying(
      shown,
      others.map((run) => run[index]!),
    );
    fs.writeFileSync(file("recorded.json"), `${JSON.stringify({ ...shown, stderrSummary, varies }, null, 1)}\n`);
    for (const [name, content] of Object.entries(kept.get(index) ?? {})) fs.writeFileSync(file(name), content);
    const { command, expectExit } = of.steps[index]!;
    const unexpected = expectExit !== undefined && expectExit !== shown.exitCode ? ` instead of ${expectExit}` : "";
    console.log(`${of.name} ${index + 1}: ${command.join(" ")}: exit ${shown.exitCode}${unexpected}`);
  }
}

const recordings = await loadRecordings(path.resolve(options.folder), { maybeIncomplete: true });
const limit = pLimit(Number(options.jobs));
const chosen = recordings.cases.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
await Promise.all(chosen.map((of) => limit(() => record(recordings, of))));
