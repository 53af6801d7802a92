import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { realClock } from "../../../../loadgen/clock.ts";
import { originOf, type Connection, type Transport } from "../../../../loadgen/transport/transport.ts";
import { undiciTransport, type UndiciOptions } from "../../../../loadgen/transport/undici/transport.ts";
import { selfSigned } from "../../helpers/certificate.ts";
import { closedPort, onRequest, rawServer } from "../../helpers/raw-server.ts";

const limitMs = 400;
const get = { method: "GET", path: "/", headerLines: "x-user: 7\r\n", body: undefined, keepBody: true };

async function withConnection<T>(
  url: string,
  more: Partial<UndiciOptions>,
  use: (connection: Connection, transport: Transport) => Promise<T>,
): Promise<T> {
  const h1 = { connectTimeoutMs: limitMs, headBytes: 4096, tlsVerify: true, addresses: {}, localAddresses: [] };
  const transport = undiciTransport(realClock, { ...h1, http2: false, proxy: undefined, ...more });
  const connection = transport.connection(originOf(new URL(url)), 0);
  try {
    return await use(connection, transport);
  } finally {
    connection.close();
    transport.close();
  }
}

const ask = (connection: Connection, request = get) => connection.exchange(request, realClock.nowUs() + limitMs * 1000);

async function classOf(url: string, more: Partial<UndiciOptions> = {}): Promise<string> {
  return withConnection(url, more, async (connection) => (await ask(connection)).failure?.class ?? "ok");
}

describe("undici transport", () => {
  it("the undici transport returns status, headers, cookies, body and times, and keeps its connection", async () => {
    await using server = await rawServer((socket) =>
      onRequest(socket, () =>
        socket.write(
          "HTTP/1.1 302 Found\r\nlocation: /x\r\nset-cookie: a=1\r\nset-cookie: b=2\r\ncontent-length: 2\r\n\r\nok",
        ),
      ),
    );
    await withConnection(server.url, {}, async (connection) => {
      const [first, second] = [await ask(connection), await ask(connection)];
      assert.ok(first.failure === undefined && second.failure === undefined);
      assert.equal(first.head.status, 302);
      assert.equal(first.head.location, "/x");
      assert.deepEqual(first.head.setCookies, ["a=1", "b=2"]);
      assert.equal(first.body?.toString(), "ok");
      assert.equal(first.bodyBytes, 2);
      assert.ok(first.connectUs !== undefined && first.firstByteUs !== undefined && first.endUs >= first.firstByteUs);
      assert.equal(second.connectUs, undefined);
      assert.equal(server.accepted(), 1);
    });
  });

  it("the undici transport uses HTTP/2 where requested and supported, and refuses unknown certificates", async () => {
    const versions: string[] = [];
    const server = createSecureServer({ ...selfSigned(), allowHTTP1: true }, (request, response) => {
      versions.push(request.httpVersion);
      response.end("ok");
    });
    server.on("error", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    assert.equal(await classOf(url, { http2: true }), "tls");
    const agreed: (string | null)[] = [];
    for (const http2 of [true, false]) {
      await withConnection(url, { http2, tlsVerify: false }, async (connection, transport) => {
        assert.equal((await ask(connection)).failure, undefined);
        agreed.push(...transport.flushPeers().map(({ protocol }) => protocol));
      });
    }
    assert.deepEqual(versions, ["2.0", "1.1"]);
    assert.deepEqual(agreed, ["HTTP/2 over TLSv1.3", "HTTP/1.1 over TLSv1.3"]);
    server.close();
  });

  it("the undici transport sends requests through a proxy", async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url!);
      response.end("by proxy");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const uri = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const body = await withConnection("http://shop.invalid/", { proxy: uri }, async (connection) => {
      const outcome = await ask(connection);
      return outcome.failure === undefined ? outcome.body?.toString() : outcome.failure.message;
    });
    assert.equal(body, "by proxy");
    assert.deepEqual(asked, ["http://shop.invalid/"]);
    proxy.close();
    proxy.closeAllConnections();
  });

  it("the undici transport classifies failures as the h1 transport does", async () => {
    assert.equal(await classOf(`http://127.0.0.1:${await closedPort()}/`), "refused");
    await using hangs = await rawServer((socket) => void socket.resume());
    assert.equal(await classOf(hangs.url), "timeout-headers");
    await using stops = await rawServer((socket) =>
      onRequest(socket, () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")),
    );
    assert.equal(await classOf(stops.url), "timeout-body");
    await using closes = await rawServer((socket) => onRequest(socket, () => socket.end()));
    assert.equal(await classOf(closes.url), "closed");
    await using babbles = await rawServer((socket) => onRequest(socket, () => socket.write("220 mail\r\n\r\n")));
    assert.equal(await classOf(babbles.url), "protocol");
  });

  it("an aborted exchange of the undici transport ends as aborted, and the connection works again", async () => {
    let answers = false;
    await using server = await rawServer((socket) =>
      onRequest(socket, () => answers && socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")),
    );
    await withConnection(server.url, {}, async (connection) => {
      const cut = ask(connection);
      connection.abort();
      assert.equal((await cut).failure?.class, "aborted");
      answers = true;
      assert.equal((await ask(connection)).failure, undefined);
    });
  });
});
