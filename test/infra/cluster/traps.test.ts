/** What breaks naive programs of this kind, each by its name; docs/traps.md has the whole list, with these and other tests. */
import assert from "node:assert/strict";
import { readable, type RecordedResource } from "../../../engine/record/index.ts";
import { edgeKeys } from "../topology/stacks.ts";
import { phase, recorded, type Recorded } from "./stacks.ts";

type Json = any;
const dynamic = (type: string): string => `pulumi-nodejs:dynamic/stackmark:${type}`;

describe("traps of clouds and clusters", function () {
  this.timeout(120_000);
  let at: Recorded;
  before(async () => {
    const whole = phase("edge", { workload: { killPod: true }, load: { enabled: true } });
    whole.topology.nodes = [
      ...whole.topology.nodes,
      { name: "gcp-worker", cloud: "gcp", labels: { "node-role.kubernetes.io/edge": "true" } },
      { name: "gcp-spot", cloud: "gcp", spot: true },
      { name: "azure-spot", cloud: "azure", spot: true, size: "Standard_B4ms" },
      { name: "by-hand", cloud: "existing", ...edgeKeys(20), hostKey: undefined, join: "manual" },
    ];
    at = await recorded("edge", whole);
  });

  const all = (type: string): RecordedResource[] => at.recording.resources.filter((each) => each.type === type);
  const one = (name: string): RecordedResource =>
    at.recording.resources.find((each) => each.name === name) ?? assert.fail(`${name} was not registered`);
  const inputs = (name: string): Json => readable(one(name).inputs);
  const after = (name: string): string[] =>
    one(name).dependencies.map((urn) => at.recording.resources.find((each) => each.urn === urn)!.name);
  const script = (name: string): string => inputs(name).create;

  describe("in both clouds", () => {
    it("nothing is retained on delete: it would go on being billed", () => {
      for (const { name, options } of at.recording.resources) assert.equal(options.retainOnDelete, undefined, name);
    });
    it("pods are kept from the metadata, in which a machine's private host key lies", () => {
      const azure = Buffer.from(inputs("server").osProfile.customData.$secret, "base64").toString();
      const gcp =
        inputs("gcp-worker").metadata.$secret?.["user-data"] ?? inputs("gcp-worker").metadata["user-data"].$secret;
      for (const text of [azure, gcp]) assert.ok(text.includes("stackmark-metadata-guard"));
    });
  });

  describe("in Azure", () => {
    it("a disk is deleted with its machine: Azure would keep and bill it", () => {
      for (const name of ["server", "worker-node-1"])
        assert.equal(inputs(name).storageProfile.osDisk.deleteOption, "Delete");
    });
    it("an interface and an address are detached, since Pulumi owns them", () => {
      assert.equal(inputs("server").networkProfile.networkInterfaces[0].deleteOption, "Detach");
      assert.equal(inputs("server-nic").ipConfigurations[0].publicIPAddress.deleteOption, "Detach");
    });
    it("a machine is deleted before another has its interface", () => {
      assert.equal(one("server").options.deleteBeforeReplace, true);
    });
    it("no way out by default is relied upon: it is retired, so each machine has a public address", () => {
      assert.equal(inputs("azure-westeurope-subnet").defaultOutboundAccess, false);
      for (const name of ["server", "worker-node-1", "azure-spot"]) {
        assert.equal(inputs(`${name}-ip`).publicIPAllocationMethod, "Static");
        assert.equal(inputs(`${name}-ip`).sku.name, "Standard");
      }
    });
    it("rules don't wait for machines, only for addresses", () => {
      for (const rule of all("azure-native:network:SecurityRule"))
        for (const name of after(rule.name)) assert.doesNotMatch(one(name).type, /VirtualMachine|Instance/, rule.name);
    });
    it("rules of a security group are made one after the other: Azure refuses the others meanwhile", () => {
      const rules = all("azure-native:network:SecurityRule").map(({ name }) => name);
      const former = rules.map((name) => after(name).filter((each) => rules.includes(each)));
      assert.equal(former.filter((each) => each.length === 0).length, 1);
      assert.equal(new Set(former.flat()).size, rules.length - 1);
    });
    it("neighbours are closed out too: the network's own rule would let them in at any port", () => {
      assert.equal(inputs("azure-westeurope-Deny-Others").priority, 4096);
    });
    it("the edges' way in is one rule, with each machine's single address", () => {
      const { securityRuleName, sourceAddressPrefixes, destinationPortRange } = inputs(
        "azure-westeurope-Allow-K3s-Edge",
      );
      assert.deepEqual([securityRuleName, destinationPortRange], ["Allow-K3s-Edge", "6443"]);
      assert.equal(sourceAddressPrefixes.length, at.plan.nodes.length - 1);
      for (const prefix of sourceAddressPrefixes) assert.match(prefix, /\/32$/);
    });
    it("auto-shutdown has the only name that Azure takes, and the time of day that was worked out once", () => {
      const { name, dailyRecurrence, taskType } = inputs("server-shutdown");
      assert.deepEqual([name, dailyRecurrence.time], ["shutdown-computevm-server", "1200"]);
      assert.equal(taskType, "ComputeVmShutdownTask");
    });
    it("a spot machine costs what it costs, and a plan says that it can be taken away", () => {
      const { priority, billingProfile } = inputs("azure-spot");
      assert.deepEqual([priority, billingProfile.maxPrice], ["Spot", -1]);
      assert.equal(inputs("server").priority, undefined);
      assert.ok(
        at.plan.notes.some((note) => note.startsWith("spot machines can be taken away") && note.includes("azure-spot")),
      );
    });
    it("a burstable size is flagged", () => {
      assert.ok(at.plan.notes.some((note) => note.includes("burstable") && note.endsWith("azure-spot")));
    });
    it("passwords let nobody in, and boot can be looked at", () => {
      assert.equal(inputs("server").osProfile.linuxConfiguration.disablePasswordAuthentication, true);
      assert.equal(inputs("server").diagnosticsProfile.bootDiagnostics.enabled, true);
    });
  });

  describe("in Google's cloud", () => {
    it("a machine is deleted at its end, not stopped", () => {
      const { maxRunDuration, instanceTerminationAction } = inputs("gcp-worker").scheduling;
      assert.deepEqual([maxRunDuration.seconds, instanceTerminationAction], [4 * 3600, "DELETE"]);
    });
    it("a spot machine never moves and never restarts by itself", () => {
      const { provisioningModel, onHostMaintenance, automaticRestart } = inputs("gcp-spot").scheduling;
      assert.deepEqual([provisioningModel, onHostMaintenance, automaticRestart], ["SPOT", "TERMINATE", false]);
    });
    it("the network is as wide as the other cloud's: 1460 would lose large packets one way", () => {
      assert.equal(inputs("gcp-network").mtu, 1500);
      assert.equal(inputs("preflight").cluster.mtu, 1500);
    });
    it("a machine has no service account, no project-wide keys and no OS login", () => {
      const { serviceAccount, metadata } = inputs("gcp-worker");
      assert.equal(serviceAccount, undefined);
      assert.deepEqual([metadata["enable-oslogin"], metadata["block-project-ssh-keys"]], ["FALSE", "TRUE"]);
    });
    it("the disk goes with its machine, and boots what was signed", () => {
      assert.equal(inputs("gcp-worker").bootDisk.autoDelete, true);
      assert.equal(inputs("gcp-worker").shieldedInstanceConfig.enableSecureBoot, true);
    });
    it("the network is the stack's own: the default one is open inside", () => {
      assert.equal(inputs("gcp-network").autoCreateSubnetworks, false);
    });
  });

  describe("of SSH and of machines of somebody else's", () => {
    it("every connection checks the host key, and waits long enough for a slow boot", () => {
      for (const { name } of all("command:remote:Command")) {
        const connection = inputs(name).connection.$secret ?? inputs(name).connection;
        assert.match(connection.hostKey, /^ssh-ed25519 /, name);
        assert.ok(connection.dialErrorLimit >= 100, name);
      }
    });
    it("nothing that is deleted by SSH can hold up destroy", () => {
      for (const { name } of all("command:remote:Command")) assert.equal(inputs(name).delete, undefined, name);
      assert.equal(inputs("edge-node-uninstall").connectLimitMs, 30_000);
    });
    it("a machine that nobody can log in to joins by hand, and holds nobody up at the end", () => {
      assert.equal(inputs("by-hand-uninstall").target, null);
      assert.equal(one("by-hand-join").type, dynamic("ManualJoin"));
    });
    it("agents get the token that pins the server's certificate, by stdin, and never the server's", () => {
      for (const name of ["edge-node-join", "worker-node-1-join"]) {
        assert.match(inputs(name).stdin.$secret, /^K10[0-9a-f]{64}::/);
        assert.doesNotMatch(script(name), /K10[0-9a-f]{8}|ag3ntT0ken/);
        assert.ok(after(name).includes("k3s-agent-token"));
      }
    });
    it("output that is a secret is not logged", () => {
      for (const name of ["k3s-agent-token", "k3s-kubeconfig"]) {
        assert.equal(inputs(name).logging, "none");
        assert.ok(one(name).options.additionalSecretOutputs!.includes("stdout"));
      }
    });
    it("a machine made anew is another one, though its resource ID is made of the same names", () => {
      const { machines } = inputs("preflight");
      for (const id of ["server-vm-id", "worker-node-1-vm-id", "gcp-worker-instance-id"])
        assert.ok(machines.includes(id));
      assert.match(String(inputs("gcp-worker-join").triggers), /gcp-worker-instance-id/);
    });
    it("a machine made anew has its old node forgotten before it joins", () => {
      assert.ok(after("worker-node-1-join").includes("worker-node-1-forget"));
      assert.match(String(inputs("worker-node-1-forget").triggers), /worker-node-1-vm-id/);
    });
  });

  describe("of K3s over a WAN", () => {
    it("every machine gets the pinned release: a channel moves between two phases", () => {
      for (const name of ["k3s-server", "edge-node-join", "worker-node-1-join"])
        assert.match(script(name), /version=\S{0,6}v1\.35\.5\+k3s1/, name);
    });
    it("the datastore is one server's own: embedded etcd does not work across a WAN", () => {
      assert.equal(at.plan.nodes.filter(({ role }) => role === "server").length, 1);
      assert.doesNotMatch(script("k3s-server"), /cluster-init|etcd/);
    });

    it("every node says its public address, and flannel uses it for every pair", () => {
      const { isAcrossWan, nodes } = inputs("preflight").cluster;
      assert.equal(isAcrossWan, true);
      for (const node of nodes) assert.ok(node.publicIp, node.name);
      assert.match(script("k3s-server"), /flannel-external-ip/);
    });
    it("the server's own pods reach the API at its public address without leaving the machine", () => {
      const { publicIp } = inputs("preflight").cluster.nodes.find(({ role }: Json) => role === "server");
      assert.ok(script("k3s-server").includes(`own_address='\\''${publicIp}'\\''`));
      assert.doesNotMatch(script("worker-node-1-join"), /own_address/);
    });
    it("a node that joined anew gets its role again: another machine is a change of the patch", () => {
      const { annotations } = inputs("gcp-worker-labels").metadata;
      assert.deepEqual(annotations, { "stackmark.dev/machine": "gcp-worker-instance-id" });
    });
    it("roles are set through the API after the join: a kubelet that claims one does not start", () => {
      for (const name of ["edge-node", "gcp-worker"]) {
        assert.deepEqual(inputs(`${name}-labels`).metadata.labels, { "node-role.kubernetes.io/edge": "true" });
        assert.ok(after(`${name}-labels`).includes(`${name}-ready`));
        assert.doesNotMatch(script(`${name}-join`), /node-role\.kubernetes\.io\/edge/);
      }
    });
    it("kubelets are scraped at addresses that route, and the firewall lets the scraper in", () => {
      const scraped = inputs("preflight").ports.filter(({ port, answers }: Json) => port === 10_250 && answers);
      assert.equal(scraped.length, at.plan.nodes.length - 1);
      assert.match(inputs("gcp-allow-kubelet").sourceRanges[0], /\/32$/);
    });
    it("neither Traefik nor ServiceLB is in the way of the node port", () => {
      assert.deepEqual(inputs("preflight").cluster.disable, ["traefik", "servicelb"]);
      assert.equal(inputs("boutique-entry").spec.externalTrafficPolicy, "Local");
    });
    it("VXLAN's plain text is said, and which overlay K3s documents for a WAN", () => {
      const note = at.plan.notes.find((each) => each.includes("not encrypted, and they cross the internet"));
      assert.match(note!, /`overlay: wireguard-native` encrypts them, and is what K3s documents/);
    });
  });

  describe("of charts and the load", () => {
    it("a Helm release goes with its server: it cannot be deleted once its cluster is gone", () => {
      for (const { name, options } of all("kubernetes:helm.sh/v3:Release"))
        assert.equal(options.deletedWith, one("server").urn, name);
    });
    it("the operator comes up without webhooks: without its TLS too, or it waits for a secret for ever", () => {
      const { admissionWebhooks, tls } = inputs("observability").values.prometheusOperator;
      assert.deepEqual([admissionWebhooks.enabled, tls.enabled], [false, false]);
    });
    it("Boutique's own load generator and LoadBalancer are off", () => {
      const { loadGenerator, frontend } = inputs("boutique").values ?? inputs("onlineboutique").values;
      assert.equal(loadGenerator.create, false);
      assert.equal(frontend.externalService, false);
    });
    it("the entry is deployed anywhere first, and moves once its nodes have their labels", () => {
      const waits = after("frontend-move");
      for (const name of ["edge-node-labels", "gcp-worker-labels"]) assert.ok(waits.includes(name));
      const { target, nodeSelector } = inputs("frontend-move");
      assert.deepEqual(target, ["edge-node", "gcp-worker"]);
      assert.deepEqual(nodeSelector, { "node-role.kubernetes.io/edge": "true" });
      assert.equal(inputs("frontend-placing").spec.template, undefined, "only its replicas are set before");
    });
    it("a worker without a pod fails the phase", () => {
      assert.deepEqual(
        inputs("boutique-rollout").mustServe,
        at.plan.nodes.filter(({ role }) => role === "agent").map(({ name }) => name),
      );
    });
    it("a pod is killed in the middle of what the greatest level measures, and of no other", () => {
      const kills = all(dynamic("LoadRun")).map(({ name }) => [name, inputs(name).podKill?.$secret?.afterMs ?? null]);
      assert.deepEqual(kills.sort(), [
        ["load-high-1", 100_000],
        ["load-low-1", null],
        ["load-medium-1", null],
      ]);
    });
    it("results hold no secret, so that they show: the kubeconfig is an input of its own", () => {
      for (const { name } of all(dynamic("LoadRun"))) {
        assert.ok(inputs(name).metrics.$secret, name);
        assert.equal(inputs(name).spec.$secret, undefined, name);
      }
      for (const key of ["kubeconfig", "grafanaPassword", "sshKey"])
        assert.ok((readable(at.recording.outputs[key]!) as Json).$secret, key);
      assert.equal((readable(at.recording.outputs.load!) as Json).$secret, undefined);
    });
    it("results outlive the machines that they were measured on", () => {
      for (const { options } of all(dynamic("LoadRun"))) assert.equal(options.deletedWith, undefined);
    });
  });
});
