import assert from "node:assert/strict";
import fc from "fast-check";
import { RULE_KINDS, type Intent, type Peer, type Rule } from "../../../infra/catalog/firewall.ts";
import type { Plan } from "../../../infra/topology/plan.ts";
import { planStack, stacks, type RawNode, type RawStack } from "./stacks.ts";

const peerText = (peer: Peer): string => ("cidr" in peer ? peer.cidr : `${peer.node}/${peer.network}`);

/** One connection in words, so that sets of them can be compared. */
const opening = (from: Peer, to: string, protocol: string, port: number | null): string =>
  `${peerText(from)} -> ${to} ${protocol} ${port}`;
const ofIntent = ({ from, to, protocol, port }: Intent): string => opening(from, to, protocol, port);

/** What a rule lets through, told apart by hand; a machine reaches itself without a firewall. */
const ofRule = ({ sources, targets, protocol, port }: Rule): string[] =>
  sources.flatMap((from) =>
    targets.filter((to) => !("node" in from && from.node === to)).map((to) => opening(from, to, protocol, port)),
  );

const kubernetesOf = (plan: Plan) => {
  assert.ok(plan.kubernetes);
  return plan.kubernetes;
};
const allows = (plan: Plan, from: string, to: string, protocol: string, port: number | null): boolean =>
  kubernetesOf(plan).intents.some(
    (intent) =>
      "node" in intent.from &&
      intent.from.node === from &&
      intent.to === to &&
      intent.protocol === protocol &&
      intent.port === port,
  );
const forAll = (check: (plan: Plan, stack: RawStack) => void): void =>
  fc.assert(
    fc.property(stacks, (stack) => check(planStack(stack), stack)),
    { numRuns: 100 },
  );

describe("the firewall of any topology", () => {
  it("every pair of nodes can exchange overlay packets and ICMP in both directions", () => {
    forAll((plan, { topology }) => {
      const port = topology.overlay === "vxlan" ? 8472 : 51_820;
      for (const { name: a } of plan.nodes)
        for (const { name: b } of plan.nodes)
          if (a !== b) {
            assert.ok(allows(plan, a, b, "udp", port), `${a} -> ${b} overlay`);
            assert.ok(allows(plan, a, b, "icmp", null), `${a} -> ${b} icmp`);
          }
    });
  });

  it("every agent can join, and Prometheus can scrape every other node", () => {
    forAll((plan) => {
      const server = plan.nodes.find(({ role }) => role === "server")!.name;
      for (const { name, role } of plan.nodes) {
        if (role === "agent") assert.ok(allows(plan, name, server, "tcp", 6443), `${name} joins`);
        if (name === server) continue;
        assert.ok(allows(plan, server, name, "tcp", 10_250), `kubelet of ${name}`);
        assert.ok(allows(plan, server, name, "tcp", 9100), `node-exporter of ${name}`);
      }
    });
  });

  it("rules open exactly what their intents open", () => {
    forAll((plan) => {
      const { intents, rules } = kubernetesOf(plan);
      assert.deepEqual(rules.flatMap(ofRule).sort(), [...new Set(intents.map(ofIntent))].sort());
    });
  });

  it("nothing is open to addresses that are not configured", () => {
    forAll((plan, stack) => {
      const { adminCidrs, generatorCidrs } = stack.access as Record<string, string[]>;
      const written = [...adminCidrs!, ...generatorCidrs!];
      for (const { from } of kubernetesOf(plan).intents)
        if ("cidr" in from) assert.ok(written.includes(from.cidr), from.cidr);
    });
  });

  it("SSH and the API are open to administrators only, the shop to load generators too", () => {
    forAll((plan, stack) => {
      const { adminCidrs, generatorCidrs } = stack.access as Record<string, string[]>;
      const sourcesOf = (kind: string): string[] =>
        kubernetesOf(plan)
          .rules.filter((rule) => rule.kind === kind)
          .flatMap((rule) => rule.sources.map(peerText));
      for (const kind of ["allow-ssh", "allow-k3s-admin"])
        assert.deepEqual([...new Set(sourcesOf(kind))].sort(), [...adminCidrs!].sort());
      const users = new Set([...adminCidrs!, ...generatorCidrs!]);
      assert.deepEqual([...new Set(sourcesOf("allow-entry"))].sort(), [...users].sort());
    });
  });

  it("the entry's port is open only on nodes that may run the entry", () => {
    forAll((plan) => {
      const { entry, rules } = kubernetesOf(plan);
      const open = rules.filter(({ kind }) => kind === "allow-entry").flatMap(({ targets }) => targets);
      assert.deepEqual([...open].sort(), [...entry.nodes].sort());
      assert.ok(rules.every(({ kind, port }) => kind !== "allow-entry" || port === entry.nodePort));
    });
  });

  it("every pair uses public addresses if nodes are in different networks", () => {
    forAll((plan) => {
      const { intents, isAcrossWan } = kubernetesOf(plan);
      const sites = new Set(plan.nodes.map(({ site }) => site));
      assert.equal(isAcrossWan, sites.size > 1);
      for (const { rule, from } of intents)
        if ("node" in from && rule === "allow-overlay") assert.equal(from.network, isAcrossWan ? "public" : "private");
    });
  });

  it("each kind of rule exists once per site, with a unique priority that Azure accepts", () => {
    forAll((plan) => {
      const keys = kubernetesOf(plan).rules.map(({ kind, site }) => `${kind}@${site}`);
      assert.equal(new Set(keys).size, keys.length);
    });
    const priorities = Object.values(RULE_KINDS).map(({ priority }) => priority);
    assert.equal(new Set(priorities).size, priorities.length);
    assert.ok(priorities.every((priority) => priority >= 100 && priority < 4096));
  });
});

describe("adding a node", () => {
  const added: RawNode = { name: "zz-added-node", cloud: "azure", region: "westeurope" };
  /** Clusters that cross a WAN with and without it: else one more node turns a private network into a WAN. */
  const wide = stacks.filter(({ topology: { nodes } }) => {
    const site = ({ cloud, region, name }: RawNode) =>
      cloud === "azure" ? String(region) : cloud === "gcp" ? "gcp" : name;
    return new Set(nodes.map(site)).size > 1;
  });

  it("an additional node changes no rule except for its own connections", () => {
    fc.assert(
      fc.property(wide, fc.nat(), (stack, at) => {
        const nodes = [...stack.topology.nodes];
        nodes.splice(at % (nodes.length + 1), 0, added);
        const before = kubernetesOf(planStack(stack)).rules;
        const after = kubernetesOf(planStack({ ...stack, topology: { ...stack.topology, nodes } })).rules;
        const concernsAdded = (text: string): boolean => text.includes(added.name);
        for (const old of before) {
          const now = after.find(({ kind, site }) => kind === old.kind && site === old.site);
          assert.ok(now, `${old.kind} of ${old.site} is gone`);
          assert.deepEqual([now.protocol, now.port, now.why], [old.protocol, old.port, old.why]);
        }
        const openings = (rules: Rule[]): string[] =>
          rules
            .flatMap(ofRule)
            .filter((text) => !concernsAdded(text))
            .sort();
        assert.deepEqual(openings(after), openings(before));
      }),
      { numRuns: 100 },
    );
  });

  it("an additional node changes no network, name or machine of other nodes", () => {
    fc.assert(
      fc.property(stacks, fc.nat(), (stack, at) => {
        const nodes = [...stack.topology.nodes];
        nodes.splice(at % (nodes.length + 1), 0, { ...added, region: "uksouth" });
        const before = planStack(stack);
        const after = planStack({ ...stack, topology: { ...stack.topology, nodes } });
        for (const node of before.nodes)
          assert.deepEqual(
            after.nodes.find(({ name }) => name === node.name),
            node,
          );
        for (const site of kubernetesOf(before).sites.filter((each) => each.cloud === "azure"))
          assert.deepEqual(
            kubernetesOf(after).sites.find(({ name }) => name === site.name),
            site,
          );
      }),
      { numRuns: 100 },
    );
  });
});
