import assert from "node:assert/strict";
import { Socket } from "node:net";
import { Race } from "../../../../loadgen/transport/dial/race.ts";
import type { OwnedSocket } from "../../../../loadgen/transport/dial/socket.ts";
import { VirtualClock } from "../../helpers/virtual-clock.ts";

const MS = 1000;
const error = (code: string) => Object.assign(new Error(code), { code });

/** What happens to the attempt at each address: connected or failed after so many µs; `undefined`: nothing, ever. */
type Fate = { afterUs: number; error?: string } | undefined;

async function race(fates: readonly Fate[]) {
  const clock = new VirtualClock();
  const opened: number[] = [];
  const sockets: OwnedSocket[] = [];
  const ends: string[] = [];
  const racing = new Race({
    clock,
    count: fates.length,
    open(index) {
      opened.push(clock.nowUs() / MS);
      const socket: OwnedSocket = new Socket();
      sockets.push(socket);
      const fate = fates[index];
      if (fate !== undefined) {
        clock.at(clock.nowUs() + fate.afterUs, () =>
          socket.owner?.onSocketEvent(socket, fate.error === undefined ? "tcp" : error(fate.error)),
        );
      }
      return socket;
    },
    onWin: ({ index, roundTripUs }) => ends.push(`${index} in ${roundTripUs / MS} at ${clock.nowUs() / MS}`),
    onLoss: (cause) => ends.push(`${(cause as NodeJS.ErrnoException).code} at ${clock.nowUs() / MS}`),
  });
  await clock.advanceTo(5000 * MS);
  return { opened, ends, sockets, racing, timers: clock.timers };
}

describe("connecting to the first of several addresses", () => {
  it("the next address is tried at once when one has failed", async () => {
    const { opened, ends } = await race([{ afterUs: 5 * MS, error: "ECONNREFUSED" }, { afterUs: 1 * MS }]);
    assert.deepEqual([opened, ends], [[0, 5], ["1 in 1 at 6"]]);
  });

  it("the next address is tried beside one that has not answered for 250 ms, and the first to answer wins", async () => {
    const { opened, ends, sockets } = await race([{ afterUs: 400 * MS }, { afterUs: 300 * MS }]);
    assert.deepEqual([opened, ends], [[0, 250], ["0 in 400 at 400"]]);
    assert.deepEqual(
      sockets.map(({ destroyed }) => destroyed),
      [false, true],
    );
    assert.deepEqual((await race([undefined, { afterUs: 300 * MS }])).ends, ["1 in 300 at 550"]);
  });

  it("an address that answers within 250 ms is the only one that is tried", async () => {
    const { opened, ends, timers } = await race([{ afterUs: 249 * MS }, undefined]);
    assert.deepEqual([opened, ends, timers], [[0], ["0 in 249 at 249"], 0]);
  });

  it("when all addresses fail, the error says more than that this machine lacks a family", async () => {
    const { ends } = await race([
      { afterUs: 1 * MS, error: "EADDRNOTAVAIL" },
      { afterUs: 2 * MS, error: "ECONNREFUSED" },
    ]);
    assert.deepEqual(ends, ["ECONNREFUSED at 3"]);
    assert.deepEqual((await race([{ afterUs: 1 * MS, error: "ENETUNREACH" }])).ends, ["ENETUNREACH at 1"]);
  });

  it("a cancelled race ends its attempts and tries no more", async () => {
    const { racing, sockets, ends, timers } = await race([undefined, undefined]);
    racing.cancel();
    assert.deepEqual([sockets.map(({ destroyed }) => destroyed), ends, timers], [[true, true], [], 0]);
  });
});
