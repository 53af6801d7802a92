/**
 * How much does the emulated WAN link add to a round trip? With 30 ms each way it should be 60 ms. Sends keep-alive
 * requests to one server, alternately direct and over the link, and measures the CPU time of the link's process.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { LINK_ENTRY, startDaemon } from "../test/helpers/daemon.ts";

const ONE_WAY_MS = 30;
const LEVELS = [
  { callers: 1, requests: 150, pauseMs: 5 },
  { callers: 10, requests: 60, pauseMs: 200 },
  { callers: 100, requests: 20, pauseMs: 500 },
];

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number): number => Math.round(value * 100) / 100;

const target = createServer((_request, response) => response.end("x".repeat(500))).listen(0, "127.0.0.1");
target.keepAliveTimeout = 60_000;
await once(target, "listening");
const near = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
const link = await startDaemon(LINK_ENTRY, {
  name: "a-b",
  between: ["a", "b"],
  oneWayDelayMs: ONE_WAY_MS,
  jitterMs: 2,
  bandwidthMbitPerS: 100,
  seed: 1,
});
const { body } = await link.ask("PUT", "/forwards", { forwards: [{ id: "f", from: "a", to: "b", target: near }] });
const far: string = body.forwards[0].url;

const rows = [];
try {
  for (const level of LEVELS) rows.push(await compare(level));
} finally {
  await link.close();
  target.close();
  target.closeAllConnections();
}
console.table(rows);

async function compare({ callers, requests, pauseMs }: (typeof LEVELS)[number]) {
  const times = { near: [] as number[], far: [] as number[], setUp: [] as number[] };
  const cpuBefore = linkCpuMs();
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: callers }, () => call()));
  const elapsedMs = performance.now() - startedAtMs;
  const added = mean(times.far) - mean(times.near);
  return {
    callers,
    "requests/s": Math.round((callers * requests * 1000) / elapsedMs),
    "near ms": round(mean(times.near)),
    "added ms": round(added),
    "off by %": round((added / (2 * ONE_WAY_MS) - 1) * 100),
    "set-up adds ms": round(mean(times.setUp) - mean(times.far)),
    "link CPU %": round(((linkCpuMs() - cpuBefore) / elapsedMs) * 100),
  };

  /** One caller with a direct connection and one over the link. The first request over the link includes its set-up. */
  async function call(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < requests; i++) {
      await sleep(Math.random() * pauseMs);
      const nearMs = await timed(agent, near);
      const farMs = await timed(agent, far);
      if (i === 0) times.setUp.push(farMs);
      else {
        times.near.push(nearMs);
        times.far.push(farMs);
      }
    }
    agent.destroy();
  }
}

function timed(agent: Agent, url: string): Promise<number> {
  const startedAtMs = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().once("end", () => resolve(performance.now() - startedAtMs));
    }).once("error", reject);
  });
}

/** User and system time of the link's process. /proc gives it in hundredths of a second. */
function linkCpuMs(): number {
  const fields = readFileSync(`/proc/${link.ready.pid}/stat`, "latin1").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
