/** The socket through which `systemctl` reaches the supervisor: one request and one response, each a line of JSON. */
import { chmodSync, rmSync } from "node:fs";
import { createServer, connect } from "node:net";
import { dirname } from "node:path";
import { makeFolder } from "../../../base/folder.ts";
import type { Output } from "./systemctl.ts";

export const CONTROL_SOCKET = "/run/systemd/control";

export function serveControl(run: (words: string[]) => Promise<Output>, path = CONTROL_SOCKET): Promise<void> {
  makeFolder(dirname(path));
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    let text = "";
    socket.setEncoding("utf8");
    // A caller that has gone does not stop what it asked for.
    socket.on("error", () => undefined);
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (!text.endsWith("\n")) return;
      void run(JSON.parse(text) as string[])
        .catch((error: unknown): Output => ({ code: 1, stdout: "", stderr: `${String(error)}\n` }))
        .then((output) => socket.end(JSON.stringify(output)));
    });
  });
  return new Promise((resolve) => {
    server.listen(path, () => {
      // As in systemd, only root may change units.
      chmodSync(path, 0o600);
      resolve();
    });
  });
}

/** @throws the system's error if the supervisor cannot be reached */
export function requestControl(words: readonly string[], path = CONTROL_SOCKET): Promise<Output> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(path, () => void socket.write(`${JSON.stringify(words)}\n`));
    socket.setEncoding("utf8");
    socket
      .on("data", (chunk: string) => (text += chunk))
      .on("error", reject)
      .on("end", () =>
        text === "" ? reject(new Error("The supervisor ended.")) : resolve(JSON.parse(text) as Output),
      );
  });
}
