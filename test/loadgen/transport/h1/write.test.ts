import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { handleWriter } from "../../../../loadgen/transport/h1/write.ts";
import { rawServer } from "../../helpers/raw-server.ts";

/** What a server received on each connection, once its reading may begin. */
async function receiving(sockets: number, write: (all: readonly Socket[]) => Promise<void>): Promise<string[]> {
  const received: string[] = Array.from({ length: sockets }, () => "");
  const held: Socket[] = [];
  await using server = await rawServer((socket, number) => {
    socket.pause();
    held.push(socket);
    socket.on("data", (bytes) => (received[number] += bytes.toString("latin1")));
  });
  const clients: Socket[] = [];
  for (let each = 0; each < sockets; each += 1) {
    const client = connect({ port: server.port, host: "127.0.0.1" });
    await once(client, "connect");
    clients.push(client);
  }
  while (held.length < sockets) await setImmediate();
  await write(clients);
  const ends = held.map((socket) => once(socket, "end"));
  for (const socket of held) socket.resume();
  for (const client of clients) client.end();
  await Promise.all(ends);
  return received;
}

describe("writing to a socket's handle", () => {
  it("the handle writer sends what socket.write sends, request after request on many connections", async () => {
    const write = handleWriter();
    const received = await receiving(3, async (clients) => {
      for (let round = 0; round < 50; round += 1) {
        clients.forEach((client, number) => write(client, `${number}.${round} \u00ff;`));
        if (round % 10 === 0) await setImmediate();
      }
    });
    received.forEach((text, number) => {
      assert.equal(text, Array.from({ length: 50 }, (_, round) => `${number}.${round} \u00ff;`).join(""));
    });
  });

  it("the handle writer keeps order and every byte when the server does not read and writes have to wait", async () => {
    const write = handleWriter();
    const big = (mark: string) => mark.repeat(4_000_000);
    const received = await receiving(2, async ([first, second]) => {
      write(first!, "begin ");
      for (const mark of ["a", "b", "c"]) {
        write(first!, big(mark));
        write(second!, mark);
      }
      await setImmediate();
      write(first!, " end");
    });
    assert.equal(received[0]!.length, 12_000_010);
    assert.ok(received[0] === `begin ${big("a")}${big("b")}${big("c")} end`);
    assert.equal(received[1], "abc");
  });

  it("the handle writer reports a cut connection as an error or close of the socket", async () => {
    const write = handleWriter();
    await using server = await rawServer(
      (socket, number) => void socket.once("data", () => number > 0 && socket.resetAndDestroy()),
    );
    const healthy = connect({ port: server.port, host: "127.0.0.1" });
    await once(healthy, "connect");
    // The class of Node's request objects is learnt here, so that what follows goes to the handle.
    write(healthy, "x");
    const cut = connect({ port: server.port, host: "127.0.0.1" });
    const errors: string[] = [];
    cut.on("error", (error: NodeJS.ErrnoException) => errors.push(error.code ?? ""));
    await once(cut, "connect");
    const closed = new Promise((resolve) => cut.once("close", resolve));
    for (let each = 0; !cut.destroyed && each < 10_000; each += 1) {
      write(cut, "x".repeat(1000));
      await setImmediate();
    }
    await closed;
    assert.match(errors.join(), /^(ECONNRESET|EPIPE)$/);
    healthy.destroy();
  });
});
