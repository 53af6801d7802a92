import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { realClock } from "../../../loadgen/clock.ts";
import { classOf, exchange, getRequest, OK_RESPONSE, withConnection } from "../helpers/exchange.ts";
import { onRequest, rawServer } from "../helpers/raw-server.ts";

/** Answers the first request of each connection, and calls back for the second. */
const answersOnce = (second: (socket: Socket) => void) =>
  rawServer((socket) =>
    onRequest(socket, (number) => void (number === 0 ? socket.write(OK_RESPONSE) : second(socket))),
  );

/** Keeps this process's event loop from serving any socket. */
function blockFor(ms: number): void {
  const untilUs = realClock.nowUs() + ms * 1000;
  while (realClock.nowUs() < untilUs);
}

describe("a kept connection", () => {
  it("a request that says that it closes the connection is the last one on it", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(OK_RESPONSE)));
    await withConnection(server.url, async (connection) => {
      for (let count = 0; count < 2; count += 1) {
        const outcome = await exchange(connection, { ...getRequest, closes: true });
        assert.equal(classOf(outcome), "ok");
      }
    });
    assert.equal(server.accepted(), 2);
  });

  it("all exchanges of a user go over one kept connection", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(OK_RESPONSE)));
    await withConnection(server.url, async (connection) => {
      for (let count = 0; count < 20; count += 1) {
        const outcome = await exchange(connection);
        assert.deepEqual([classOf(outcome), outcome.connectUs !== undefined], ["ok", count === 0]);
      }
    });
    assert.equal(server.accepted(), 1);
  });

  it("a response followed by further bytes counts, and its connection is not reused", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(`${OK_RESPONSE}surplus`)));
    await withConnection(server.url, async (connection) => {
      assert.equal(classOf(await exchange(connection)), "ok");
      assert.equal(classOf(await exchange(connection)), "ok");
    });
    assert.equal(server.accepted(), 2);
  });

  it("the exchange after an idle connection was closed opens a new one", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.end(OK_RESPONSE)));
    await withConnection(server.url, async (connection) => {
      assert.equal(classOf(await exchange(connection)), "ok");
      await new Promise((resolve) => setTimeout(resolve, 50));
      const again = await exchange(connection);
      assert.deepEqual([classOf(again), again.connectUs !== undefined], ["ok", true]);
    });
    assert.equal(server.accepted(), 2);
  });

  for (const [how, end, late] of [
    ["closes", (socket: Socket) => socket.end(), "closed"],
    ["resets", (socket: Socket) => socket.resetAndDestroy(), "reset"],
  ] as const) {
    it(`a kept connection that the server ${how} as a request arrives fails as idle-race`, async () => {
      await using server = await answersOnce(end);
      await withConnection(server.url, async (connection) => {
        assert.equal(classOf(await exchange(connection)), "ok");
        assert.equal(classOf(await exchange(connection)), "idle-race");
        assert.equal(classOf(await exchange(connection)), "ok");
      });
    });

    it(`a kept connection that the server ${how} while the event loop is blocked fails as idle-race`, async () => {
      await using server = await answersOnce((socket) => {
        end(socket);
        blockFor(100);
      });
      await withConnection(server.url, async (connection, transport) => {
        assert.equal(classOf(await exchange(connection)), "ok");
        const raced = exchange(connection);
        // The last look of the event loop at its sockets.
        transport.servedUntil(realClock.nowUs());
        assert.equal(classOf(await raced), "idle-race");
      });
    });

    it(`a kept connection that the server ${how} after its sockets were read again fails as ${late}`, async () => {
      const { promise: arrived, resolve } = Promise.withResolvers<Socket>();
      await using server = await answersOnce(resolve);
      await withConnection(server.url, async (connection, transport) => {
        assert.equal(classOf(await exchange(connection)), "ok");
        const cut = exchange(connection);
        const socket = await arrived;
        transport.servedUntil(Infinity);
        end(socket);
        assert.equal(classOf(await cut), late);
      });
    });
  }
});
