import { readFileSync } from "node:fs";
import { LoadError } from "../errors.ts";

/** Limits of this machine; `undefined` where the system does not state them. */
export interface Limits {
  /** File descriptors of a process. */
  files: number | undefined;
  /** Local ports for connections from one local address to one target. */
  ports: number | undefined;
}

/** Descriptors that a worker needs besides its connections. */
export const RESERVED_FILES = 64;

export function readLimits(): Limits {
  const files = /^Max open files\s+(\d+)/m.exec(read("/proc/self/limits"));
  const range = /^(\d+)\s+(\d+)/.exec(read("/proc/sys/net/ipv4/ip_local_port_range"));
  return {
    files: files === null ? undefined : Number(files[1]),
    ports: range === null ? undefined : Number(range[2]) - Number(range[1]) + 1,
  };
}

/**
 * Refuses a load whose users can't all have a connection.
 * @throws LoadError `LOAD_LIMITS_TOO_LOW`, with each limit, what is needed, and how to raise it
 */
export function checkLimits(need: { users: number; workers: number; localAddresses: number }, limits: Limits): void {
  const problems: string[] = [];
  const files = Math.ceil(need.users / need.workers) + RESERVED_FILES;
  if (limits.files !== undefined && files > limits.files) {
    problems.push(
      `a process may open ${limits.files} files and would need ${files}: raise it (ulimit -n ${files}), or use more workers`,
    );
  }
  const addresses = Math.max(1, need.localAddresses);
  if (limits.ports !== undefined && need.users > limits.ports * addresses) {
    problems.push(
      `${addresses} local address has ${limits.ports} ports for ${need.users} connections to one target: ` +
        "widen net.ipv4.ip_local_port_range, or connect from more addresses (localAddresses)",
    );
  }
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `  ${problem}`).join("\n");
  throw new LoadError("LOAD_LIMITS_TOO_LOW", `This machine can't hold ${need.users} connections:\n${lines}`);
}

/** Empty where there is no such file, as outside Linux. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
