/** The tools that a bench runs beside ours, each told to keep so many connections busy for so long. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Peer {
  name: string;
  command(url: string, connections: number, seconds: number): string[];
}

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Where a tool is: what WRK, HEY, AUTOCANNON, K6 or LOCUST in the environment says, else on the PATH. */
const executable = (name: string) => process.env[name.toUpperCase()] ?? name;

const peers: Peer[] = [
  {
    name: "stackmark",
    command: (url, c, s) => [
      ...[process.execPath, beside("./ours.ts"), url],
      ...["-u", `${c}`, "-r", `${c * 10}`, "-d", `${s}s`],
    ],
  },
  { name: "wrk", command: (url, c, s) => [executable("wrk"), "-t1", `-c${c}`, `-d${s}s`, url] },
  { name: "autocannon", command: (url, c, s) => [executable("autocannon"), "-c", `${c}`, "-d", `${s}`, url] },
  { name: "hey", command: (url, c, s) => [executable("hey"), "-c", `${c}`, "-z", `${s}s`, "-cpus", "1", url] },
  {
    name: "k6",
    command: (url, c, s) => [
      ...[executable("k6"), "run", "--quiet", "--no-usage-report", "--vus", `${c}`, "--duration", `${s}s`],
      ...["--env", `URL=${url}`, beside("./k6.mjs")],
    ],
  },
  {
    name: "locust",
    command: (url, c, s) => [
      ...[executable("locust"), "-f", beside("./locustfile.py"), "--headless", "-H", url.replace(/\/$/, "")],
      ...["-u", `${c}`, "-r", `${c}`, "-t", `${s}s`, "--only-summary", "--loglevel", "ERROR"],
    ],
  },
];

/** Ours, and those peers that are wanted and installed; says which are not. */
export function installedPeers(wanted: readonly string[], print: (line: string) => void): Peer[] {
  return peers.filter(({ name }) => {
    if (name === "stackmark") return true;
    if (!wanted.includes(name)) return false;
    const found = spawnSync("which", [executable(name)]).status === 0;
    if (!found) print(`${name}: not installed, left out (or set ${name.toUpperCase()} to its path)`);
    return found;
  });
}
