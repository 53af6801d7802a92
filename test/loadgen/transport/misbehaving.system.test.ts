import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { realClock } from "../../../loadgen/clock.ts";
import type { ErrorClass } from "../../../loadgen/schema/request.ts";
import { createTransport } from "../../../loadgen/transport/create.ts";
import {
  type TransportOptions,
  originOf,
  type Connection,
  type Transport,
  type WireOutcome,
} from "../../../loadgen/transport/transport.ts";
import { selfSigned } from "../helpers/certificate.ts";
import { closedPort, onRequest, rawServer } from "../helpers/raw-server.ts";

const limitMs = 300;
const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const get = { method: "GET", path: "/", headerLines: "host: x\r\n", body: undefined, closes: false, keepBody: false };

async function withConnection<T>(
  url: string,
  use: (connection: Connection, transport: Transport) => Promise<T>,
  more: Partial<TransportOptions> = {},
): Promise<T> {
  const options = { connectTimeoutMs: limitMs, headBytes: 4096, tlsVerify: true, addresses: {}, localAddresses: [] };
  const transport = createTransport(realClock, { ...options, ...more });
  const connection = transport.connection(originOf(new URL(url)), 0);
  try {
    return await use(connection, transport);
  } finally {
    connection.close();
    transport.close();
  }
}

function exchange(connection: Connection): Promise<WireOutcome> {
  return connection.exchange(get, realClock.nowUs() + limitMs * 1000);
}

const classOf = (outcome: WireOutcome): ErrorClass | "ok" => outcome.failure?.class ?? "ok";

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

  it("an exchange with a self-signed certificate fails as tls, or has the handshake's time where certificates are not checked", async () => {
    const server = createServer(selfSigned(), (_, response) => void response.end("ok"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const url = `https://127.0.0.1:${port}/`;
    await withConnection(url, async (connection) => assert.equal(classOf(await exchange(connection)), "tls"));
    const unchecked = async (connection: Connection, transport: Transport) => {
      const [first, second] = [await exchange(connection), await exchange(connection)];
      assert.deepEqual([classOf(first), classOf(second), second.tlsUs], ["ok", "ok", undefined]);
      assert.ok(first.tlsUs! > 0 && first.tlsUs! < first.connectUs!);
      const peer = { address: `127.0.0.1:${port}`, protocol: "HTTP/1.1 over TLSv1.3", opened: 1, requests: 2 };
      assert.deepEqual([transport.flushPeers(), transport.flushPeers()], [[peer], []]);
    };
    await withConnection(url, unchecked, { tlsVerify: false });
    server.close();
    server.closeAllConnections();
  });

  it("a late response head fails as timeout-headers, long before the request's timeout", async () => {
    await using server = await rawServer((socket) => void socket.resume());
    const slow = async (connection: Connection) => {
      const outcome = await connection.exchange(get, realClock.nowUs() + 60_000_000);
      assert.equal(classOf(outcome), "timeout-headers");
    };
    await withConnection(server.url, slow, { headersTimeoutMs: 50 });
  });

  it("an unfinished TLS handshake fails as timeout-connect", async () => {
    await using server = await rawServer((socket) => void socket.resume());
    const url = server.url.replace("http:", "https:");
    await withConnection(url, async (connection) =>
      assert.equal(classOf(await exchange(connection)), "timeout-connect"),
    );
  });

  it("the exchange after an idle connection was closed opens a new one", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.end(ok)));
    await withConnection(server.url, async (connection) => {
      assert.equal(classOf(await exchange(connection)), "ok");
      await new Promise((resolve) => setTimeout(resolve, 50));
      const again = await exchange(connection);
      assert.deepEqual([classOf(again), again.connectUs !== undefined], ["ok", true]);
    });
    assert.equal(server.accepted(), 2);
  });

  it("a kept connection that the server closes as a request arrives fails as idle-race", async () => {
    await using server = await rawServer((socket) =>
      onRequest(socket, (number) => (number === 0 ? socket.write(ok) : socket.resetAndDestroy())),
    );
    await withConnection(server.url, async (connection) => {
      assert.equal(classOf(await exchange(connection)), "ok");
      assert.equal(classOf(await exchange(connection)), "idle-race");
      assert.equal(classOf(await exchange(connection)), "ok");
    });
  });

  for (const [how, end, expected] of [
    ["closes", (socket: Socket) => socket.end(), "closed"],
    ["resets", (socket: Socket) => socket.resetAndDestroy(), "reset"],
  ] as const) {
    it(`a kept connection that the server ${how} long after the request fails as ${expected}`, async () => {
      await using server = await rawServer((socket) =>
        onRequest(socket, (number) => void (number === 0 ? socket.write(ok) : setTimeout(() => end(socket), 100))),
      );
      await withConnection(server.url, async (connection) => {
        assert.equal(classOf(await exchange(connection)), "ok");
        assert.equal(classOf(await exchange(connection)), expected);
      });
    });
  }

  it("a host is reached at another address where the first ones refuse", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(ok)));
    const more = { addresses: { "shop.test": { first: ["::1"], others: ["127.0.0.2", "127.0.0.1"] } } };
    const url = `http://shop.test:${server.port}/`;
    const twice = async (connection: Connection, transport: Transport) => {
      assert.deepEqual([classOf(await exchange(connection)), classOf(await exchange(connection))], ["ok", "ok"]);
      const peer = { address: `127.0.0.1:${server.port}`, protocol: "HTTP/1.1", opened: 1, requests: 2 };
      assert.deepEqual(transport.flushPeers(), [peer]);
    };
    await withConnection(url, twice, more);
  });

  it("a host that is resolved during the load is reached at any of its addresses", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(ok)));
    await withConnection(`http://localhost:${server.port}/`, async (connection) => {
      assert.equal(classOf(await exchange(connection)), "ok");
    });
  });

  it("a local address that this machine does not have fails as resource, and says so", async () => {
    await using server = await rawServer(() => undefined);
    for (const [localAddress, message] of [
      ["198.51.100.1", /local address can't be used/],
      ["::1", /no address of the local address's family/],
    ] as const) {
      const more = { addresses: { "127.0.0.1": { first: ["127.0.0.1"], others: [] } }, localAddresses: [localAddress] };
      await withConnection(
        server.url,
        async (connection) => {
          const { failure } = await exchange(connection);
          assert.equal(failure?.class, "resource");
          assert.match(failure.message, message);
        },
        more,
      );
    }
  });

  it("a request that says that it closes the connection is the last one on it", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(ok)));
    await withConnection(server.url, async (connection) => {
      for (let count = 0; count < 2; count += 1) {
        const outcome = await connection.exchange({ ...get, closes: true }, realClock.nowUs() + limitMs * 1000);
        assert.equal(classOf(outcome), "ok");
      }
    });
    assert.equal(server.accepted(), 2);
  });

  it("all exchanges of a user go over one kept connection", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(ok)));
    await withConnection(server.url, async (connection) => {
      for (let count = 0; count < 20; count += 1) {
        const outcome = await exchange(connection);
        assert.deepEqual([classOf(outcome), outcome.connectUs !== undefined], ["ok", count === 0]);
      }
    });
    assert.equal(server.accepted(), 1);
  });

  it("a response followed by further bytes counts, and its connection is not reused", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(`${ok}surplus`)));
    await withConnection(server.url, async (connection) => {
      assert.equal(classOf(await exchange(connection)), "ok");
      assert.equal(classOf(await exchange(connection)), "ok");
    });
    assert.equal(server.accepted(), 2);
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
