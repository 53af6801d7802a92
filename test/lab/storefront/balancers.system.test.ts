import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { NODE_ENTRY, startDaemon, type Daemon } from "../../helpers/daemon.ts";

const SIZE = { name: "n1", cpus: 1, memoryMiB: 512, controlPort: 0 };

describe("the balancers of a node", function () {
  // Processes start on a machine that may be busy.
  this.timeout(60_000);
  let node: Daemon;
  const servers: Server[] = [];
  before(async () => (node = await startDaemon(NODE_ENTRY, SIZE)));
  after(() => node.close());
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  async function target(name: string): Promise<string> {
    const server = createServer((request, answer) => {
      request.resume().on("end", () => answer.end(name));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const put = async (...balancers: { id: string; targets: string[] }[]) => node.ask("PUT", "/balancers", { balancers });
  const page = async (url: string) =>
    (await fetch(url, { method: "POST", body: "x".repeat(100_000), headers: { connection: "close" } })).text();

  it("connections are given to the targets in turn", async () => {
    const { body } = await put({ id: "a>b", targets: [await target("one"), await target("two")] });
    const [{ url }] = body.balancers;
    assert.deepEqual([await page(url), await page(url), await page(url)], ["one", "two", "one"]);
  });

  it("a connection goes to the next target if one refuses it, and is reset if all do", async () => {
    const gone = await target("gone");
    servers.pop()!.close();
    const { body } = await put({ id: "a>b", targets: [gone, await target("two")] }, { id: "a>c", targets: [gone] });
    const [some, none] = body.balancers;
    assert.deepEqual([await page(some.url), await page(some.url)], ["two", "two"]);
    await assert.rejects(page(none.url));
  });

  it("a balancer keeps its port while it is unchanged, and one that is not listed is closed", async () => {
    const targets = [await target("one")];
    const first = (await put({ id: "a>b", targets }, { id: "a>c", targets })).body.balancers;
    const second = (await put({ id: "a>b", targets })).body.balancers;
    assert.deepEqual(second, [first[0]]);
    await assert.rejects(page(first[1].url));
  });

  it("an id that is listed twice is refused", async () => {
    const targets = [await target("one")];
    const { status, body } = await put({ id: "a>b", targets }, { id: "a>b", targets });
    assert.deepEqual([status, body.code], [400, "LAB_MALFORMED_REQUEST"]);
  });
});
