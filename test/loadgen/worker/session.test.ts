import assert from "node:assert/strict";
import { duplexPair } from "node:stream";
import fc from "fast-check";
import { LoadError } from "../../../loadgen/errors.ts";
import { frameOf, readFrames } from "../../../loadgen/worker/protocol.ts";
import { onlyStream, Session } from "../../../loadgen/worker/session.ts";
import { breakingPair, Streams, type NextStream } from "../helpers/streams.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

const session = (nextStream: NextStream, id?: string, clock = new VirtualClock(), silentMs?: number) =>
  new Session({ id, nextStream, clock, silentMs });

async function take(from: AsyncIterable<unknown>, count: number): Promise<unknown[]> {
  const taken: unknown[] = [];
  if (count === 0) return taken;
  for await (const message of from) if (taken.push(message) === count) break;
  return taken;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("a session", () => {
  it("every message arrives once and in order, on both sides, wherever its streams break", async () => {
    const breaks = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 })), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(breaks, fc.nat(20), fc.nat(20), async (cuts, toWorker, toCoordinator) => {
        const theirs = new Streams();
        const next = () => {
          const [near, far] = breakingPair(cuts.shift() ?? [Infinity, Infinity]);
          theirs.add(far);
          return Promise.resolve(near);
        };
        const coordinator = session(next, "load");
        const worker = session(theirs.next);
        for (const number of upTo(toWorker)) coordinator.send({ number });
        for (const number of upTo(toCoordinator)) worker.send({ number });
        const [atWorker, atCoordinator] = [worker.messages(), coordinator.messages()];
        // Both are read until all has arrived: what has arrived is confirmed by reading on.
        const [first, second] = await Promise.all([
          readAll(atWorker, toWorker, () => worker.isDelivered),
          readAll(atCoordinator, toCoordinator, () => coordinator.isDelivered),
        ]);
        assert.deepEqual(
          first,
          upTo(toWorker).map((number) => ({ number })),
        );
        assert.deepEqual(
          second,
          upTo(toCoordinator).map((number) => ({ number })),
        );
        theirs.close();
      }),
      { numRuns: 60 },
    );
  });

  it("a message that was delayed on a stream that has been replaced is not delivered twice", async () => {
    const theirs = new Streams();
    const worker = session(theirs.next);
    const [first, far] = duplexPair();
    theirs.add(far);
    const messages = worker.messages();
    first.write(frameOf({ session: "load", received: 0 }));
    first.write(frameOf({ number: 1, message: "start", received: 0 }));
    assert.deepEqual((await messages.next()).value, "start");
    const [second, again] = duplexPair();
    theirs.add(again);
    far.destroy();
    second.write(frameOf({ session: "load", received: 0 }));
    second.write(frameOf({ number: 1, message: "start", received: 0 }));
    second.write(frameOf({ number: 2, message: "stop", received: 0 }));
    assert.deepEqual((await messages.next()).value, "stop");
    await messages.return();
  });

  it("a worker does not obey another coordinator, and the other one learns it", async () => {
    const theirs = new Streams();
    const worker = session(theirs.next);
    const taken = take(worker.messages(), 1);
    const [own, far] = duplexPair();
    theirs.add(far);
    own.write(frameOf({ session: "load", received: 0 }));
    assert.deepEqual((await readFrames(own).next()).value, { session: "load", received: 0 });
    far.destroy();
    const [near, farOfOther] = duplexPair();
    theirs.add(farOfOther);
    const other = session(onlyStream(near), "other load");
    other.send("start");
    await assert.rejects(take(other.messages(), 1), {
      code: "LOAD_WORKER_PROTOCOL",
      message: "The worker belongs to another load.",
    });
    farOfOther.destroy();
    const [back, farAgain] = duplexPair();
    theirs.add(farAgain);
    back.write(frameOf({ session: "load", received: 0 }));
    back.write(frameOf({ number: 1, message: "own start", received: 0 }));
    assert.deepEqual(await taken, ["own start"]);
  });

  it("a worker that was started again in place of the first one is refused", async () => {
    const streams = new Streams();
    const coordinator = session(streams.next, "load");
    coordinator.send("prepare");
    coordinator.send("start");
    const messages = coordinator.messages();
    const [near, far] = duplexPair();
    streams.add(near);
    far.write(frameOf({ session: "load", received: 0 }));
    far.write(frameOf({ received: 2 }));
    far.write(frameOf({ number: 1, message: "hello", received: 0 }));
    assert.equal((await messages.next()).value, "hello");
    near.destroy();
    const [nearAgain, restarted] = duplexPair();
    streams.add(nearAgain);
    restarted.write(frameOf({ session: "load", received: 0 }));
    await assert.rejects(messages.next(), (error) => error instanceof LoadError && /not the one/.test(error.message));
  });

  it("a stream on which nothing comes is given up, and one on which only signs of life come is kept", async () => {
    const clock = new VirtualClock();
    const theirs = new Streams();
    const worker = session(theirs.next, undefined, clock, 5000);
    const messages = worker.messages();
    const taken = messages.next();
    const [near, far] = duplexPair();
    theirs.add(far);
    near.write(frameOf({ session: "load", received: 0 }));
    const frames = readFrames(near);
    for (let second = 1; second <= 20; second += 1) {
      await clock.advanceTo(second * 1_000_000);
      near.write(frameOf({ received: 0 }));
    }
    await clock.advanceTo(20_500_000);
    assert.equal(far.destroyed, false);
    assert.deepEqual((await frames.next()).value, { session: "load", received: 0 });
    assert.deepEqual((await frames.next()).value, { received: 0 });
    await clock.advanceTo(27_000_000);
    assert.equal(far.destroyed, true);
    theirs.close();
    assert.equal((await taken).done, true);
  });
});

/** As many messages as are expected; goes on reading until all that was sent has been confirmed. */
async function readAll(
  messages: AsyncGenerator<unknown>,
  count: number,
  isDelivered: () => boolean,
): Promise<unknown[]> {
  const taken: unknown[] = [];
  const reading = (async () => {
    for await (const message of messages) taken.push(message);
  })();
  while (taken.length < count || !isDelivered()) await new Promise((resolve) => setImmediate(resolve));
  void reading;
  void messages.return(undefined);
  return taken;
}
