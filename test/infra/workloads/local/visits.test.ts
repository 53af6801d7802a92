import assert from "node:assert/strict";
import { visitShop, withoutCpuQuota } from "../../../../infra/workloads/local/visits.ts";
import { fakeServer } from "../../helpers/fake-daemon.ts";

const ok = () => ({ body: "<html>" });
const found = () => ({ status: 302, body: "" });

describe("visitShop", () => {
  const shop = {
    "GET /": ok,
    "GET /product/OLJCESPC7Z": ok,
    "POST /setCurrency": found,
    "POST /cart": found,
    "GET /cart": ok,
    "POST /cart/checkout": ok,
  };

  it("each visitor sends every request of a user, in order", async () => {
    await using server = await fakeServer(shop);
    await visitShop(server.url, 1);
    assert.deepEqual(
      server.requests.map((request) => request.route),
      Object.keys(shop),
    );
    await visitShop(server.url, 3);
    assert.equal(server.requests.length, 4 * Object.keys(shop).length);
  });

  it("the error names the page that was not served, and why", async () => {
    await using server = await fakeServer({ ...shop, "POST /cart/checkout": () => ({ status: 503, body: "" }) });
    await assert.rejects(visitShop(server.url, 1), /does not serve POST \/cart\/checkout: HTTP 503$/);
  });

  it("a page that fails once is requested again", async () => {
    let requests = 0;
    const once = () => ({ status: requests++ === 0 ? 500 : 200, body: "" });
    await using server = await fakeServer({ ...shop, "POST /cart/checkout": once });
    await visitShop(server.url, 1);
    assert.equal(requests, 2);
  });

  it("the error names the cause if the connection is cut", async () => {
    await using server = await fakeServer({ ...shop, "GET /": () => "reset" });
    await assert.rejects(visitShop(server.url, 1), /does not serve GET \/: ./);
  });
});

describe("withoutCpuQuota", () => {
  it("the task runs while the quotas of all nodes are lifted, and they are restored even if it fails", async () => {
    await using server = await fakeServer({ "PUT /lift": () => ({ body: {} }) });
    const nodes = ["a", "b"].map((name) => ({ name: `node ${name}`, url: server.url, token: name }));
    const seen = () => server.requests.map(({ authorization, body }) => [authorization, body]);
    const lifted = nodes.map(({ token }) => [`Bearer ${token}`, { durationMs: 5000 }]);
    const failing = (): Promise<never> => {
      assert.deepEqual(seen().sort(), lifted);
      return Promise.reject(new Error("the task's own"));
    };
    await assert.rejects(withoutCpuQuota(nodes, 5000, failing), /^Error: the task's own$/);
    assert.deepEqual(seen().slice(2).sort(), [
      ["Bearer a", { durationMs: 0 }],
      ["Bearer b", { durationMs: 0 }],
    ]);
  });

  it("the error names the node that does not lift its quota", async () => {
    await using server = await fakeServer({});
    const node = { name: "node a", url: server.url, token: "t" };
    await assert.rejects(
      withoutCpuQuota([node], 1000, () => Promise.resolve()),
      /node a, PUT \/lift: no such path/,
    );
  });
});
