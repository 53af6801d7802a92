import assert from "node:assert/strict";
import fc from "fast-check";
import { planLinks } from "../../../../infra/topology/nodes.ts";
import { planForwards, planRoutes, type RunningReplica } from "../../../../infra/workloads/local/routes.ts";

const frontend: RunningReplica = { service: "frontend", replica: 0, node: "edge", port: 1 };
const cart: RunningReplica = { service: "cart", replica: 0, node: "server", port: 2 };
const ad: RunningReplica = { service: "ad", replica: 0, node: "edge", port: 3 };
const link = { name: "server--edge", between: ["server", "edge"] } as const;

describe("planForwards and planRoutes", () => {
  const forwards = planForwards([frontend, cart, ad], link, "frontend");

  it("a link forwards each service except the entry to callers at its other end", () => {
    assert.deepEqual(forwards, [
      { id: "cart-0-from-edge", from: "edge", to: "server", target: "http://127.0.0.1:2" },
      { id: "ad-0-from-server", from: "server", to: "edge", target: "http://127.0.0.1:3" },
    ]);
  });

  it("a route leads directly to a replica on the same node, and through the link to another node", () => {
    const urls = new Map(forwards.map(({ id }, i) => [id, `http://127.0.0.1:${100 + i}`]));
    assert.deepEqual(planRoutes([frontend, cart, ad], "edge", "frontend", urls), {
      cart: [{ url: "http://127.0.0.1:100", node: "server", replica: 0, remote: true }],
      ad: [{ url: "http://127.0.0.1:3", node: "edge", replica: 0, remote: false }],
    });
  });

  it("a route without a link is rejected", () => {
    assert.throws(() => planRoutes([cart], "edge", "frontend", new Map()), /no link from edge to cart on server/);
  });

  it("routes lead from every node to every replica, over a link exactly if the nodes differ", () => {
    const names = ["a", "b", "c"];
    const replica = fc.record({
      service: fc.constantFrom("frontend", "cart", "ad"),
      replica: fc.nat(3),
      node: fc.constantFrom(...names),
      port: fc.integer({ min: 1, max: 1000 }),
    });
    const replicas = fc.uniqueArray(replica, { selector: (r) => `${r.service}/${r.replica}` });
    fc.assert(
      fc.property(replicas, (running) => {
        const all = planLinks(names, []).flatMap((each) => planForwards(running, each, "frontend"));
        const urls = new Map(all.map(({ id }) => [id, "http://127.0.0.1:9999"]));
        assert.equal(urls.size, all.length, "each forward has an id of its own");
        for (const node of names) {
          const routes = Object.values(planRoutes(running, node, "frontend", urls)).flat();
          assert.equal(routes.length, running.filter((r) => r.service !== "frontend").length);
          for (const route of routes) assert.equal(route.remote, route.node !== node);
        }
      }),
    );
  });
});
