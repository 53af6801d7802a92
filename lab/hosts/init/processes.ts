/** Starts the processes of units, each unit in cgroups of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { globSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../../base/folder.ts";

const ROOT = "/sys/fs/cgroup";
const SLICE = "system.slice";
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Each writes its own number into the files before `--`, and becomes the command after it. */
const ENTER = 'while [ "$1" != -- ]; do echo 0 >"$1" 2>/dev/null; shift; done; shift; exec "$@"';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Launch {
  words: readonly string[];
  environment: Readonly<Record<string, string>>;
  workingDirectory: string | undefined;
  onLine: (line: string, pid: number) => void;
}

/** The processes of one unit, also those that its main process left behind. */
export class UnitProcesses {
  readonly #groups: string[];

  constructor(unit: string) {
    // Version 1 has one hierarchy a controller, version 2 a single one.
    const isUnified = statSync(join(ROOT, "cgroup.controllers"), { throwIfNoEntry: false }) !== undefined;
    const hierarchies = isUnified ? [ROOT] : globSync(join(ROOT, "*/"));
    this.#groups = hierarchies.map((hierarchy) => join(hierarchy, SLICE, unit));
  }

  /** @returns the process, and its end. A command that is not there ends with 203, as in systemd. */
  start({ words, environment, workingDirectory, onLine }: Launch): { child: ChildProcess; ended: Promise<Exit> } {
    for (const group of this.#groups) makeFolder(group);
    const files = this.#groups.map((group) => join(group, "cgroup.procs"));
    const child = spawn("/bin/sh", ["-c", ENTER, "sh", ...files, "--", ...words], {
      cwd: workingDirectory ?? "/",
      detached: true,
      env: { PATH, LANG: "C.UTF-8", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) eachLine(stream, (line) => onLine(line, child.pid ?? 0));
    const ended = new Promise<Exit>((resolve) => {
      child.once("error", () => resolve({ code: 203, signal: null }));
      child.once("exit", (code, signal) => resolve({ code: code === 127 ? 203 : code, signal }));
    });
    return { child, ended };
  }

  pids(): number[] {
    const group = this.#groups.find((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
    if (group === undefined) return [];
    const lists = globSync(join(group, "**/cgroup.procs")).map((file) => readFileSync(file, "utf8"));
    return lists.flatMap((text) => text.split("\n").filter(Boolean).map(Number));
  }

  signal(name: NodeJS.Signals): void {
    for (const pid of this.pids()) signalTo(pid, name);
  }

  /** Removes the cgroups, unless there are processes in them. */
  remove(): void {
    for (const group of this.#groups) {
      try {
        rmdirSync(group);
      } catch {
        // It has processes, or is gone.
      }
    }
  }
}

export function signalTo(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    lines.forEach(onLine);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
