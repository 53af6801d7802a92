/** The tools that a bench runs beside ours, each told to keep so many connections busy for so long. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Peer {
  name: string;
  command(url: string, connections: number, seconds: number): string[];
}

const cli = fileURLToPath(new URL("./ours.ts", import.meta.url));
const locustFile = fileURLToPath(new URL("./locustfile.py", import.meta.url));

const peers: Peer[] = [
  {
    name: "stackmark",
    command: (url, c, s) => [process.execPath, cli, url, "-u", `${c}`, "-r", `${c * 10}`, "-d", `${s}s`],
  },
  { name: "wrk", command: (url, c, s) => ["wrk", "-t1", `-c${c}`, `-d${s}s`, url] },
  { name: "autocannon", command: (url, c, s) => ["autocannon", "-c", `${c}`, "-d", `${s}`, url] },
  { name: "hey", command: (url, c, s) => ["hey", "-c", `${c}`, "-z", `${s}s`, "-cpus", "1", url] },
  {
    name: "locust",
    command: (url, c, s) => [
      ...["locust", "-f", locustFile, "--headless", "-H", url, "-u", `${c}`, "-r", `${c}`, "-t", `${s}s`],
      ...["--only-summary", "--loglevel", "ERROR"],
    ],
  },
];

/** Ours, and those peers that are installed; says which are not. */
export function installedPeers(print: (line: string) => void): Peer[] {
  return peers.filter(({ name }) => {
    const found = name === "stackmark" || spawnSync("which", [name]).status === 0;
    if (!found) print(`${name}: not installed, left out`);
    return found;
  });
}
