import { spawnSync } from "node:child_process";

/** Whether a program is on PATH, or where only root's PATH looks. */
export const isOnPath = (program: string): boolean =>
  spawnSync("sh", ["-c", 'PATH=$PATH:/usr/sbin:/sbin command -v "$1"', "sh", program], { stdio: "ignore" }).status ===
  0;
