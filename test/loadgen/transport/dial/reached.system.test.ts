import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Connection, Transport } from "../../../../loadgen/transport/transport.ts";
import { selfSigned } from "../../helpers/certificate.ts";
import { classOf, exchange, OK_RESPONSE, withConnection } from "../../helpers/exchange.ts";
import { onRequest, rawServer } from "../../helpers/raw-server.ts";

describe("addresses and certificates of a connection", () => {
  it("a host is reached at another address where the first ones refuse", async () => {
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(OK_RESPONSE)));
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
    await using server = await rawServer((socket) => onRequest(socket, () => socket.write(OK_RESPONSE)));
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
});
