import assert from "node:assert/strict";
import { duplexPair, type Duplex } from "node:stream";
import { linkTo } from "../../../loadgen/coordinator/worker-link.ts";
import type { WorkerSource } from "../../../loadgen/coordinator/worker-source.ts";
import { frameOf, readFrames } from "../../../loadgen/worker/protocol.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

/** A worker whose streams are opened as a script says; the far ends are given to `onOpen`. */
function source(open: (attempt: number) => Promise<Duplex>, more: Partial<WorkerSource> = {}): WorkerSource {
  let attempt = 0;
  return {
    place: { name: "eu-1" },
    open: () => open((attempt += 1)),
    reattachMs: 60_000,
    ended: new Promise(() => undefined),
    kill: () => undefined,
    ...more,
  };
}

/** Answers as a worker that has received and sent so much; ends when its coordinator does. */
async function answering(sends: readonly unknown[]): Promise<Duplex> {
  const [near, far] = duplexPair();
  void (async () => {
    for await (const frame of readFrames(far)) {
      const { session } = frame as { session?: string };
      if (session === undefined) continue;
      far.write(frameOf({ session, received: 0 }));
      sends.forEach((message, index) => far.write(frameOf({ number: index + 1, message, received: 0 })));
    }
  })().catch(() => undefined);
  return Promise.resolve(near);
}

describe("a link to a worker", () => {
  it("a stream that cannot be opened yet is tried again", async () => {
    const clock = new VirtualClock();
    const refused = () => Promise.reject(new Error("not yet"));
    const link = linkTo(
      source((attempt) => (attempt < 4 ? refused() : answering(["hello"]))),
      clock,
    );
    const first = link.messages.next();
    await clock.advanceTo(5_000_000);
    assert.deepEqual([(await first).value, link.reattached], ["hello", 0]);
  });

  it("a worker that cannot be reached for its time is lost, with the reason", async () => {
    const clock = new VirtualClock();
    const link = linkTo(
      source(() => Promise.reject(new Error("no route to host"))),
      clock,
    );
    const lost = assert.rejects(link.messages.next(), {
      message: "it could not be reached for 60 s: no route to host",
    });
    await clock.advanceTo(70_000_000);
    await lost;
  });

  it("streams that open and say nothing do not keep a worker that is gone", async () => {
    const clock = new VirtualClock();
    const silent = () => Promise.resolve(duplexPair()[0]);
    const link = linkTo(source(silent), clock);
    const lost = assert.rejects(link.messages.next(), /could not be reached for 60 s: nothing came for 5 s/);
    await clock.advanceTo(90_000_000);
    await lost;
  });

  it("a worker whose end is known is not called again", async () => {
    const clock = new VirtualClock();
    const end = Promise.withResolvers<string>();
    let attempts = 0;
    const refusing = source(
      () => {
        attempts += 1;
        return Promise.reject(new Error("gone"));
      },
      { ended: end.promise },
    );
    const link = linkTo(refusing, clock);
    const next = link.messages.next();
    await clock.advanceTo(200_000);
    end.resolve("was killed because it was out of memory");
    assert.equal((await next).done, true);
    assert.deepEqual([await link.ended, attempts], ["was killed because it was out of memory", 1]);
  });

  it("a child process is lost with its only stream", async () => {
    const near = await answering(["hello"]);
    const link = linkTo(
      source(() => Promise.resolve(near), { reattachMs: 0 }),
      new VirtualClock(),
    );
    assert.equal((await link.messages.next()).value, "hello");
    near.destroy(new Error("broken pipe"));
    await assert.rejects(link.messages.next(), /broken pipe/);
  });
});
