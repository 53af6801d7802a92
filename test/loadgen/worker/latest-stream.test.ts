import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { LatestStream } from "../../../loadgen/worker/latest-stream.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

describe("the latest stream", () => {
  it("a new stream replaces one that may be lost unnoticed", async () => {
    const streams = new LatestStream(new VirtualClock(), 1000);
    const [first, second] = [new PassThrough(), new PassThrough()];
    streams.offer(first);
    assert.equal(await streams.next(), first);
    const next = streams.next();
    streams.offer(second);
    assert.deepEqual([await next, first.destroyed, second.destroyed], [second, true, false]);
  });

  it("of several streams that nobody has taken, only the last one counts", async () => {
    const streams = new LatestStream(new VirtualClock(), 1000);
    const offered = [new PassThrough(), new PassThrough(), new PassThrough()];
    offered.forEach((stream) => streams.offer(stream));
    assert.equal(await streams.next(), offered[2]);
    assert.deepEqual(
      offered.map(({ destroyed }) => destroyed),
      [true, true, false],
    );
  });

  it("there is no stream after the time that it waits, and none after it was closed", async () => {
    const clock = new VirtualClock();
    const streams = new LatestStream(clock, 1000);
    const next = streams.next();
    await clock.advanceTo(1_000_000);
    assert.equal(await next, undefined);
    const waiting = streams.next();
    streams.close();
    assert.deepEqual([await waiting, await streams.next()], [undefined, undefined]);
  });
});
