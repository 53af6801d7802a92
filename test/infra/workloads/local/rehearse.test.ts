import assert from "node:assert/strict";
import { rehearse } from "../../../../infra/workloads/local/rehearse.ts";
import { fakeServer } from "../../helpers/fake-daemon.ts";

const ok = () => ({ body: "<html>" });
const found = () => ({ status: 302, body: "" });

describe("a rehearsal", () => {
  const shop = {
    "GET /": ok,
    "GET /product/OLJCESPC7Z": ok,
    "POST /setCurrency": found,
    "POST /cart": found,
    "GET /cart": ok,
    "POST /cart/checkout": ok,
  };

  it("asks for everything that a user can do, in order, as each visitor", async () => {
    await using server = await fakeServer(shop);
    await rehearse(server.url, 1);
    assert.deepEqual(
      server.requests.map((request) => request.route),
      Object.keys(shop),
    );
    await rehearse(server.url, 3);
    assert.equal(server.requests.length, 4 * Object.keys(shop).length);
  });

  it("names the page that was not served, and why", async () => {
    await using server = await fakeServer({ ...shop, "POST /cart/checkout": () => ({ status: 503, body: "" }) });
    await assert.rejects(rehearse(server.url, 1), /does not serve POST \/cart\/checkout: HTTP 503$/);
  });

  it("names the cause where the connection is cut", async () => {
    await using server = await fakeServer({ ...shop, "GET /": () => "reset" });
    await assert.rejects(rehearse(server.url, 1), /does not serve GET \/: ./);
  });
});
