import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { start } from "../../helpers/command.ts";
import { tinyStacks, type TinyStacks } from "../../helpers/tiny-stacks.ts";

const STACK = "local-url";

describe("a stack of something that runs already", function () {
  this.timeout(120_000);
  let stacks: TinyStacks;
  let server: Server;
  const paths = new Map<string, number>();

  before(async () => {
    server = createServer(({ url = "" }, response) => {
      paths.set(url, (paths.get(url) ?? 0) + 1);
      response.end("ok");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    stacks = tinyStacks();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/products?all`;
    const levels = "levels: [{ name: low, users: 20, spawnRatePerS: 100, durationS: 4 }]";
    const load = `{ thinkTimeFactor: 0.05, rehearsalS: 0, warmUpS: 1, ${levels} }`;
    const lines = ["config:", `  stackmark:workload: { name: shop, url: "${url}" }`, `  stackmark:load: ${load}`, ""];
    writeFileSync(join(stacks.dir, `Pulumi.${STACK}.yaml`), lines.join("\n"));
  });
  after(() => {
    server.close();
    server.closeAllConnections();
    stacks.remove();
  });

  const stackmark = async (...args: string[]) => {
    const { ended, text } = start(stacks, ...args);
    return { code: await ended, text: text() };
  };

  it("it is planned, loaded at its URL and measured, without a node or metrics of one, and destroyed", async () => {
    const plan = await stackmark("plan", STACK);
    assert.equal(plan.code, 0, plan.text);
    assert.match(plan.text, /shop \(http:.*\/products\?all\) runs already/);
    const up = await stackmark("up", STACK);
    assert.ok(up.code === 0 || up.code === 98, up.text);
    const asked = paths.get("/products?all") ?? 0;
    assert.ok(asked > 20, `${asked} requests`);
    const { text } = await stackmark("outputs", STACK, "--json");
    const outputs = JSON.parse(text);
    assert.deepEqual([outputs.nodes, outputs.placement, outputs.plan.nodes], [[], [], []]);
    assert.equal(outputs.load[0].metrics, null);
    assert.ok(outputs.load[0].result.overall.requests > 10);
    assert.equal((await stackmark("report", STACK)).code, 0);
    assert.equal((await stackmark("destroy", STACK)).code, 0);
  });
});
