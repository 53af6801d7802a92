import assert from "node:assert/strict";
import { once } from "node:events";
import http2, { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { realClock } from "../../../../loadgen/clock.ts";
import { createTransport } from "../../../../loadgen/transport/create.ts";
import {
  originOf,
  type Connection,
  type Transport,
  type TransportOptions,
} from "../../../../loadgen/transport/transport.ts";
import { selfSigned } from "../../helpers/certificate.ts";

const limitMs = 2000;
const get = {
  method: "GET",
  path: "/",
  headerLines: "host: alias.test\r\nx-user: 7\r\n",
  body: undefined,
  closes: false,
  keepBody: true,
};

async function withConnection<T>(
  port: number,
  use: (connection: Connection, transport: Transport) => Promise<T>,
  more: Partial<TransportOptions> = {},
): Promise<T> {
  const options = { connectTimeoutMs: limitMs, headBytes: 4096, addresses: {}, localAddresses: [] };
  const transport = createTransport(realClock, { ...options, tlsVerify: false, http2, ...more });
  const connection = transport.connection(originOf(new URL(`https://127.0.0.1:${port}/`)), 0);
  try {
    return await use(connection, transport);
  } finally {
    connection.close();
    transport.close();
  }
}

const ask = (connection: Connection, request: Parameters<Connection["exchange"]>[0] = get) =>
  connection.exchange(request, realClock.nowUs() + limitMs * 1000);

const certificate = selfSigned();

type Frame = [type: number, flags: number, payload: string];
const [DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY] = [0, 1, 3, 4, 7];
const [END_STREAM, END_HEADERS] = [1, 4];
/** `:status: 200`, indexed. */
const OK: Frame = [HEADERS, END_HEADERS, "88"];

/** Answers the first stream with exactly these frames; `close` ends the connection after them. */
async function frameServer(frames: readonly Frame[], close = false) {
  const server = createTlsServer({ ...certificate, ALPNProtocols: ["h2"] }, (socket) => {
    const send = (type: number, flags: number, stream: number, payload: string) => {
      const body = Buffer.from(payload, "hex");
      const head = Buffer.alloc(9);
      head.writeUIntBE(body.length, 0, 3);
      head.writeUInt8(type, 3);
      head.writeUInt8(flags, 4);
      head.writeUInt32BE(stream, 5);
      socket.write(Buffer.concat([head, body]));
    };
    send(SETTINGS, 0, 0, "");
    let received = Buffer.alloc(0);
    let at = 24;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      received = Buffer.concat([received, bytes]);
      while (received.length >= at + 9 && received.length >= at + 9 + received.readUIntBE(at, 3)) {
        const [type, flags] = [received[at + 3], received[at + 4]];
        at += 9 + received.readUIntBE(at, 3);
        if (type === SETTINGS && flags === 0) send(SETTINGS, 1, 0, "");
        if (type !== HEADERS) continue;
        for (const [each, flag, payload] of frames) send(each, flag, each === GOAWAY ? 0 : 1, payload);
        if (close) socket.end();
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

describe("HTTP/2", () => {
  it("HTTP/2 is used where it is offered and the server has it, else HTTP/1.1 over the same connection", async () => {
    const seen: string[] = [];
    const server = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
      const { method, url, httpVersion, headers } = request;
      seen.push(`${httpVersion} ${method} ${url} ${headers[":authority"] ?? headers.host} ${headers["x-user"]}`);
      request.on("data", (bytes) => seen.push(`${bytes}`));
      response.writeHead(302, { location: "/x", "set-cookie": ["a=1", "b=2"] });
      response.end("ok");
    });
    server.on("error", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    for (const [offered, protocol] of [
      [http2, "HTTP/2 over TLSv1.3"],
      [undefined, "HTTP/1.1 over TLSv1.3"],
    ] as const) {
      const use = async (connection: Connection, transport: Transport) => {
        const post = {
          ...get,
          method: "POST",
          headerLines: `${get.headerLines}content-length: 2\r\n`,
          body: "\xc3\xa9",
        };
        const [first, second] = [await ask(connection), await ask(connection, post)];
        assert.ok(first.failure === undefined && second.failure === undefined, JSON.stringify([first, second]));
        assert.deepEqual([first.head.status, first.head.location, first.head.setCookies], [302, "/x", ["a=1", "b=2"]]);
        assert.deepEqual([first.body?.toString(), first.bodyBytes, second.bodyBytes], ["ok", 2, 2]);
        assert.ok(first.tlsUs! > 0 && first.connectUs! > first.tlsUs! && second.connectUs === undefined);
        const peer = { address: `127.0.0.1:${port}`, protocol, opened: 1, requests: 2 };
        assert.deepEqual(transport.flushPeers(), [peer]);
      };
      await withConnection(port, use, { http2: offered });
    }
    assert.deepEqual(seen, [
      ...[
        "2.0 GET / alias.test 7",
        "2.0 POST / alias.test 7",
        "é",
        "1.1 GET / alias.test 7",
        "1.1 POST / alias.test 7",
        "é",
      ],
    ]);
    await withConnection(port, async (each) => assert.equal((await ask(each)).failure?.class, "tls"), {
      tlsVerify: true,
    });
    server.close();
  });

  for (const [title, frames, close, expected] of [
    ["ends its stream", [OK, [DATA, END_STREAM, "6f6b"]], false, "200 ok"],
    ["ends its stream with its head", [[HEADERS, END_HEADERS | END_STREAM, "88"]], false, "200 "],
    [
      "ends its stream and then resets it without an error",
      [OK, [DATA, END_STREAM, "6f6b"], [RST_STREAM, 0, "00000000"]],
      false,
      "200 ok",
    ],
    [
      "sends an informational head first",
      [[HEADERS, END_HEADERS, "0803313033"], OK, [DATA, END_STREAM, "6f6b"]],
      false,
      "200 ok",
    ],
    ["cancels its stream in the body", [OK, [DATA, 0, "6f6b"], [RST_STREAM, 0, "00000008"]], false, "closed"],
    [
      "resets its stream in the body without an error",
      [OK, [DATA, 0, "6f6b"], [RST_STREAM, 0, "00000000"]],
      false,
      "closed",
    ],
    ["refuses the stream", [[RST_STREAM, 0, "00000007"]], false, "closed"],
    ["reports a protocol error", [[RST_STREAM, 0, "00000001"]], false, "protocol"],
    ["goes away and closes in the body", [OK, [DATA, 0, "6f6b"], [GOAWAY, 0, "0000000000000002"]], true, "closed"],
    ["closes without an answer", [], true, "closed"],
    ["closes in the body", [OK, [DATA, 0, "6f6b"]], true, "closed"],
    // `content-length: 9` as a literal.
    [
      "ends its stream before its length",
      [
        [HEADERS, END_HEADERS, "880f0d0139"],
        [DATA, END_STREAM, "6f6b"],
      ],
      false,
      "protocol",
    ],
  ] as [string, Frame[], boolean, string][]) {
    it(`a response of an HTTP/2 server that ${title} counts as ${expected}`, async () => {
      const { server, port } = await frameServer(frames, close);
      const outcome = await withConnection(port, (connection) => ask(connection));
      const seen =
        outcome.failure?.class ??
        `${outcome.failure === undefined && outcome.head.status} ${outcome.failure === undefined && outcome.body}`;
      assert.equal(seen, expected, JSON.stringify(outcome));
      server.close();
    });
  }

  it("large HTTP/2 responses and bodies arrive whole", async () => {
    const size = 2_000_000;
    const server = createSecureServer(certificate, (request, response) => {
      let received = 0;
      request.on("data", (bytes: Buffer) => (received += bytes.length));
      request.on("end", () => response.end("x".repeat(received)));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await withConnection((server.address() as AddressInfo).port, async (connection) => {
      for (let count = 0; count < 5; count += 1) {
        const outcome = await ask(connection, { ...get, method: "POST", body: "y".repeat(size) });
        assert.deepEqual([outcome.failure, outcome.bodyBytes], [undefined, size]);
      }
    });
    server.close();
  });

  it("after a server said that it goes away, the next request opens a new connection", async () => {
    const server = createSecureServer(certificate, (request, response) => {
      response.end("ok");
      (request.stream.session as http2.ServerHttp2Session).goaway();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await withConnection((server.address() as AddressInfo).port, async (connection, transport) => {
      for (let count = 0; count < 3; count += 1) {
        assert.equal((await ask(connection)).failure, undefined);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.equal(transport.flushPeers()[0]!.opened, 3);
    });
    server.close();
  });

  it("an aborted HTTP/2 exchange ends as aborted, and the next one opens a new connection", async () => {
    let answers = false;
    const server = createSecureServer(certificate, (_, response) => void (answers && response.end("ok")));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await withConnection((server.address() as AddressInfo).port, async (connection) => {
      const cut = ask(connection);
      setTimeout(() => connection.abort(), 50);
      assert.equal((await cut).failure?.class, "aborted");
      answers = true;
      assert.equal((await ask(connection)).failure, undefined);
    });
    server.close();
  });
});
