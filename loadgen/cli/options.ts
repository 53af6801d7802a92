import { Command, Option } from "commander";
import { builtInScenarios } from "../scenario/built-in.ts";

/** What the command line says, as text: values are checked together, with the specification. */
export interface LoadOptions {
  scenario: string;
  users: string;
  spawnRate: string;
  duration: string;
  warmUp?: string;
  thinkScale: string;
  seed: string;
  requestTimeout: string;
  connectTimeout: string;
  gracefulStop: string;
  tallyHeader: string[];
  insecure?: boolean;
  workers: string;
  json?: boolean;
  quiet?: boolean;
  csv?: string;
}

/** `stackmark load`, its options and its help; running it is somebody else's. */
export function loadCommand(): Command {
  return new Command("load")
    .description("Put load on a URL and measure it; no cloud, no Pulumi.")
    .argument("<url>", "where the load goes: the base URL, or for `get` the URL itself")
    .addOption(new Option("--scenario <name>", `what users do: ${builtInScenarios.join(", ")}`).default("get"))
    .addOption(new Option("-u, --users <n>", "users at the same time").default("10"))
    .addOption(new Option("-r, --spawn-rate <n>", "users that start per second, evenly").default("10"))
    .addOption(new Option("-d, --duration <time>", "the whole load, such as 90s, 3m, 1h30m").default("30s"))
    .option("--warm-up <time>", "not measured, from the start; default: until all users have started")
    .addOption(new Option("--think-scale <x>", "multiplies the scenario's think times; 0: none").default("1"))
    .addOption(new Option("--seed <n>", "same seed, same requests of each user").default("1"))
    .addOption(new Option("--request-timeout <time>", "limit of a request with its redirects").default("60s"))
    .addOption(new Option("--connect-timeout <time>", "limit of setting up a connection").default("10s"))
    .addOption(new Option("--graceful-stop <time>", "what requests may still take after the end").default("30s"))
    .addOption(
      new Option("--tally-header <name>", "response header with a number to sum up; may be repeated")
        .argParser((name: string, before: string[]) => [...before, name])
        .default([], "none"),
    )
    .option("--insecure", "do not check TLS certificates")
    .addOption(new Option("--workers <n>", "worker processes").default("1"))
    .option("--json", "print the result as one JSON document on stdout")
    .option("--quiet", "no progress")
    .option("--csv <prefix>", "write Locust's four CSV files, <prefix>_stats.csv and so on")
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride();
}

/** The option that sets a field of the specification, for messages. */
export const optionOf: Readonly<Record<string, string>> = {
  target: "<url>",
  scenario: "--scenario",
  users: "--users",
  spawnRatePerS: "--spawn-rate",
  durationMs: "--duration",
  warmUpMs: "--warm-up",
  thinkTimeScale: "--think-scale",
  seed: "--seed",
  requestTimeoutMs: "--request-timeout",
  connectTimeoutMs: "--connect-timeout",
  gracefulStopMs: "--graceful-stop",
  tallyHeaders: "--tally-header",
  tlsVerify: "--insecure",
  workers: "--workers",
};
