import type { LoadOption } from "../schema/options/index.ts";

/** What `stackmark load` shows and writes. */
export const OUTPUT_OPTIONS = {
  json: { flags: "--json", type: "switch", description: "Prints the result as one JSON document on stdout." },
  quiet: { flags: "--quiet", type: "switch", description: "Shows no progress." },
  out: {
    flags: "--out <folder>",
    type: "text",
    description: "Folder for `result.json`, `histograms.json`, `seconds.ndjson` and `latencies.hlog`.",
  },
  junit: {
    flags: "--junit <file>",
    type: "text",
    description: "JUnit file with the outcome of the load and of each threshold, for a CI system.",
  },
  label: {
    flags: "--label <key=value>",
    type: "text",
    repeatable: true,
    description: "Label in the result, such as `commit=4f2a91c`, which `results import` keeps.",
  },
  metricsPort: {
    flags: "--metrics-port <n>",
    type: "text",
    description: "Serves Prometheus metrics at `/metrics` of 127.0.0.1 while the load runs.",
  },
  export: {
    flags: "--export <url>",
    type: "text",
    description:
      "Writes the metrics to this receiver of Prometheus' remote-write protocol while the load runs, with `--label`s as labels.",
  },
  csv: {
    flags: "--csv <prefix>",
    type: "text",
    description: "Prefix of Locust's four CSV files, `<prefix>_stats.csv` and so on.",
  },
  csvFullHistory: {
    flags: "--csv-full-history",
    type: "switch",
    description:
      "CSV: writes one row per endpoint and second, with percentiles of the last ten seconds, as Locust does.",
  },
  locustRounding: {
    flags: "--locust-rounding",
    type: "switch",
    description: "CSV: rounds percentiles as Locust does, for comparison with its files.",
  },
} as const satisfies Record<string, LoadOption>;
