import assert from "node:assert/strict";
import {
  startCollector,
  type Collected,
  type CollectorOptions,
} from "../../../../infra/observability/local/collector.ts";
import type { Scrape } from "../../../../infra/observability/local/scrape.ts";
import { aSource } from "../../helpers/builders.ts";

const EMPTY: Scrape = { sample: { services: [], nodes: [], crossNodeBytes: 0 }, problems: [], down: [] };
const INTERVAL_MS = 1000;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A clock on which sleeping takes no real time. */
class VirtualClock {
  nowMs = 0;
  readonly now = () => this.nowMs;
  readonly sleep = async (durationMs: number) => {
    await turn();
    this.nowMs += durationMs;
  };
}

interface Scripted {
  /** Scrapes until the collector is stopped, which scrapes once more. */
  count: number;
  /** Answers scrape n, counted from 1. Default: an empty sample, at once. */
  scrape?: (n: number, clock: VirtualClock) => Scrape | Promise<Scrape>;
  onSample?: CollectorOptions["onSample"];
}

/** @returns what was collected, and when each scrape was sent */
async function collect({ count, scrape = () => EMPTY, onSample }: Scripted): Promise<Collected & { sentAt: number[] }> {
  const clock = new VirtualClock();
  const sentAt: number[] = [];
  const reached = Promise.withResolvers<void>();
  const collector = startCollector(aSource({ intervalMs: INTERVAL_MS }), {
    clock,
    onSample,
    scrape: async () => {
      sentAt.push(clock.nowMs);
      if (sentAt.length === count) reached.resolve();
      return scrape(sentAt.length, clock);
    },
  });
  await reached.promise;
  return { ...(await collector.stop()), sentAt };
}

describe("startCollector", () => {
  it("the collector scrapes from its start, at its interval, and once more when it is stopped", async () => {
    const { sentAt, samples } = await collect({ count: 4 });
    assert.deepEqual(sentAt.slice(0, 4), [0, 1000, 2000, 3000]);
    assert.equal(sentAt.length, 5);
    assert.equal(samples.length, 5);
    for (let i = 0; i < 5; i += 1) await turn();
    assert.equal(sentAt.length, 5);
  });

  it("a scrape that takes longer than the interval delays the next, and no scrapes overlap", async () => {
    let underWay = 0;
    let most = 0;
    const { sentAt } = await collect({
      count: 4,
      scrape: async (n, clock) => {
        most = Math.max(most, (underWay += 1));
        await clock.sleep(n === 2 ? 2500 : 100);
        underWay -= 1;
        return EMPTY;
      },
    });
    assert.deepEqual([sentAt.slice(0, 4), most], [[0, 1000, 3500, 4500], 1]);
  });

  it("a sample has the time in the middle between its request and its response", async () => {
    const { samples } = await collect({
      count: 2,
      scrape: async (_n, clock) => {
        await clock.sleep(300);
        return EMPTY;
      },
    });
    assert.deepEqual(
      samples.slice(0, 2).map(({ at }) => at),
      [150, 1150],
    );
  });

  it("the collector passes each sample to its listener at once", async () => {
    const seen: unknown[] = [];
    const collected = await collect({
      count: 2,
      onSample: (sample) => void seen.push(sample),
      scrape: (n) => {
        assert.equal(seen.length, n - 1);
        return EMPTY;
      },
    });
    assert.deepEqual(seen, collected.samples);
    assert.deepEqual([seen.length, collected.lastProblem], [3, null]);
  });

  it("the collector continues if its listener throws, and keeps every sample", async () => {
    let heard = 0;
    const { samples, lastProblem } = await collect({
      count: 2,
      onSample: () => {
        heard += 1;
        throw new Error("disk full");
      },
    });
    assert.deepEqual([samples.length, heard, lastProblem], [3, 3, "disk full"]);
  });

  it("the collector counts scrapes with a missing part, and lists each part that was down once", async () => {
    const { failed, down, lastProblem } = await collect({
      count: 3,
      scrape: (n) => (n <= 2 ? { ...EMPTY, problems: [`problem ${n}`], down: ["cart/0"] } : EMPTY),
    });
    assert.deepEqual([failed, down, lastProblem], [2, ["cart/0"], "problem 2"]);
  });

  it("the collector continues after a scrape that throws", async () => {
    const { failed, lastProblem, samples } = await collect({
      count: 2,
      scrape: (n) => (n === 1 ? Promise.reject(new Error("boom")) : EMPTY),
    });
    assert.deepEqual([failed, lastProblem], [1, "boom"]);
    assert.equal(samples[0]?.crossNodeBytes, null);
  });
});
