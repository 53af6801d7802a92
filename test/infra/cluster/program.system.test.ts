/** The whole program on real machines, in record mode: it registers what the plan contains. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readable, type RecordedResource } from "@stackmark/engine/record";
import { DENY_OTHERS, RULE_KINDS, type Peer } from "../../../infra/catalog/firewall.ts";
import { summarySchema } from "../../../results/schema/summary.ts";
import { assertGolden } from "../../helpers/golden.ts";
import { stacks, type RawStack } from "../topology/stacks.ts";
import { KUBECONFIG, PRIVATE_KEY, TOKEN } from "./computed.ts";
import { phase, recorded, type Recorded } from "./stacks.ts";
import { summaryOf } from "./summary.ts";

const COMMAND = "command:remote:Command";
const dynamic = (type: string): string => `pulumi-nodejs:dynamic/stackmark:${type}`;
const VM = "azure-native:compute:VirtualMachine";
const INSTANCE = "gcp:compute/instance:Instance";

type Json = any;

/** Look-ups in one recording. */
function looked({ recording }: Recorded) {
  const { resources } = recording;
  const all = (type: string): RecordedResource[] => resources.filter((each) => each.type === type);
  const one = (name: string): RecordedResource =>
    resources.find((each) => each.name === name) ?? assert.fail(`${name} was not registered`);
  const nameOf = (urn: string | undefined): string | undefined => resources.find((each) => each.urn === urn)?.name;
  const inputs = (resource: RecordedResource): Json => readable(resource.inputs);
  /** Every resource that it depends on. */
  const before = (name: string): Set<string> => {
    const seen = new Set<string>();
    const visit = (urn: string): void => {
      if (seen.has(urn)) return;
      seen.add(urn);
      const resource = resources.find((each) => each.urn === urn);
      for (const next of [...(resource?.dependencies ?? []), ...(resource?.parent ? [resource.parent] : [])])
        visit(next);
    };
    visit(one(name).urn);
    return new Set([...seen].map((urn) => nameOf(urn)!));
  };
  return { resources, all, one, nameOf, inputs, before };
}

/** A node's address as the other nodes' rules must contain it, from the addresses in the recording. */
function addressOf(at: Recorded, peer: Peer): string {
  if ("cidr" in peer) return peer.cidr;
  const { one, inputs } = looked(at);
  const machine = at.plan.nodes.find(({ name }) => name === peer.node)!.machine!;
  if (machine.kind === "existing") return `${machine.publicIp}/32`;
  const outputs = (name: string): Json => at.recording.resources.find((each) => each.name === name);
  assert.ok(outputs(`${peer.node}-ip`));
  const isPublic = peer.network === "public";
  if (machine.kind === "gcp") {
    const [network] = inputs(one(peer.node)).networkInterfaces;
    return `${isPublic ? network.accessConfigs[0].natIp : network.networkIp}/32`;
  }
  const model = inputs(one("preflight")).cluster.nodes.find((node: Json) => node.name === peer.node);
  return `${isPublic ? model.publicIp : model.nodeIp}/32`;
}

/** Checks for any stack on real machines. */
function check(at: Recorded): void {
  const { plan, recording } = at;
  const { resources, all, one, nameOf, inputs, before } = looked(at);
  const k8s = plan.kubernetes!;
  assert.deepEqual(recording.unknowns, []);

  // Each machine is registered with its size.
  const sizes = [
    ...all(VM).map((vm) => [vm.name, inputs(vm).hardwareProfile.vmSize]),
    ...all(INSTANCE).map((vm) => [vm.name, inputs(vm).machineType]),
  ];
  const made = plan.nodes.filter(({ machine }) => machine!.kind !== "existing");
  assert.deepEqual(sizes.sort(), made.map(({ name, size }) => [name, size]).sort());

  // Each firewall rule is registered with the addresses of its peers, and nothing else is open.
  for (const site of k8s.sites.filter(({ cloud }) => cloud === "azure")) {
    const own = k8s.rules.filter((rule) => rule.site === site.name);
    const expected = own.map(({ kind, sources, targets, port }) => ({
      name: RULE_KINDS[kind].azureName,
      priority: RULE_KINDS[kind].priority,
      from: sources.map((peer) => addressOf(at, peer)).sort(),
      to: targets.map((node) => addressOf(at, { node, network: "private" })).sort(),
      port: port === null ? "*" : String(port),
    }));
    const found = all("azure-native:network:SecurityRule")
      .map(inputs)
      .filter((rule) => rule.access === "Allow" && nsgOf(rule) === one(`${site.name}-nsg`).name);
    assert.deepEqual(
      found
        .map((rule) => ({
          name: rule.securityRuleName,
          priority: rule.priority,
          from: [...rule.sourceAddressPrefixes].sort(),
          to: [...rule.destinationAddressPrefixes].sort(),
          port: rule.destinationPortRange,
        }))
        .sort((a, b) => a.priority - b.priority),
      expected.sort((a, b) => a.priority - b.priority),
    );
    const deny = inputs(one(`${site.name}-${DENY_OTHERS.azureName}`));
    assert.deepEqual([deny.access, deny.priority, deny.sourceAddressPrefix], ["Deny", 4096, "*"]);
  }
  function nsgOf(rule: Json): string | undefined {
    const nsg = all("azure-native:network:NetworkSecurityGroup").find(
      (each) => inputs(each).networkSecurityGroupName === rule.networkSecurityGroupName,
    );
    return nsg?.name;
  }
  for (const firewall of all("gcp:compute/firewall:Firewall")) {
    const { sourceRanges = [], sourceTags = [], targetTags } = inputs(firewall);
    assert.ok(sourceRanges.length + sourceTags.length > 0, `${firewall.name} is open to the world`);
    const rule = k8s.rules.find(({ kind, site }) => site === "gcp" && `gcp-${kind}` === firewall.name)!;
    const isByTag = (peer: Peer) => "node" in peer && peer.network === "private";
    assert.deepEqual(
      sourceRanges,
      rule.sources.filter((peer) => !isByTag(peer)).map((peer) => addressOf(at, peer)),
    );
    assert.equal(sourceTags.length, rule.sources.filter(isByTag).length);
    assert.equal(targetTags.length, rule.targets.length);
  }

  // Destroy never waits: resources in the group are deleted with it, and those in the cluster with the server's machine.
  const serverNode = plan.nodes.find(({ role }) => role === "server")!;
  const lifetime = serverNode.machine!.kind === "existing" ? `${serverNode.name}-uninstall` : serverNode.name;
  for (const resource of resources) {
    const goesWith = nameOf(resource.options.deletedWith);
    if (resource.type.startsWith("azure-native:") && !resource.type.endsWith(":ResourceGroup"))
      assert.equal(goesWith, "azure", resource.name);
    if (resource.type.startsWith("kubernetes:")) {
      assert.equal(goesWith, lifetime, resource.name);
      assert.match(resource.provider ?? "", /pulumi:providers:kubernetes::k3s::/, resource.name);
    }
    if (resource.type === COMMAND) {
      assert.ok(goesWith, `${resource.name} would hold up destroy`);
      assert.equal(inputs(resource).delete, undefined, resource.name);
    }
    if (resource.type === dynamic("LoadRun")) assert.equal(goesWith, undefined, "results outlive machines");
  }

  // Every resource that can have tags has the stack's tags.
  for (const resource of resources) {
    const { tags, labels } = inputs(resource);
    const own = resource.type.startsWith("gcp:") ? labels : tags;
    const cannot = /(Subnet|SecurityRule|firewall:Firewall|network:Network|subnetwork:Subnetwork)$/;
    if (!/^(azure-native|gcp):/.test(resource.type) || cannot.test(resource.type)) continue;
    assert.deepEqual(
      Object.keys(own ?? {}).sort(),
      ["stackmark-expires", "stackmark-run", "stackmark-stack"],
      resource.name,
    );
  }

  // Secrets are secret, and not in any command.
  const hidden = [TOKEN, "s3rverT0ken", "KEY-DATA", "gr4f4na", PRIVATE_KEY.split("\n")[1]!, "EDGE-KEY"];
  for (const resource of resources) {
    const plain = JSON.stringify(inputs(resource), (_key, part: Json) =>
      part?.$secret !== undefined ? "[secret]" : part,
    );
    for (const secret of hidden) assert.ok(!plain.includes(secret), `${resource.name} shows ${secret}`);
    const custom = inputs(resource).osProfile?.customData?.$secret;
    if (custom) assert.ok(!Buffer.from(custom, "base64").toString().includes(TOKEN), "a token is in custom data");
  }
  assert.equal((recording.outputs.kubeconfig as Json).value.includes(KUBECONFIG.slice(-20)), true);

  // The outputs are those of the schema; none compares itself with another stack, or measures between regions.
  const ownSecrets = ["grafanaPassword", "kubeconfig", ...(serverNode.machine!.kind === "existing" ? [] : ["sshKey"])];
  const documented = Object.keys(summarySchema.omit({ comparison: true, regions: true }).shape);
  assert.deepEqual(Object.keys(recording.outputs).sort(), [...documented, ...ownSecrets].sort());

  // Nothing runs on the cluster, and no load is sent, before every node is Ready, labelled and checked.
  const agents = plan.nodes.filter(({ role }) => role === "agent");
  const readiness = [
    "k3s-server",
    "preflight",
    ...agents.map(({ name, machine }) => {
      return machine!.kind === "existing" && machine!.join === "manual" ? `${name}-join` : `${name}-ready`;
    }),
    ...k8s.roleLabels.map(({ node }) => `${node}-labels`),
  ];
  const runs = all(dynamic("LoadRun")).sort((a, b) => Number(inputs(a).order) - Number(inputs(b).order));
  for (const name of ["onlineboutique", "observability"].flatMap((release) =>
    resources.filter(({ type, inputs: raw }) => type === "kubernetes:helm.sh/v3:Release" && raw.name === release),
  )) {
    const done = before(name.name);
    for (const needed of readiness) assert.ok(done.has(needed), `${name.name} does not wait for ${needed}`);
  }
  for (const [i, run] of runs.entries()) {
    const done = before(run.name);
    for (const needed of [...readiness, "observability", "boutique-rollout"])
      assert.ok(done.has(needed), `${run.name} does not wait for ${needed}`);
    if (i > 0) assert.ok(done.has(runs[i - 1]!.name), `${run.name} runs beside ${runs[i - 1]!.name}`);
  }
  assert.deepEqual(
    runs.map(({ name }) => name),
    plan.load.cells.map(({ cell }) => cell),
  );
}

describe("the program on real machines", function () {
  this.timeout(300_000);

  for (const name of ["single", "multinode", "multicloud", "edge"])
    describe(`in phase ${name}`, () => {
      let at: Recorded;
      before(async () => void (at = await recorded(name, phase(name))));

      it("the program registers what the plan contains, in dependency order, and keeps secrets secret", () =>
        check(at));
      it("the registered resources equal the golden of the phase", () =>
        assertGolden(`phases/${name}.txt`, summaryOf(at.recording)));
    });

  const others = fc.sample(stacks, { numRuns: 10, seed: 42 });
  for (const [i, raw] of others.entries())
    it(`the program registers what the plan contains, for stack ${i + 1} of ten others`, async () => {
      const stack: RawStack = { ...raw, topology: { ...raw.topology, gcp: { project: "my-project" } } };
      const at = await recorded(`other-${i}`, stack);
      check(at);
      assertGolden(`phases/other-${i}.txt`, summaryOf(at.recording));
    });
});
