import { fork } from "node:child_process";
import { once } from "node:events";

/** A server of a bench, as its own process. */
export interface BenchServer {
  pid: number;
  /** Ends with a slash. */
  url: string;
  /** The server's reply to an IPC message: its count of requests, or its recorded times. */
  ask: <Answer>() => Promise<Answer>;
}

export interface ServingOptions {
  /** Beside this file. */
  file: string;
  args?: string[];
  /** The core to run on. By default the system decides. */
  core?: number;
}

/** Runs a server while `use` runs. */
export async function serving<T>(
  { file, args = [], core }: ServingOptions,
  use: (server: BenchServer) => Promise<T>,
): Promise<T> {
  const script = new URL(file, import.meta.url);
  const pinned = core === undefined ? {} : { execPath: "taskset", execArgv: ["-c", `${core}`, process.execPath] };
  const child = fork(script, args, pinned);
  try {
    const [{ port }] = (await once(child, "message")) as [{ port: number }];
    const ask = async <Answer>() => {
      child.send("ask");
      const [answer] = (await once(child, "message")) as [Answer];
      return answer;
    };
    return await use({ pid: child.pid!, url: `http://127.0.0.1:${port}/`, ask });
  } finally {
    child.kill();
  }
}
