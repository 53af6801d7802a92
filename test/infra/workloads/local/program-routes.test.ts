import assert from "node:assert/strict";
import fc from "fast-check";
import { entryOf } from "../../../../infra/hosts/local/link-entries.ts";
import { planLinks } from "../../../../infra/topology/nodes.ts";
import {
  planProgramForwards,
  planTargets,
  userTargets,
  withAddresses,
  type Call,
} from "../../../../infra/workloads/local/program-routes.ts";
import type { RunningReplica } from "../../../../infra/workloads/local/routes.ts";

const page: RunningReplica = { service: "page", replica: 0, node: "server", port: 1 };
const words: RunningReplica = { service: "words", replica: 0, node: "far", port: 2 };
const more: RunningReplica = { service: "words", replica: 1, node: "server", port: 3 };
const link = { name: "server--far", between: ["server", "far"] } as const;
const calls: Call[] = [{ caller: "page", callee: "words" }];

describe("planProgramForwards and planTargets", () => {
  const forwards = planProgramForwards(calls, [page, words, more], link);

  it("a link has an entry for each caller at one end and each replica of its callee at the other", () => {
    assert.deepEqual(forwards, [
      { id: "page@server>words/0", from: "server", to: "far", target: "http://127.0.0.1:2" },
    ]);
    assert.deepEqual(entryOf(forwards[0]!.id), { caller: "page", from: "server", callee: "words", replica: 0 });
    assert.equal(entryOf("cart-0-from-edge"), undefined);
  });

  it("a caller reaches replicas on its node directly, and others through the link", () => {
    const urls = new Map(forwards.map(({ id }) => [id, "http://127.0.0.1:100"]));
    assert.deepEqual(planTargets(calls, [page, words, more], "server", urls), [
      { caller: "page", callee: "words", node: "server", urls: ["http://127.0.0.1:100", "http://127.0.0.1:3"] },
    ]);
    assert.deepEqual(planTargets(calls, [page, words, more], "far", urls), []);
  });

  it("users connect to all replicas of the entry directly, from the node of the first one", () => {
    assert.deepEqual(userTargets([page, words, more], "words"), {
      ...{ caller: "", callee: "words", node: "far" },
      urls: ["http://127.0.0.1:2", "http://127.0.0.1:3"],
    });
  });

  it("a target without a link is rejected", () => {
    assert.throws(() => planTargets(calls, [page, words], "server", new Map()), /no link from server to words on far/);
  });

  it("every caller has an address of every replica that it calls, over a link exactly if the nodes differ", () => {
    const names = ["a", "b", "c"];
    const services = ["page", "words", "db"];
    const replica = fc.record({
      service: fc.constantFrom(...services),
      replica: fc.nat(3),
      node: fc.constantFrom(...names),
      port: fc.integer({ min: 1, max: 1000 }),
    });
    const replicas = fc.uniqueArray(replica, { selector: (r) => `${r.service}/${r.replica}` });
    const call = fc.record({ caller: fc.constantFrom(...services), callee: fc.constantFrom(...services) });
    const called = fc.uniqueArray(call, { selector: ({ caller, callee }) => `${caller} ${callee}` });
    fc.assert(
      fc.property(replicas, called, (running, all) => {
        const entries = planLinks(names, []).flatMap((each) => planProgramForwards(all, running, each));
        const urls = new Map(entries.map(({ id }) => [id, "http://127.0.0.1:9999"]));
        assert.equal(urls.size, entries.length, "each entry has an id of its own");
        for (const node of names)
          for (const { callee, urls: targets } of planTargets(all, running, node, urls)) {
            const callees = running.filter(({ service }) => service === callee);
            const expected = callees.map((each) => `http://127.0.0.1:${each.node === node ? each.port : 9999}`);
            assert.deepEqual(targets, expected);
          }
      }),
    );
  });
});

describe("withAddresses", () => {
  it("references become the host and the port of the address, and its own port", () => {
    const addresses = new Map([["words", "http://127.0.0.1:4000"]]);
    const text = "http://{{words.host}}:{{words.port}} {{self.host}}:{{self.port}} {{.Name}}";
    assert.equal(withAddresses(text, 5000, addresses), "http://127.0.0.1:4000 127.0.0.1:5000 {{.Name}}");
  });
});
