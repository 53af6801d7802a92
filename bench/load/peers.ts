/** Command lines that make each tool keep a number of connections busy for a number of seconds. */
import { fileURLToPath } from "node:url";
import { findOnPath, isExecutable } from "../../base/executable.ts";

export interface PeerLoad {
  url: string;
  connections: number;
  seconds: number;
  /** Connections opened per second. Tools without such an option open all at once. */
  perS?: number;
  /** Think times of 1–10 s, as in Online Boutique's load; Stackmark, k6 and Locust only. Default: none. */
  think?: boolean;
}

export interface Peer {
  name: string;
  command(load: PeerLoad): string[];
}

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The path in the environment variable WRK, HEY, AUTOCANNON, K6 or LOCUST, else the name, to be found on PATH. */
const executable = (name: string) => process.env[name.toUpperCase()] ?? name;

/** `stackmark load` as arguments of Node. */
export const ours: readonly string[] = [beside("./ours.mjs")];

const peers: Peer[] = [
  {
    name: "stackmark",
    command: ({ url, connections: c, seconds, perS = c * 10, think = false }) => [
      ...[process.execPath, ...ours, url, ...(think ? ["--scenario", "boutique"] : [])],
      ...["-u", `${c}`, "-r", `${perS}`, "-d", `${seconds}s`],
    ],
  },
  {
    name: "wrk",
    command: ({ url, connections, seconds }) => [executable("wrk"), "-t1", `-c${connections}`, `-d${seconds}s`, url],
  },
  {
    name: "autocannon",
    command: ({ url, connections, seconds }) => [
      ...[executable("autocannon"), "-c", `${connections}`, "-d", `${seconds}`, url],
    ],
  },
  {
    name: "hey",
    command: ({ url, connections, seconds }) => [
      ...[executable("hey"), "-c", `${connections}`, "-z", `${seconds}s`, "-cpus", "1", url],
    ],
  },
  {
    name: "k6",
    command: ({ url, connections, seconds, think = false }) => [
      ...[executable("k6"), "run", "--quiet", "--no-usage-report", "--vus", `${connections}`],
      ...["--duration", `${seconds}s`, "--env", `URL=${url}`, "--env", `THINK=${think ? 1 : ""}`, beside("./k6.mjs")],
    ],
  },
  {
    name: "locust",
    command: ({ url, connections: c, seconds, perS = c, think = false }) => [
      ...["env", `THINK=${think ? 1 : ""}`, executable("locust"), "-f", beside("./locustfile.py"), "--headless"],
      ...["-H", url.replace(/\/$/, ""), "-u", `${c}`, "-r", `${perS}`, "-t", `${seconds}s`],
      ...["--only-summary", "--loglevel", "ERROR"],
    ],
  },
];

/** Stackmark, and those of the wanted tools that are installed; prints which are not. */
export function installedPeers(wanted: readonly string[], print: (line: string) => void): Peer[] {
  return peers.filter(({ name }) => {
    if (name === "stackmark") return true;
    if (!wanted.includes(name)) return false;
    const program = executable(name);
    const found = program.includes("/") ? isExecutable(program) : findOnPath(program, process.env) !== undefined;
    if (!found) print(`${name}: skipped, not on PATH (or set ${name.toUpperCase()} to its path)`);
    return found;
  });
}
