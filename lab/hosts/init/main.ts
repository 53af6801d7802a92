/** Supervisor of a host: carries out its user data at the first boot, runs its units, and shuts it down. */
import { readdirSync, readFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { BootEvent, BootFile } from "../boot-file.ts";
import { serveControl } from "./control.ts";
import { isFirstBoot, runFirstBootCommands, writeFirstBootFiles } from "./first-boot.ts";
import { Journal } from "./journal.ts";
import { Manager } from "./manager.ts";
import { keepProcFiles } from "./proc-files.ts";
import { messageOf } from "../../../base/errors.ts";
import { runSystemctl } from "./systemctl.ts";

/** For processes that no unit owns, such as SSH sessions and containers, to end when they are asked to. */
const GRACE_MS = 3000;
const POLL_MS = 10;

const boot = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as BootFile;
const manager = new Manager(new Journal());
let state: "starting" | "running" | "stopping" = "starting";

const report = (event: BootEvent): void => void writeSync(1, `${JSON.stringify(event)}\n`);

const answersSsh = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: boot.address, port: 22, timeout: 1000 });
    const end = (answers: boolean): void => void (socket.destroy(), resolve(answers));
    socket
      .once("data", (data) => end(data.toString().startsWith("SSH-")))
      .once("error", () => end(false))
      .once("timeout", () => end(false));
  });

function signalAll(signal: NodeJS.Signals): void {
  try {
    process.kill(-1, signal);
  } catch {
    // No other process is left.
  }
}

/** Whether there are processes besides the first one and this one. */
const hasOthers = (): boolean =>
  readdirSync("/proc").some((name) => /^\d+$/.test(name) && ![1, process.pid].includes(Number(name)));

async function end(how: "poweroff" | "reboot"): Promise<void> {
  if (state === "stopping") return;
  state = "stopping";
  await manager.shutDown();
  signalAll("SIGTERM");
  const untilMs = performance.now() + GRACE_MS;
  while (hasOthers() && performance.now() < untilMs) await sleep(POLL_MS);
  report({ event: "end", how });
  process.exit(0);
}

async function start(): Promise<void> {
  const isFirst = isFirstBoot();
  keepProcFiles(boot.memoryMiB);
  if (isFirst) await writeFirstBootFiles(boot.firstBoot);
  const context = {
    manager,
    journal: new Journal(),
    systemState: () => state,
    end: (how: "poweroff" | "reboot") => void end(how),
  };
  await serveControl((words) => runSystemctl(words, context));
  const units = manager.boot();
  while (!(await answersSsh())) await sleep(POLL_MS);
  report({ event: "ready" });
  await units;
  if (isFirst) await runFirstBootCommands(boot.firstBoot);
  if (state === "starting") state = "running";
  report({ event: "booted" });
}

process.on("SIGTERM", () => void end("poweroff"));
start().catch((error: unknown) => {
  console.error(error);
  report({ event: "failed", message: messageOf(error) });
});
