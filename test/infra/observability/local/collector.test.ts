import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { startCollector } from "../../../../infra/observability/local/collector.ts";
import type { TimedSample } from "../../../../infra/observability/window.ts";
import type { Scrape } from "../../../../infra/observability/local/scrape.ts";
import { aSource } from "../../helpers/builders.ts";

const empty: Scrape = { sample: { services: [], nodes: [], crossNodeBytes: 0 }, problems: [], down: [] };
const source = aSource({ intervalMs: 5 });

/** Resolves after this number of scrapes. */
function scrapes(count: number, scrape: (n: number) => Promise<Scrape>) {
  let n = 0;
  const reached = Promise.withResolvers<void>();
  const collector = startCollector(source, {
    scrape: () => {
      n += 1;
      if (n >= count) reached.resolve();
      return scrape(n);
    },
  });
  return { collector, reached: reached.promise };
}

describe("startCollector", () => {
  it("the collector scrapes from its start, and once more when it is stopped", async () => {
    const { collector, reached } = scrapes(3, () => Promise.resolve(empty));
    await reached;
    const { samples } = await collector.stop();
    assert.ok(samples.length >= 4);
    const after = samples.length;
    await delay(20);
    assert.equal(samples.length, after);
  });

  it("the collector passes each sample to its listener at once", async () => {
    const seen: TimedSample[] = [];
    const collector = startCollector(source, {
      scrape: () => Promise.resolve(empty),
      onSample: (s) => void seen.push(s),
    });
    const { samples } = await collector.stop();
    assert.deepEqual(seen, samples);
  });

  it("the collector continues if its listener throws, and keeps every sample", async () => {
    let heard = 0;
    const twice = Promise.withResolvers<void>();
    const collector = startCollector(source, {
      scrape: () => Promise.resolve(empty),
      onSample: () => {
        if ((heard += 1) === 2) twice.resolve();
        throw new Error("disk full");
      },
    });
    await twice.promise;
    const { samples, lastProblem } = await collector.stop();
    assert.deepEqual([samples.length, lastProblem], [heard, "disk full"]);
  });

  it("the collector never runs two scrapes at the same time", async () => {
    let underWay = 0;
    let most = 0;
    const { collector, reached } = scrapes(4, async () => {
      most = Math.max(most, (underWay += 1));
      await delay(15);
      underWay -= 1;
      return empty;
    });
    await reached;
    await collector.stop();
    assert.equal(most, 1);
  });

  it("the collector counts scrapes with a missing part, and lists each part that was down once", async () => {
    const { collector, reached } = scrapes(3, (n) =>
      Promise.resolve(n <= 2 ? { ...empty, problems: [`problem ${n}`], down: ["cart/0"] } : empty),
    );
    await reached;
    const { failed, down, lastProblem } = await collector.stop();
    assert.deepEqual([failed, down, lastProblem], [2, ["cart/0"], "problem 2"]);
  });

  it("the collector continues after a scrape that throws", async () => {
    const { collector, reached } = scrapes(2, (n) =>
      n === 1 ? Promise.reject(new Error("boom")) : Promise.resolve(empty),
    );
    await reached;
    const { failed, lastProblem, samples } = await collector.stop();
    assert.deepEqual([failed, lastProblem], [1, "boom"]);
    assert.equal(samples[0]?.crossNodeBytes, null);
  });
});
