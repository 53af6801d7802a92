import assert from "node:assert/strict";
import { DueQueue } from "../../../../lab/wan/due-queue.ts";
import { Path, pathProblems, PERFECT_PATH, type PathSettings } from "../../../../lab/networks/relay/path.ts";
import { Relay } from "../../../../lab/networks/relay/relay.ts";
import { packetOf } from "./packets.ts";

const middle = (): number => 0.5;

describe("a path between two sites", () => {
  const path = (settings: Partial<PathSettings>, random = middle): Path =>
    new Path({ ...PERFECT_PATH, ...settings }, random);

  it("packets arrive after the delay, and wait for the bandwidth in line", () => {
    const narrow = path({ delayMs: 10, bandwidthMbitPerS: 1 });
    assert.deepEqual([narrow.send(0, 125), narrow.send(0, 125), narrow.send(100, 125)], [11, 12, 111]);
  });

  it("a packet that would wait longer than the queue allows is dropped, and counted", () => {
    const narrow = path({ bandwidthMbitPerS: 1, queueMs: 2 });
    const arrivals = [1, 2, 3, 4, 5].map(() => narrow.send(0, 125));
    assert.deepEqual(arrivals, [1, 2, 3, undefined, undefined]);
    assert.equal(narrow.counts.overflowed, 2);
  });

  it("jitter varies the delay both ways, without changing the order", () => {
    const values = [1, 0, 0.5, 0.25];
    const shaky = path({ delayMs: 10, jitterMs: 4 }, () => values.shift()!);
    assert.deepEqual([shaky.send(0, 1), shaky.send(0, 1), shaky.send(20, 1), shaky.send(40, 1)], [14, 14, 30, 48]);
  });

  it("loss takes its part of the packets, and a cut takes all", () => {
    let count = 0;
    const lossy = path({ loss: 0.3 }, () => (count++ % 10) / 10);
    const arrivals = Array.from({ length: 100 }, () => lossy.send(0, 1)).filter((at) => at !== undefined);
    assert.deepEqual([arrivals.length, lossy.counts.lost], [70, 30]);
    lossy.settings = { ...lossy.settings, isCut: true };
    assert.equal(lossy.send(0, 1), undefined);
  });
});

describe("settings of a path", () => {
  it("those that no path can have are all named", () => {
    const wrong = { delayMs: -1, jitterMs: NaN, loss: 1.5, bandwidthMbitPerS: 0, queueMs: Infinity, mtu: 60 };
    const problems = pathProblems({ ...PERFECT_PATH, ...wrong });
    assert.deepEqual(problems.map((text) => text.split(" ")[0]).toSorted(), Object.keys(wrong).toSorted());
    assert.deepEqual(pathProblems(PERFECT_PATH), []);
  });
});

describe("the relay between the sites", () => {
  const start = (paths: Record<string, Partial<PathSettings>> = {}) => {
    const queue = new DueQueue();
    let nowMs = 0;
    const delivered: string[] = [];
    const packets: Buffer[] = [];
    const clock = { now: () => nowMs, at: (dueMs: number, action: () => void) => queue.push(dueMs, action) };
    const relay = new Relay(clock, (site, packet) => {
      delivered.push(`${site} at ${nowMs}: ${packet.length}`);
      packets.push(packet);
    });
    const configure = (changed: Record<string, Partial<PathSettings>>): void =>
      relay.configure({
        seed: 1,
        sites: { "192.0.2.9": "a", "203.0.113.7": "b" },
        paths: Object.fromEntries(Object.entries(changed).map(([name, path]) => [name, { ...PERFECT_PATH, ...path }])),
      });
    configure(paths);
    const runTo = (untilMs: number): string[] => {
      for (; nowMs <= untilMs; nowMs += 1) queue.runDue(nowMs);
      return delivered.splice(0);
    };
    return { relay, runTo, configure, packets };
  };
  const fromA = (bytes: number, mayFragment = true): Buffer =>
    packetOf({ from: "192.0.2.9", to: "203.0.113.7", bytes, mayFragment });

  it("packets go to the site that has their destination, each way with its own delay", () => {
    const { relay, runTo } = start({ "a>b": { delayMs: 5 } });
    relay.receive("a", fromA(100));
    relay.receive("b", packetOf({ from: "203.0.113.7", to: "192.0.2.9", bytes: 60 }));
    assert.deepEqual(runTo(10), ["a at 0: 60", "b at 5: 100"]);
  });

  it("packets to addresses that nobody has, and to the site that they come from, are counted and vanish", () => {
    const { relay, runTo } = start();
    relay.receive("a", packetOf({ from: "192.0.2.9", to: "198.51.100.1" }));
    relay.receive("b", fromA(40));
    relay.receive("a", Buffer.from("no packet"));
    assert.deepEqual(runTo(10), []);
    assert.equal(relay.counts().unrouted, 2);
  });

  it("settings that are changed apply to the next packets, not to those under way", () => {
    const { relay, runTo, configure } = start({ "a>b": { delayMs: 5 } });
    relay.receive("a", fromA(100));
    configure({ "a>b": { delayMs: 50 } });
    relay.receive("a", fromA(101));
    assert.deepEqual(runTo(60), ["b at 5: 100", "b at 50: 101"]);
  });

  it("a packet too large for the path is fragmented, or its sender is told, or nothing happens, as the settings say", () => {
    const { relay, runTo, configure, packets } = start({ "a>b": { mtu: 620 } });
    relay.receive("a", fromA(1220));
    assert.deepEqual(runTo(1), ["b at 0: 620", "b at 0: 620"]);
    relay.receive("a", fromA(1220, false));
    assert.deepEqual(runTo(2), ["a at 2: 56"]);
    assert.equal(packets.at(-1)!.readUInt16BE(26), 620);
    configure({ "a>b": { mtu: 620, tellsTooLarge: false } });
    relay.receive("a", fromA(1220, false));
    assert.deepEqual(runTo(3), []);
    assert.equal(relay.counts().paths["a>b"]!.tooLarge, 2);
  });
});
