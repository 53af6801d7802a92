import assert from "node:assert/strict";
import { withoutCpuQuota } from "../../../../infra/workloads/local/without-quota.ts";
import { fakeServer } from "../../helpers/fake-daemon.ts";

describe("a task without CPU quota", () => {
  it("runs between the lifting on every node and the end of it, whether or not it succeeds", async () => {
    await using server = await fakeServer({ "PUT /lift": () => ({ body: {} }) });
    const nodes = ["a", "b"].map((name) => ({ who: `node ${name}`, url: server.url, token: name }));
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

  it("names the node that doesn't lift it", async () => {
    await using server = await fakeServer({});
    const node = { who: "node a", url: server.url, token: "t" };
    await assert.rejects(
      withoutCpuQuota([node], 1000, () => Promise.resolve()),
      /node a, PUT \/lift: no such path/,
    );
  });
});
