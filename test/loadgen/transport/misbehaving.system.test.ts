import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { realClock } from "../../../loadgen/clock.ts";
import type { ErrorClass } from "../../../loadgen/schema/request.ts";
import type { Connection } from "../../../loadgen/transport/transport.ts";
import { classOf, exchange, getRequest, withConnection } from "../helpers/exchange.ts";
import { closedPort, onRequest, rawServer } from "../helpers/raw-server.ts";

/** Each way that a server may misbehave, by name, with the class that its client must give it. */
const servers: Record<string, { serve: (socket: Socket) => void; class: ErrorClass }> = {
  "resets before it answers": { serve: (socket) => onRequest(socket, () => socket.resetAndDestroy()), class: "reset" },
  "resets in the middle of a body": {
    serve: (socket) =>
      onRequest(socket, () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
        setTimeout(() => socket.resetAndDestroy(), 30);
      }),
    class: "reset",
  },
  "closes in the middle of a body": {
    serve: (socket) => onRequest(socket, () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")),
    class: "closed",
  },
  "closes in the middle of a head": {
    serve: (socket) => onRequest(socket, () => socket.end("HTTP/1.1 2")),
    class: "closed",
  },
  "closes without an answer": { serve: (socket) => onRequest(socket, () => socket.end()), class: "closed" },
  "hangs before its head": { serve: (socket) => void socket.resume(), class: "timeout-headers" },
  "drips its head": {
    serve: (socket) => onRequest(socket, () => drip(socket, "HTTP/1.1 200 OK\r\n", "x: y\r\n")),
    class: "timeout-headers",
  },
  "drips its body": {
    serve: (socket) => onRequest(socket, () => drip(socket, "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", "x")),
    class: "timeout-body",
  },
  "never ends its body": {
    serve: (socket) =>
      onRequest(socket, () => {
        socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        const more = () => void (socket.destroyed || socket.write(`4000\r\n${"x".repeat(0x4000)}\r\n`));
        socket.on("drain", more);
        more();
      }),
    class: "timeout-body",
  },
  "sends a huge head": {
    serve: (socket) => onRequest(socket, () => socket.write(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}`)),
    class: "protocol",
  },
  "chunks badly": {
    serve: (socket) =>
      onRequest(socket, () => socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabcdef\r\n")),
    class: "protocol",
  },
  "ends its lines by line feeds alone": {
    serve: (socket) => onRequest(socket, () => socket.write("HTTP/1.1 200 OK\ncontent-length: 2\n\nok")),
    class: "protocol",
  },
  "speaks a protocol without empty lines": {
    serve: (socket) => void socket.write("220 mail ESMTP ready\r\n"),
    class: "protocol",
  },
  "speaks another protocol": {
    serve: (socket) => void socket.write("220 mail ESMTP ready\r\n\r\n"),
    class: "protocol",
  },
};

function drip(socket: Socket, start: string, piece: string): void {
  socket.write(start);
  const timer = setInterval(() => socket.write(piece), 20);
  socket.on("close", () => clearInterval(timer));
}

describe("a connection to a server that", () => {
  for (const [name, { serve, class: expected }] of Object.entries(servers)) {
    it(`an exchange with a server that ${name} fails as ${expected}, and the next one opens a new connection`, async () => {
      await using server = await rawServer((socket) => serve(socket));
      await withConnection(server.url, async (connection) => {
        assert.equal(classOf(await exchange(connection)), expected);
        assert.equal(classOf(await exchange(connection)), expected);
      });
      assert.equal(server.accepted(), 2);
    });
  }

  it("an exchange without a server fails as refused", async () => {
    const url = `http://127.0.0.1:${await closedPort()}/`;
    await withConnection(url, async (connection) => assert.equal(classOf(await exchange(connection)), "refused"));
  });

  it("an exchange with a host name without an address fails as dns", async () => {
    await withConnection("http://nobody.invalid/", async (connection) =>
      assert.equal(classOf(await exchange(connection)), "dns"),
    );
  });

  it("an exchange over TLS with a plain-text server fails as tls", async () => {
    await using server = await rawServer((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const url = server.url.replace("http:", "https:");
    await withConnection(url, async (connection) => assert.equal(classOf(await exchange(connection)), "tls"));
  });

  it("a late response head fails as timeout-headers, long before the request's timeout", async () => {
    await using server = await rawServer((socket) => void socket.resume());
    const slow = async (connection: Connection) => {
      const outcome = await connection.exchange(getRequest, realClock.nowUs() + 60_000_000);
      assert.equal(classOf(outcome), "timeout-headers");
    };
    await withConnection(server.url, slow, { headersTimeoutMs: 50 });
  });

  it("a body of more than 64 MiB is counted, but not kept for the scenario", async function () {
    this.timeout(60_000);
    const bytes = 65 * 2 ** 20;
    await using server = await rawServer((socket) =>
      onRequest(socket, () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`);
        socket.write(Buffer.alloc(bytes));
      }),
    );
    await withConnection(server.url, async (connection) => {
      const read = (keepBody: boolean) =>
        connection.exchange({ ...getRequest, keepBody }, realClock.nowUs() + 60_000_000);
      const counted = await read(false);
      assert.deepEqual([classOf(counted), counted.bodyBytes], ["ok", bytes]);
      const { failure } = await read(true);
      assert.match(failure!.message, /larger than the 64 MiB that are kept/);
      assert.equal(classOf(await read(false)), "ok");
    });
  });

  it("an unfinished TLS handshake fails as timeout-connect", async () => {
    await using server = await rawServer((socket) => void socket.resume());
    const url = server.url.replace("http:", "https:");
    await withConnection(url, async (connection) =>
      assert.equal(classOf(await exchange(connection)), "timeout-connect"),
    );
  });

  it("an exchange that is cut during the response fails as aborted at once", async () => {
    await using server = await rawServer((socket) => void socket.resume());
    await withConnection(server.url, async (connection) => {
      const cut = exchange(connection);
      setTimeout(() => connection.abort(), 30);
      assert.equal(classOf(await cut), "aborted");
    });
  });
});
