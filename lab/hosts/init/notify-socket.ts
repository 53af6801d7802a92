/** The socket of sd_notify(3). Node has no datagram sockets of this kind, so socat receives. */
import { spawn } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../../../base/folder.ts";

/** A copy that is there also where the host has no socat of its own. */
const SOCAT = "/usr/lib/lab-host/bin/socat";
const POLL_MS = 5;
const PATIENCE_MS = 5000;

export interface NotifySocket {
  path: string;
  close(): void;
}

/** @param onState receives each assignment of a message, such as `READY=1` */
export async function openNotifySocket(path: string, onState: (assignment: string) => void): Promise<NotifySocket> {
  makeFolder(dirname(path));
  rmSync(path, { force: true });
  const child = spawn(SOCAT, ["-u", `UNIX-RECV:${path},mode=0777`, "STDOUT"], { stdio: ["ignore", "pipe", "ignore"] });
  child.on("error", () => undefined);
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => text.split("\n").filter(Boolean).forEach(onState));
  const untilMs = performance.now() + PATIENCE_MS;
  while (statSync(path, { throwIfNoEntry: false }) === undefined && performance.now() < untilMs) await sleep(POLL_MS);
  return {
    path,
    close() {
      child.kill("SIGKILL");
      rmSync(path, { force: true });
    },
  };
}
