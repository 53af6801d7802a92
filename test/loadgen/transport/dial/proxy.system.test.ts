import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import { realClock } from "../../../../loadgen/clock.ts";
import { createTransport } from "../../../../loadgen/transport/create.ts";
import { originOf, type WireOutcome } from "../../../../loadgen/transport/transport.ts";
import { selfSigned } from "../../helpers/certificate.ts";
import { closedPort, onRequest, rawServer } from "../../helpers/raw-server.ts";

const limitMs = 400;
const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const request = (headerLines = "host: shop.test\r\n") => ({
  ...{ method: "GET", path: "/a?b", headerLines, body: undefined, closes: false, keepBody: true },
});

/** One exchange through a proxy, and the connections that the transport counted. */
async function ask(url: string, proxy: string, wire = request()) {
  const options = { connectTimeoutMs: limitMs, headBytes: 4096, tlsVerify: false, addresses: {}, localAddresses: [] };
  const transport = createTransport(realClock, { ...options, proxy });
  const connection = transport.connection(originOf(new URL(url)), 0);
  const outcome = await connection.exchange(wire, realClock.nowUs() + 10 * limitMs * 1000);
  connection.close();
  transport.close();
  return { outcome, peers: transport.flushPeers() };
}

const seenOf = (outcome: WireOutcome) =>
  outcome.failure === undefined
    ? `${outcome.head.status} ${outcome.body}`
    : `${outcome.failure.class}: ${outcome.failure.message}`;

/** A proxy that answers each request with these bytes, and the heads that it got. */
async function proxyThat(answer: (socket: Socket, head: string) => void) {
  const heads: string[] = [];
  const server = await rawServer((socket) => {
    socket.once("data", (bytes) => {
      heads.push(bytes.toString("latin1"));
      answer(socket, heads.at(-1)!);
    });
  });
  return { server, heads };
}

describe("requests through a proxy", () => {
  it("a plain request names its whole URL, with the proxy's credentials from the proxy's URL", async () => {
    const { server, heads } = await proxyThat((socket) => socket.write(ok));
    await using _ = server;
    const proxy = server.url.replace("//", "//u%40:p@");
    const { outcome, peers } = await ask("http://shop.test/", proxy);
    assert.equal(seenOf(outcome), "200 ok");
    const basic = Buffer.from("u@:p").toString("base64");
    assert.equal(
      heads[0],
      `GET http://shop.test/a?b HTTP/1.1\r\nhost: shop.test\r\nproxy-authorization: Basic ${basic}\r\n\r\n`,
    );
    assert.deepEqual(peers, [{ address: `127.0.0.1:${server.port}`, protocol: "HTTP/1.1", opened: 1, requests: 1 }]);
    await ask("http://shop.test/", proxy, request("host: shop.test\r\nProxy-Authorization: Bearer t\r\n"));
    assert.equal(heads[1]!.match(/proxy-authorization/gi)!.length, 1);
  });

  it("a request to an https target goes through a tunnel", async () => {
    const target = createServer(selfSigned(), (_, response) => void response.end("by tunnel"));
    target.listen(0, "127.0.0.1");
    await once(target, "listening");
    const { port } = target.address() as AddressInfo;
    const { server, heads } = await proxyThat((socket) => {
      const onward = connect(port, "127.0.0.1", () => socket.write("HTTP/1.1 200 Established\r\n\r\n"));
      onward.on("error", () => undefined);
      socket.pipe(onward).pipe(socket);
    });
    await using _ = server;
    const { outcome, peers } = await ask("https://shop.test/", server.url.replace("//", "//u:p@"));
    assert.equal(seenOf(outcome), "200 by tunnel");
    assert.ok(outcome.tlsUs! > 0 && outcome.connectUs! > outcome.tlsUs!);
    assert.equal(
      heads[0],
      "CONNECT shop.test:443 HTTP/1.1\r\nhost: shop.test:443\r\nproxy-authorization: Basic dTpw\r\n\r\n",
    );
    assert.deepEqual([peers[0]!.opened, peers[0]!.protocol], [1, "HTTP/1.1 over TLSv1.3"]);
    target.close();
    target.closeAllConnections();
  });

  for (const [title, answer, url, seen] of [
    [
      "refuses a tunnel",
      "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
      "https",
      "proxy: the proxy refused: HTTP 403",
    ],
    ["wants credentials for a tunnel", "HTTP/1.1 407 X\r\n\r\n", "https", "proxy: the proxy refused: HTTP 407"],
    [
      "wants credentials for a plain request",
      "HTTP/1.1 407 X\r\ncontent-length: 0\r\n\r\n",
      "http",
      "proxy: the proxy refused: HTTP 407",
    ],
    ["does not reach the target", "HTTP/1.1 502 X\r\n\r\n", "https", "proxy: the proxy refused: HTTP 502"],
    [
      "speaks another protocol",
      "SSH-2.0\r\n",
      "https",
      "proxy: the proxy's answer is not valid: the status line is malformed",
    ],
    [
      "speaks another protocol to a plain request",
      "SSH-2.0\r\n",
      "http",
      "proxy: the proxy failed: the status line is malformed",
    ],
    ["does not answer a request for a tunnel", "", "https", "proxy: the proxy did not answer in time"],
    [
      "has a target without TLS",
      "HTTP/1.1 200 OK\r\n\r\n",
      "https",
      "timeout-connect: the TLS handshake did not end in time",
    ],
  ] as const) {
    it(`a proxy that ${title} is named, within the limit for connecting`, async () => {
      const { server } = await proxyThat((socket) => socket.write(answer));
      await using _ = server;
      const { outcome, peers } = await ask(`${url}://shop.test/`, server.url);
      assert.equal(seenOf(outcome), seen);
      assert.ok(outcome.endUs - outcome.startUs < 5 * limitMs * 1000);
      assert.deepEqual([server.accepted(), peers[0]!.opened, peers[0]!.requests], [1, 1, 1]);
    });
  }

  it("a proxy that closes, resets, is not there or has no name is named", async () => {
    const { server: closes } = await proxyThat((socket) => socket.end());
    await using _ = closes;
    assert.match(
      seenOf((await ask("https://shop.test/", closes.url)).outcome),
      /^proxy: the proxy ended the connection/,
    );
    const { server: resets } = await proxyThat((socket) => socket.resetAndDestroy());
    await using __ = resets;
    assert.match(
      seenOf((await ask("https://shop.test/", resets.url)).outcome),
      /^proxy: the proxy ended the connection: ECONNRESET/,
    );
    for (const [url, seen] of [
      [closes.url, "proxy: the proxy closed the connection without a response"],
      [resets.url, "proxy: the proxy failed: connection lost: ECONNRESET"],
    ] as const)
      assert.equal(seenOf((await ask("http://shop.test/", url)).outcome), seen);
    const nobody = `http://127.0.0.1:${await closedPort()}/`;
    for (const url of ["http://shop.test/", "https://shop.test/"]) {
      assert.equal(seenOf((await ask(url, nobody)).outcome), "proxy: no connection to the proxy: ECONNREFUSED");
      assert.match(seenOf((await ask(url, "http://nobody.invalid/")).outcome), /^proxy: no connection to the proxy: E/);
    }
  });

  it("a proxy that is silent after a plain request is named with the target, of which either may be slow", async () => {
    const { server } = await proxyThat(() => undefined);
    await using _ = server;
    const { outcome } = await ask("http://shop.test/", server.url);
    assert.equal(seenOf(outcome), "timeout-headers: no response head in time, from the proxy or the target behind it");
  });

  it("a proxy that ends a tunnel which it had granted is named with the target behind it", async () => {
    for (const end of [(socket: Socket) => socket.resetAndDestroy(), (socket: Socket) => socket.end()]) {
      await using server = await rawServer((socket) =>
        socket.once("data", () => {
          socket.write("HTTP/1.1 200 Established\r\n\r\n");
          socket.once("data", () => end(socket));
        }),
      );
      const { outcome } = await ask("https://shop.test/", server.url);
      assert.match(
        seenOf(outcome),
        /^proxy: the proxy, or the target behind it, ended the tunnel: (ECONNRESET|closed)$/,
      );
    }
  });

  it("a request over a kept connection through a proxy fails as any other when the connection ends", async () => {
    const end = (socket: Socket): void => {
      // The event loop has read its sockets since the request was written, so this is no race with an idle close.
      transport.servedUntil(Infinity);
      socket.end();
    };
    await using server = await rawServer((socket) =>
      onRequest(socket, (number) => void (number === 0 ? socket.write(ok) : end(socket))),
    );
    const options = { connectTimeoutMs: limitMs, headBytes: 4096, tlsVerify: false, addresses: {}, localAddresses: [] };
    const transport = createTransport(realClock, { ...options, proxy: server.url });
    const connection = transport.connection(originOf(new URL("http://shop.test/")), 0);
    const once_ = () => connection.exchange(request(), realClock.nowUs() + 2_000_000);
    assert.deepEqual([(await once_()).failure, (await once_()).failure?.class], [undefined, "closed"]);
    connection.close();
    transport.close();
  });
});
