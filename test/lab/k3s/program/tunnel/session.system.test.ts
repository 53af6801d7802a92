/** Bytes through a tunnel of the lab's K3s: a connection, a stream of HTTP/2, and a connection again. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { join } from "../../../../../lab/k3s/program/tunnel/session.ts";

const SENT = Buffer.alloc(3_000_000, "all of it ");
const CONNECTIONS = 10;

describe("a tunnel", () => {
  const closing: (() => void)[] = [];
  afterEach(() => closing.splice(0).forEach((close) => close()));

  async function listen(server: Server | ReturnType<typeof createHttp2Server>): Promise<number> {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }

  /** @param serve a connection at the far end @returns port of the near end */
  async function tunnel(serve: (socket: Socket) => void): Promise<number> {
    const far = await listen(createServer(serve));
    const middle = createHttp2Server().on("stream", (stream: ServerHttp2Stream) => {
      stream.respond({ ":status": 200 });
      join(stream, connect(far, "127.0.0.1"));
    });
    const session = connectHttp2(`http://127.0.0.1:${await listen(middle)}`);
    closing.push(() => session.destroy());
    return listen(
      createServer((client) => join(client, session.request({ ":method": "CONNECT", ":authority": "kubelet:1" }))),
    );
  }

  it("delivers all that an end sent before it closed, however slowly it is read", async () => {
    const port = await tunnel((socket) => void socket.end(SENT, () => socket.destroy()));
    for (let at = 0; at < CONNECTIONS; at += 1) {
      const client = connect(port, "127.0.0.1").pause();
      await once(client, "connect");
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal((await buffer(client)).length, SENT.length);
    }
  });

  it("delivers what a client sends before it closes, and closes the far end", async () => {
    const received = Promise.withResolvers<number>();
    const port = await tunnel((socket) => void buffer(socket).then(({ length }) => received.resolve(length)));
    connect(port, "127.0.0.1").end(SENT);
    assert.equal(await received.promise, SENT.length);
  });

  it("ends at the far end when the client is gone, though that end still sends", async () => {
    const closed = Promise.withResolvers<void>();
    const port = await tunnel((socket) => {
      socket.on("error", () => undefined).once("close", () => closed.resolve());
      socket.resume().write(SENT);
    });
    const client = connect(port, "127.0.0.1");
    await once(client, "data");
    client.destroy();
    await closed.promise;
  });
});
