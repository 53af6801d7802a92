/**
 * What a user costs in memory: boutique users at their true pace, against the same load with ten.
 *
 * `node bench/memory.ts [--users 10000] [--settle 60]`. Resident memory is summed over the coordinator and its workers,
 * so many seconds into the plateau. The server is another process and isn't counted.
 */
import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { treeUsage } from "./load/proc.ts";

const { values } = parseArgs({
  options: { users: { type: "string", default: "10000" }, settle: { type: "string", default: "60" } },
});
const few = 10;
const rampS = 10;
const ours = fileURLToPath(new URL("./load/ours.ts", import.meta.url));

async function measure(users: number, url: string): Promise<{ rssBytes: number; cores: number }> {
  const settleS = Number(values.settle);
  const child: ChildProcess = spawn(
    process.execPath,
    [ours, url, "--scenario", "boutique", "-u", `${users}`, "-r", `${users / rampS}`, "-d", `${rampS + settleS + 3}s`],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const ended = once(child, "exit");
  await sleep(rampS * 1000);
  const before = treeUsage(child.pid!);
  await sleep(settleS * 1000);
  const after = treeUsage(child.pid!);
  await ended;
  return { rssBytes: after.rssBytes, cores: (after.cpuMs - before.cpuMs) / (settleS * 1000) };
}

const server = fork(new URL("./load/server.ts", import.meta.url), ["small"]);
try {
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const url = `http://127.0.0.1:${port}/`;
  const users = Number(values.users);
  const [base, full] = [await measure(few, url), await measure(users, url)];
  const perUser = (full.rssBytes - base.rssBytes) / (users - few);
  console.log(`${few} users: ${(base.rssBytes / 2 ** 20).toFixed(0)} MiB`);
  console.log(`${users} users: ${(full.rssBytes / 2 ** 20).toFixed(0)} MiB, ${full.cores.toFixed(2)} cores`);
  console.log(`per user: ${(perUser / 1024).toFixed(1)} KiB`);
} finally {
  server.kill();
}
