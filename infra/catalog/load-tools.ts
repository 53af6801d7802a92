/** Load tools that can take the place of the generator: how each is found, started, and asked for results that can be read. */
import { join } from "node:path";

export const TOOL_NAMES = ["k6", "locust", "jmeter"] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** One run of a tool, with absolute paths. */
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
  args(run: ToolRun): string[];
  /** The file that the importer reads. */
  results(folder: string): string;
  /** The file with the outcome of the script's thresholds; absent for tools without. */
  thresholds?: (folder: string) => string;
  /** Exit codes after which the results are good: 0, and that of failed thresholds. */
  goodCodes: readonly number[];
  /** What the exit code says besides: a condition of the file itself that did not hold. */
  failedBy?: { codes: (code: number) => boolean; condition: string };
}

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
    args: ({ file, target, folder, users, durationMs }) => [
      ...["run", "--quiet", "--no-color", "--no-usage-report"],
      ...["--out", `json=${join(folder, "stream.json")}`, "--summary-export", join(folder, "summary.json")],
      ...["--env", `TARGET=${target}`],
      ...(users === null ? [] : ["--vus", String(users), "--duration", `${seconds(durationMs)}s`]),
      file,
    ],
    results: (folder) => join(folder, "stream.json"),
    thresholds: (folder) => join(folder, "summary.json"),
    goodCodes: [0, 99],
  },
  locust: {
    title: "Locust",
    variable: "STACKMARK_LOCUST",
    command: "locust",
    install: "`pip install locust`",
    versionArgs: ["--version"],
    version: /\blocust (\d[\w.]*)/,
    args: ({ file, target, folder, users, spawnRatePerS, durationMs }) => [
      ...["--locustfile", file, "--headless", "--only-summary", "--host", target],
      ...["--csv", join(folder, "locust"), "--csv-full-history", "--exit-code-on-error", "0"],
      ...(users === null ? [] : ["--users", String(users), "--spawn-rate", String(spawnRatePerS ?? users)]),
      ...(users === null ? [] : ["--run-time", `${seconds(durationMs)}s`]),
    ],
    results: (folder) => join(folder, "locust_stats.csv"),
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
    args: ({ file, target, folder, users, spawnRatePerS, durationMs }) => {
      const { protocol, hostname, port, pathname } = new URL(target);
      const properties = {
        target,
        protocol: protocol.slice(0, -1),
        host: hostname,
        port: port || (protocol === "https:" ? "443" : "80"),
        path: pathname,
        ...(users === null ? {} : { users: String(users), duration: seconds(durationMs) }),
        ...(users === null ? {} : { rampup: seconds((1000 * users) / (spawnRatePerS ?? users)) }),
        ...Object.fromEntries(
          Object.entries(JTL_PROPERTIES).map(([key, value]) => [`jmeter.save.saveservice.${key}`, value]),
        ),
      };
      return [
        ...["-n", "-t", file, "-l", join(folder, "results.jtl"), "-j", join(folder, "jmeter.log")],
        ...Object.entries(properties).map(([key, value]) => `-J${key}=${value}`),
      ];
    },
    results: (folder) => join(folder, "results.jtl"),
    goodCodes: [0],
  },
};
