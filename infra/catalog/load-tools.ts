/**
 * Load tools that can take the place of the generator: how each is found, started, divided among several processes, and asked
 * for results that can be read. Pure.
 */
import { posix } from "node:path";

export const TOOL_NAMES = ["k6", "locust", "jmeter"] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** One of several processes that send a load together. */
export interface ToolPart {
  /** From 0. */
  index: number;
  count: number;
  /** Address of the first part, as the others reach it. */
  first: string;
}

/** One run of a tool, with absolute paths; its load and its users are those of all parts. */
export interface ToolRun {
  /** The script of k6, the locustfile or the plan of JMeter. */
  file: string;
  /** URL of the entry, without a slash at its end. */
  target: string;
  /** Where the results go. */
  folder: string;
  /** `null`: the file decides. */
  users: number | null;
  spawnRatePerS: number | null;
  durationMs: number;
  /** Undefined: one process sends the whole load. */
  part?: ToolPart;
}

export interface LoadTool {
  title: string;
  /** Environment variable with the path of the executable; without it, the command is looked for on PATH. */
  variable: string;
  command: string;
  /** How to get it, in words. */
  install: string;
  /** Finds the version in what `versionArgs` prints. */
  versionArgs: readonly string[];
  version: RegExp;
  args: (run: ToolRun) => string[];
  /** Arguments of a second process of this part, which runs beside the first; absent for tools that need none. */
  besideArgs?: (run: ToolRun) => string[] | undefined;
  /** The file that the importer reads, in the folder of the results. */
  results: string;
  /** The file with the outcome of the script's thresholds; absent for tools without. */
  thresholds?: string;
  /** All files that are read. */
  files: readonly string[];
  /** The parts whose files hold the load: all, or the first, which adds what the others send to it. */
  writers: "all" | "first";
  /** One process of it uses all cores of its machine. */
  usesAllCores: boolean;
  /** Image for pods, with the command on its PATH and a POSIX shell. */
  image: string;
  /** Environment of its process in a pod. */
  podEnvironment?: Readonly<Record<string, string>>;
  /** Exit codes after which the results are good: 0, and that of failed thresholds. */
  goodCodes: readonly number[];
  /** What the exit code says besides: a condition of the file itself that did not hold. */
  failedBy?: { codes: (code: number) => boolean; condition: string };
}

/** Files that a tool writes into the folder of its results. */
const K6 = { stream: "stream.json", summary: "summary.json" };
const LOCUST_PREFIX = "locust";
const JTL = "results.jtl";

/** Of Locust's master. */
export const LOCUST_PORT = 5557;
/** For workers whose Python starts slowly. */
const LOCUST_WAIT_S = 60;

/** Users of one part, where all parts have as many as possible alike. */
export const usersOf = (users: number, { index, count }: Pick<ToolPart, "index" | "count">): number =>
  Math.floor(((index + 1) * users) / count) - Math.floor((index * users) / count);

/** What k6 sends of a load that so many parts divide: the same users and iterations as one process, each once. */
function segmentArgs({ index, count }: Pick<ToolPart, "index" | "count">): string[] {
  const at = (part: number): string => (part === 0 ? "0" : part === count ? "1" : `${part}/${count}`);
  const all = Array.from({ length: count + 1 }, (_, part) => at(part));
  return [
    ...["--execution-segment", `${at(index)}:${at(index + 1)}`],
    ...["--execution-segment-sequence", all.join(",")],
  ];
}

const isDivided = (part: ToolPart | undefined): part is ToolPart => part !== undefined && part.count > 1;

const locustMaster = ({ count }: Pick<ToolPart, "count">): string[] => [
  ...["--master", "--master-bind-port", String(LOCUST_PORT)],
  ...["--expect-workers", String(count), "--expect-workers-max-wait", String(LOCUST_WAIT_S)],
];

const locustWorker = ({ file, part }: ToolRun): string[] => [
  ...["--locustfile", file, "--worker", "--master-host", part!.first, "--master-port", String(LOCUST_PORT)],
];

const seconds = (ms: number): string => `${Math.ceil(ms / 1000)}`;

/** Fields of JMeter's results that are read, as properties. */
const JTL_PROPERTIES = {
  output_format: "csv",
  print_field_names: "true",
  timestamp_format: "ms",
  time: "true",
  label: "true",
  successful: "true",
  response_code: "true",
  response_message: "true",
  thread_name: "true",
  thread_counts: "true",
  assertion_results_failure_message: "true",
  idle_time: "true",
  subresults: "true",
};

export const LOAD_TOOLS: Readonly<Record<ToolName, LoadTool>> = {
  k6: {
    title: "k6",
    variable: "STACKMARK_K6",
    command: "k6",
    install: "https://grafana.com/docs/k6/latest/set-up/install-k6, or `go install go.k6.io/k6@latest`",
    versionArgs: ["version"],
    version: /\bv(\d[\w.+-]*)/,
    args: ({ file, target, folder, users, durationMs, part }) => [
      ...["run", "--quiet", "--no-color", "--no-usage-report"],
      ...["--out", `json=${posix.join(folder, K6.stream)}`, "--summary-export", posix.join(folder, K6.summary)],
      ...["--env", `TARGET=${target}`],
      ...(isDivided(part) ? segmentArgs(part) : []),
      ...(users === null ? [] : ["--vus", String(users), "--duration", `${seconds(durationMs)}s`]),
      file,
    ],
    results: K6.stream,
    thresholds: K6.summary,
    files: [K6.stream, K6.summary],
    writers: "all",
    usesAllCores: true,
    image: "docker.io/grafana/k6:1.8.1",
    goodCodes: [0, 99],
  },
  locust: {
    title: "Locust",
    variable: "STACKMARK_LOCUST",
    command: "locust",
    install: "`pip install locust`",
    versionArgs: ["--version"],
    version: /\blocust (\d[\w.]*)/,
    // The first part is the master, which divides the users; a worker runs beside it, as in the other parts.
    args: (run) => {
      const { file, target, folder, users, spawnRatePerS, durationMs, part } = run;
      if (isDivided(part) && part.index > 0) return locustWorker(run);
      return [
        ...["--locustfile", file, "--headless", "--only-summary", "--host", target],
        ...["--csv", posix.join(folder, LOCUST_PREFIX), "--csv-full-history", "--exit-code-on-error", "0"],
        ...(users === null ? [] : ["--users", String(users), "--spawn-rate", String(spawnRatePerS ?? users)]),
        ...(users === null ? [] : ["--run-time", `${seconds(durationMs)}s`]),
        ...(isDivided(part) ? locustMaster(part) : []),
      ];
    },
    besideArgs: (run) => (isDivided(run.part) && run.part.index === 0 ? locustWorker(run) : undefined),
    results: `${LOCUST_PREFIX}_stats.csv`,
    files: ["stats", "stats_history", "failures"].map((name) => `${LOCUST_PREFIX}_${name}.csv`),
    writers: "first",
    usesAllCores: false,
    image: "docker.io/locustio/locust:2.47.0",
    goodCodes: [0],
    // With --exit-code-on-error 0, only the locustfile's own environment.process_exit_code is another code.
    failedBy: { codes: (code) => code > 0 && code < 128, condition: "environment.process_exit_code is 0" },
  },
  jmeter: {
    title: "JMeter",
    variable: "STACKMARK_JMETER",
    command: "jmeter",
    install: "https://jmeter.apache.org/download_jmeter.cgi; it needs Java",
    versionArgs: ["--version"],
    version: /(\d+\.\d+(?:\.\d+)*)/,
    args: ({ file, target, folder, users, spawnRatePerS, durationMs, part = { index: 0, count: 1 } }) => {
      const { protocol, hostname, port, pathname } = new URL(target);
      const properties = {
        target,
        protocol: protocol.slice(0, -1),
        host: hostname,
        port: port || (protocol === "https:" ? "443" : "80"),
        path: pathname,
        ...(users === null ? {} : { users: String(usersOf(users, part)), duration: seconds(durationMs) }),
        ...(users === null ? {} : { rampup: seconds((1000 * users) / (spawnRatePerS ?? users)) }),
        ...Object.fromEntries(
          Object.entries(JTL_PROPERTIES).map(([key, value]) => [`jmeter.save.saveservice.${key}`, value]),
        ),
      };
      return [
        ...["-n", "-t", file, "-l", posix.join(folder, JTL), "-j", posix.join(folder, "jmeter.log")],
        ...Object.entries(properties).map(([key, value]) => `-J${key}=${value}`),
      ];
    },
    results: JTL,
    files: [JTL],
    writers: "all",
    usesAllCores: true,
    image: "docker.io/alpine/jmeter:5.6.3",
    // Its script would take a gigabyte, whatever the pod may.
    podEnvironment: { HEAP: "-XX:MaxRAMPercentage=50" },
    goodCodes: [0],
  },
};

/** Whether the results are good after this exit code. @param code `null` if it is not known */
export const isGoodEnd = ({ goodCodes, failedBy }: Pick<LoadTool, "goodCodes" | "failedBy">, code: number | null) =>
  code !== null && (goodCodes.includes(code) || failedBy?.codes(code) === true);
