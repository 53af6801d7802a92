/** Keeps the files that stand for some of /proc: they show the host, not the machine below it. */
import { closeSync, openSync, writeSync } from "node:fs";
import { CpuStat } from "./cpu-stat.ts";
import { readMeminfo } from "./meminfo.ts";

const FOLDER = "/run/lab-host";
/** Readers take rates over many seconds. */
const INTERVAL_MS = 500;

/** @param memoryMiB of the host */
export function keepProcFiles(memoryMiB: number): void {
  const cpuStat = new CpuStat();
  const write = (): void => {
    overwrite("meminfo", readMeminfo(memoryMiB));
    overwrite("stat", cpuStat.read());
  };
  write();
  setInterval(write, INTERVAL_MS).unref();
}

/** In place, since the file is mounted over one of /proc. Texts never become shorter. */
function overwrite(name: string, text: string): void {
  const descriptor = openSync(`${FOLDER}/${name}`, "r+");
  writeSync(descriptor, text, 0);
  closeSync(descriptor);
}
