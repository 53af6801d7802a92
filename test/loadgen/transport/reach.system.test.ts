import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { LoadError } from "../../../loadgen/errors.ts";
import { reachTarget } from "../../../loadgen/transport/reach.ts";
import { closedPort } from "../helpers/raw-server.ts";

describe("the target before a load", () => {
  it("the round trip is measured to an address that answers, and the others follow it", async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { addresses, rttMs } = await reachTarget(new URL(`http://localhost:${port}/`));
    assert.deepEqual(addresses["localhost"]!.first, ["127.0.0.1"]);
    assert.ok(rttMs!.samples === 5 && rttMs!.min > 0 && rttMs!.min <= rttMs!.mean && rttMs!.mean <= rttMs!.max);
    server.close();
  });

  it("a target that does not answer has addresses and no round trip", async () => {
    const { addresses, rttMs } = await reachTarget(new URL(`http://127.0.0.1:${await closedPort()}/`));
    assert.deepEqual([addresses, rttMs], [{ "127.0.0.1": { first: ["127.0.0.1"], others: [] } }, null]);
  });

  it("a name without an address is refused", async () => {
    await assert.rejects(
      reachTarget(new URL("http://nobody.invalid/")),
      (error) => error instanceof LoadError && error.code === "LOAD_TARGET_UNRESOLVED",
    );
  });

  it("a proxy without an address is not taken for the target", async () => {
    await assert.rejects(reachTarget(new URL("http://nobody.invalid/"), "proxy"), {
      message: 'The proxy\'s host "nobody.invalid" has no address: check its name or the DNS.',
    });
  });
});
