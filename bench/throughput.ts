/**
 * How many requests per second does one worker send, compared with other tools in the same run?
 *
 * `node bench/throughput.ts [--rounds 11] [--seconds 8] [--connections 100] [--server small|rich]
 * [--peers wrk,autocannon,hey,k6,locust]`. The server runs on core 0, and the tool with all its processes and threads on
 * core 1. Each round runs all tools in random order. Of each turn, the first 3 s after the tool's first requests are
 * dropped, and the next `seconds` - 3 count. The server counts requests, so every tool is measured alike; ours does its
 * full accounting. A bar holds if the lower bound of the 90 % interval of the median of the rounds' ratios reaches it.
 */
import { parseArgs } from "node:util";
import { Bars } from "./load/bars.ts";
import { median, shuffled } from "./load/bootstrap.ts";
import { installedPeers } from "./load/peers.ts";
import { serving } from "./load/serving.ts";
import { DROP_MS, takeTurn, type Turn } from "./load/turn.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "11" },
    seconds: { type: "string", default: "8" },
    connections: { type: "string", default: "100" },
    server: { type: "string", default: "small" },
    peers: { type: "string", default: "wrk,autocannon,hey,k6,locust" },
  },
});
const countedMs = Number(values.seconds) * 1000 - DROP_MS;
const minRatios: Record<string, number | undefined> = {
  wrk: values.server === "rich" ? 0.5 : 0.6,
  autocannon: 1.8,
  k6: 4,
  locust: 8,
};

const turns = new Map<string, Turn[]>();
await serving({ file: "server.ts", args: [values.server], core: 0 }, async (server) => {
  const load = {
    url: server.url,
    connections: Number(values.connections),
    seconds: Number(values.seconds) + 2,
  };
  const peers = installedPeers(values.peers.split(","), console.log);
  for (const { name } of peers) turns.set(name, []);
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const peer of shuffled(peers))
      turns.get(peer.name)!.push(await takeTurn(peer.command(load), server, countedMs));
    const rates = [...turns].map(([name, of]) => `${name} ${of.at(-1)!.perS.toFixed(0)}`);
    console.log(`round ${round}: ${rates.join("  ")} req/s`);
  }
});

const bars = new Bars();
const ours = turns.get("stackmark")!;
for (const [name, theirs] of turns) {
  const middle = (of: (turn: Turn) => number) => median(theirs.map(of));
  bars.add(
    `${name}, ${values.server}, medians`,
    `${middle(({ perS }) => perS).toFixed(0)} req/s, ${middle(({ perCpuS }) => perCpuS).toFixed(0)} per CPU-second; ` +
      `cores: tool ${middle(({ tool }) => tool).toFixed(2)}, server ${middle((each) => each.server).toFixed(2)}, ` +
      `others ${middle(({ others }) => others).toFixed(2)}`,
    null,
  );
}
for (const [name, theirs] of turns) {
  if (theirs === ours) continue;
  const ratios = (of: (turn: Turn) => number) => theirs.map((each, round) => of(ours[round]!) / of(each));
  const title = `stackmark / ${name}, ${values.server}`;
  bars.addRatio(
    `${title}, wall`,
    ratios(({ perS }) => perS),
    minRatios[name] ?? null,
  );
  bars.addRatio(
    `${title}, per generator CPU-second`,
    ratios(({ perCpuS }) => perCpuS),
    minRatios[name] ?? null,
  );
}
bars.end();
