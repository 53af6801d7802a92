import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Traffic } from "../../../../lab/storefront/runtime/traffic.ts";

describe("Traffic", () => {
  it("traffic sums the bytes of open and closed connections by peer", async () => {
    const server = createServer((socket) => void socket.end("12345")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const traffic = new Traffic();
    const visit = async (service: string): Promise<Socket> => {
      const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
      traffic.follow(socket, { service, node: "n", remote: false });
      socket.resume().end("abc");
      await once(socket, "end");
      return socket;
    };
    const sums = () => traffic.byPeer().map(({ service, received, sent }) => [service, received, sent]);

    const first = await visit("a");
    if (!first.closed) await once(first, "close");
    await visit("a");
    await visit("b");
    assert.deepEqual(sums(), [
      ["a", 10, 6],
      ["b", 5, 3],
    ]);
    assert.deepEqual(sums(), [
      ["a", 10, 6],
      ["b", 5, 3],
    ]);
    server.close();
  });
});
