import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The TCP ports that any of the given processes listens on. */
export function listeningPorts(pids: readonly number[]): number[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  const ports = ["tcp", "tcp6"].flatMap((table) =>
    linesOf(`/proc/net/${table}`).flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [address = "", state, inode = ""] = [fields[1], fields[3], fields[9]];
      return state === LISTEN && sockets.has(inode) ? [Number.parseInt(address.split(":").at(-1)!, 16)] : [];
    }),
  );
  return [...new Set(ports)].sort((a, b) => a - b);
}

const LISTEN = "0A";

/** Inodes of the open sockets of a process. */
function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(targetOf(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode ?? [];
    });
  } catch {
    return [];
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "latin1").split("\n");
  } catch {
    return [];
  }
}
