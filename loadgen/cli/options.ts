import { Command, Option } from "commander";
import { BUILT_IN_SCENARIOS } from "../schema/scenarios.ts";
import { idleForShape, isShape, shapeNames } from "./shape.ts";

/** What the command line says, as text: values are checked together, with the specification. */
export interface LoadOptions {
  scenario: string;
  users: string;
  spawnRate?: string;
  spawn?: string;
  duration?: string;
  warmUp?: string;
  iterations?: string;
  shape: string;
  steps?: string;
  ramp?: string;
  hold?: string;
  spikeUsers?: string;
  stages?: string;
  rate?: string;
  arrivals: string;
  pool: string;
  maxDelay: string;
  pace: string;
  think?: string;
  thinkScale: string;
  scenarioOption: string[];
  threshold: string[];
  abortOn: string[];
  seed: string;
  requestTimeout: string;
  connectTimeout: string;
  headersTimeout?: string;
  maxErrorRate?: string;
  deadline?: string;
  stopFile?: string;
  gracefulStop: string;
  tallyHeader: string[];
  insecure?: boolean;
  http2?: boolean;
  proxy?: string;
  localAddress: string[];
  workers?: string;
  calibration: string;
  json?: boolean;
  quiet?: boolean;
  csv?: string;
  csvFullHistory?: boolean;
  locustRounding?: boolean;
  metricsPort?: string;
  out?: string;
}

/** `stackmark load`, its options and its help; running it is somebody else's. */
export function loadCommand(): Command {
  const command = new Command("stackmark load")
    .description("Put load on a URL and measure it; no cloud, no Pulumi.")
    .argument("<url>", "where the load goes: the base URL, or for `get` the URL itself")
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride();
  for (const option of [...scenarioOptions, ...closedOptions, ...openOptions, ...limits, ...output]) {
    command.addOption(option);
  }
  return command;
}

const option = (flags: string, help: string, byDefault?: string): Option => {
  const made = new Option(flags, help);
  return byDefault === undefined ? made : made.default(byDefault);
};

/** May be given several times. */
const list = (flags: string, help: string): Option =>
  new Option(flags, `${help}; may be repeated`)
    .argParser((value: string, before: string[]) => [...before, value])
    .default([], "none");

const scenarioOptions = [
  option("--scenario <name>", `what users do: ${BUILT_IN_SCENARIOS.join(", ")}, or a module such as ./shop.ts`, "get"),
  list("--scenario-option <key=value>", "what the scenario is told; the value is JSON, or text"),
  option("--seed <n>", "same seed, same requests of each user", "1"),
  option("-d, --duration <time>", "the whole load, such as 90s, 3m, 1h30m; default: 30s, see docs for shapes"),
  option("--warm-up <time>", "not measured, from the start; default: until all users have started"),
  option(
    "--stages <list>",
    "a shape instead: how long, to how many users (or arrivals/s), and what it is, such as 10s:50:warm-up,1m:50,10s:0",
  ),
];

const closedOptions = [
  option("-u, --users <n>", "users at the same time", "10"),
  option("-r, --spawn-rate <n>", "users that start per second; default: 10, in a stress 1"),
  option("--spawn <how>", "even: one by one, or bursts: so many together each second, as Locust; default: even"),
  option("--iterations <n>", "tasks in all, shared out between the users; the load ends with them"),
  option("--shape <name>", `${shapeNames.join(", ")}`, "ramp"),
  option("--steps <n>", "steps: how many; default: 10"),
  option("--ramp <time>", "steps: how long they take in all; default: 20s"),
  option("--hold <time>", "steps: how long all users stay, default: 10s; spike: how long it lasts, default: 30s"),
  option("--spike-users <n>", "spike: users at its height; default: 200"),
  option("--think <time>", "think time: none, 2s, 1s-10s, exponential:3s or pacing:5s; default: the scenario's"),
  option("--think-scale <x>", "multiplies think times; 0: none", "1"),
];

const openOptions = [
  option("--rate <n>", "open model: tasks that start per second, whatever the target does"),
  option("--arrivals <how>", "even or poisson", "even"),
  option("--pool <n>", "users, so connections, at most", "1000"),
  option("--max-delay <time>", "a task that can't start within this is dropped, and counted", "1s"),
  option(
    "--pace <how>",
    "timer, or spin: timers up to 3 ms before a task is due, then polling; finer, at the price of up to a core",
    "timer",
  ),
];

const limits = [
  option("--request-timeout <time>", "limit of a request with its redirects", "60s"),
  option("--connect-timeout <time>", "limit of setting up a connection", "10s"),
  option("--headers-timeout <time>", "limit from sending a request to its response's head; default: the request's own"),
  option("--graceful-stop <time>", "what requests may still take after the end", "30s"),
  list("--threshold <condition>", "exit 99 unless it holds, such as 'http_req_duration{name:GET /}: p(95)<300'"),
  list("--abort-on <condition>", "as --threshold, and ends the load as soon as it doesn't hold"),
  option("--max-error-rate <share/time>", "end the load, and exit 99, above it, such as 5%/10s"),
  option("--deadline <time>", "end the load so long after the command, and exit 3"),
  option("--stop-file <path>", "end the load once this file is there, and exit 105"),
  option("--calibration <time>", "how long a worker measures itself before the load; 0: not at all", "500ms"),
  option("--workers <n>", "worker processes; default: one per core, at most one per user"),
  list("--local-address <ip>", "address to connect from, users in turn"),
  option("--http2", "offer HTTP/2 to https targets; costs several times the CPU of HTTP/1.1"),
  option("--proxy <url>", "send all requests through this proxy"),
  option("--insecure", "do not check TLS certificates"),
];

const output = [
  list("--tally-header <name>", "response header with a number to sum up"),
  option("--json", "print the result as one JSON document on stdout"),
  option("--quiet", "no progress"),
  option("--out <folder>", "write result.json, histograms.json, seconds.ndjson and latencies.hlog"),
  option("--metrics-port <n>", "serve Prometheus metrics of the load on 127.0.0.1 while it runs"),
  option("--csv <prefix>", "write Locust's four CSV files, <prefix>_stats.csv and so on"),
  option("--csv-full-history", "a row per endpoint and second, with percentiles of the last ten seconds, as Locust's"),
  option("--locust-rounding", "percentiles as coarse as Locust's own, to compare with its files"),
];

/** Options that say nothing for the load that the others ask for; each by its name, with why. */
export function idleOptions(command: Command): string[] {
  const given = (name: string) => command.getOptionValueSource(name) === "cli";
  const idle = (names: readonly (keyof LoadOptions)[], why: string) =>
    names.filter(given).map((name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${why}`);
  return [
    ...(given("rate")
      ? idle(
          ["users", "spawnRate", "spawn", "iterations", "shape", "think", "thinkScale", ...shapeOptions],
          "is for the closed model: leave it or --rate out",
        )
      : idle(["arrivals", "pool", "maxDelay", "pace"], "is for the open model: give --rate")),
    ...(given("stages")
      ? idle(
          ["users", "spawnRate", "spawn", "duration", "warmUp", "iterations", "shape", ...shapeOptions],
          "is what --stages says already",
        )
      : idleWithShape(command.getOptionValue("shape") as string, idle)),
    ...(given("csv") ? [] : idle(["csvFullHistory", "locustRounding"], "is for CSV files: give --csv")),
  ];
}

const shapeOptions = ["steps", "ramp", "hold", "spikeUsers"] as const;

function idleWithShape(
  shape: string,
  idle: (names: readonly (keyof LoadOptions)[], why: string) => string[],
): string[] {
  return isShape(shape) ? idle(idleForShape[shape], `says nothing for --shape ${shape}`) : [];
}

/** The option that sets a field of the specification, for messages. */
export const optionOf: Readonly<Record<string, string>> = {
  target: "<url>",
  scenario: "--scenario",
  scenarioOptions: "--scenario-option",
  stages: "--stages",
  ratePerS: "--rate",
  arrivals: "--arrivals",
  poolSize: "--pool",
  maxDelayMs: "--max-delay",
  pace: "--pace",
  thinkTime: "--think",
  thresholds: "--threshold",
  localAddresses: "--local-address",
  users: "--users",
  spawnRatePerS: "--spawn-rate",
  spawn: "--spawn",
  iterations: "--iterations",
  durationMs: "--duration",
  warmUpMs: "--warm-up",
  thinkTimeScale: "--think-scale",
  seed: "--seed",
  requestTimeoutMs: "--request-timeout",
  connectTimeoutMs: "--connect-timeout",
  headersTimeoutMs: "--headers-timeout",
  maxErrorRate: "--max-error-rate",
  gracefulStopMs: "--graceful-stop",
  tallyHeaders: "--tally-header",
  tlsVerify: "--insecure",
  protocol: "--http2",
  proxy: "--proxy",
  workers: "--workers",
  calibrationMs: "--calibration",
};
