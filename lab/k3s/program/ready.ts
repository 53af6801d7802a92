/** Tells systemd that the service is up (sd_notify). */
import { existsSync } from "node:fs";
import { run } from "../../command.ts";
import { messageOf } from "../../../base/errors.ts";
import { log } from "./log.ts";

/** Node has no datagram sockets of this kind. */
const SENDER = `import os, socket
address = os.environ["NOTIFY_SOCKET"].replace("@", "\\0", 1)
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1", address)`;

const isOnPath = (command: string): boolean =>
  (process.env.PATH ?? "").split(":").some((folder) => existsSync(`${folder}/${command}`));

export async function notifyReady(): Promise<void> {
  if (!process.env.NOTIFY_SOCKET) return;
  const sent = isOnPath("systemd-notify") ? run(["systemd-notify", "--ready"]) : run(["python3", "-c", SENDER]);
  await sent.catch((error: unknown) => log.warn(`Failed to notify systemd: ${messageOf(error)}`));
}
