/** What breaks naive programs of this kind, each by its name; docs/traps.md has the whole list, with these and other tests. */
import assert from "node:assert/strict";
import { recordedStack } from "./recorded-stack.ts";

describe("traps of clouds", function () {
  this.timeout(120_000);
  const stack = recordedStack();
  const { all, one, inputs, after } = stack;

  describe("in both clouds", () => {
    it("nothing is retained on delete: it would go on being billed", () => {
      for (const { name, options } of stack.at.recording.resources)
        assert.equal(options.retainOnDelete, undefined, name);
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
      assert.equal(sourceAddressPrefixes.length, stack.at.plan.nodes.length - 1);
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
        stack.at.plan.notes.some(
          (note) => note.startsWith("spot machines can be taken away") && note.includes("azure-spot"),
        ),
      );
    });
    it("a burstable size is flagged", () => {
      assert.ok(stack.at.plan.notes.some((note) => note.includes("burstable") && note.endsWith("azure-spot")));
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
});
