/** Mistakes that break Pulumi programs of this kind. docs/traps.md lists all of them, with these and other tests. */
import assert from "node:assert/strict";
import { recordedStack } from "./recorded-stack.ts";

describe("traps of clouds", function () {
  this.timeout(120_000);
  const stack = recordedStack();
  const { all, one, inputs, after } = stack;

  describe("in both clouds", () => {
    it("no cloud resource is retained on delete, because it would continue to be billed", () => {
      for (const { name, options } of stack.at.recording.resources)
        assert.equal(options.retainOnDelete, undefined, name);
    });
    it("a machine blocks pods from its metadata, which contains its private host key", () => {
      const azure = Buffer.from(inputs("server").osProfile.customData.$secret, "base64").toString();
      const gcp =
        inputs("gcp-worker").metadata.$secret?.["user-data"] ?? inputs("gcp-worker").metadata["user-data"].$secret;
      for (const text of [azure, gcp]) assert.ok(text.includes("stackmark-metadata-guard"));
    });
  });

  describe("in Azure", () => {
    it("Azure deletes a disk together with its VM; otherwise it would keep and bill it", () => {
      for (const name of ["server", "worker-node-1"])
        assert.equal(inputs(name).storageProfile.osDisk.deleteOption, "Delete");
    });
    it("Azure detaches a VM's interface and address when it deletes the VM, because Pulumi owns them", () => {
      assert.equal(inputs("server").networkProfile.networkInterfaces[0].deleteOption, "Detach");
      assert.equal(inputs("server-nic").ipConfigurations[0].publicIPAddress.deleteOption, "Detach");
    });
    it("an Azure VM is deleted before its replacement takes its network interface", () => {
      assert.equal(one("server").options.deleteBeforeReplace, true);
    });
    it("every Azure VM has a public address, because default outbound access is retired", () => {
      assert.equal(inputs("azure-westeurope-subnet").defaultOutboundAccess, false);
      for (const name of ["server", "worker-node-1", "azure-spot"]) {
        assert.equal(inputs(`${name}-ip`).publicIPAllocationMethod, "Static");
        assert.equal(inputs(`${name}-ip`).sku.name, "Standard");
      }
    });
    it("Azure firewall rules depend on addresses only, not on machines", () => {
      for (const rule of all("azure-native:network:SecurityRule"))
        for (const name of after(rule.name)) assert.doesNotMatch(one(name).type, /VirtualMachine|Instance/, rule.name);
    });
    it("rules of a security group are created one after another, because Azure rejects concurrent changes", () => {
      const rules = all("azure-native:network:SecurityRule").map(({ name }) => name);
      const former = rules.map((name) => after(name).filter((each) => rules.includes(each)));
      assert.equal(former.filter((each) => each.length === 0).length, 1);
      assert.equal(new Set(former.flat()).size, rules.length - 1);
    });
    it("a deny rule blocks neighbours, which Azure's default rule would allow on all ports", () => {
      assert.equal(inputs("azure-westeurope-Deny-Others").priority, 4096);
    });
    it("one rule admits all edge machines, each by its single address", () => {
      const { securityRuleName, sourceAddressPrefixes, destinationPortRange } = inputs(
        "azure-westeurope-Allow-K3s-Edge",
      );
      assert.deepEqual([securityRuleName, destinationPortRange], ["Allow-K3s-Edge", "6443"]);
      assert.equal(sourceAddressPrefixes.length, stack.at.plan.nodes.length - 1);
      for (const prefix of sourceAddressPrefixes) assert.match(prefix, /\/32$/);
    });
    it("auto-shutdown has the one name that Azure accepts, and the time of day that was calculated once", () => {
      const { name, dailyRecurrence, taskType } = inputs("server-shutdown");
      assert.deepEqual([name, dailyRecurrence.time], ["shutdown-computevm-server", "1200"]);
      assert.equal(taskType, "ComputeVmShutdownTask");
    });
    it("an Azure spot VM has no price limit, and the plan says that it can be evicted", () => {
      const { priority, billingProfile } = inputs("azure-spot");
      assert.deepEqual([priority, billingProfile.maxPrice], ["Spot", -1]);
      assert.equal(inputs("server").priority, undefined);
      assert.ok(
        stack.at.plan.notes.some((note) => note.startsWith("spot VMs can be evicted") && note.includes("azure-spot")),
      );
    });
    it("the plan flags a burstable size", () => {
      assert.ok(stack.at.plan.notes.some((note) => note.includes("burstable") && note.endsWith("azure-spot")));
    });
    it("an Azure VM accepts no passwords, and its boot diagnostics are enabled", () => {
      assert.equal(inputs("server").osProfile.linuxConfiguration.disablePasswordAuthentication, true);
      assert.equal(inputs("server").diagnosticsProfile.bootDiagnostics.enabled, true);
    });
  });

  describe("in Google's cloud", () => {
    it("Google Cloud deletes a VM at the end of its run duration instead of stopping it", () => {
      const { maxRunDuration, instanceTerminationAction } = inputs("gcp-worker").scheduling;
      assert.deepEqual([maxRunDuration.seconds, instanceTerminationAction], [4 * 3600, "DELETE"]);
    });
    it("a Google Cloud spot VM never migrates and never restarts by itself", () => {
      const { provisioningModel, onHostMaintenance, automaticRestart } = inputs("gcp-spot").scheduling;
      assert.deepEqual([provisioningModel, onHostMaintenance, automaticRestart], ["SPOT", "TERMINATE", false]);
    });
    it("the Google Cloud network has the other cloud's MTU, because 1460 would lose large packets in one direction", () => {
      assert.equal(inputs("gcp-network").mtu, 1500);
      assert.ok(inputs("preflight").cluster.mtu <= 1500);
    });
    it("a Google Cloud VM has no service account, no project-wide SSH keys and no OS Login", () => {
      const { serviceAccount, metadata } = inputs("gcp-worker");
      assert.equal(serviceAccount, undefined);
      assert.deepEqual([metadata["enable-oslogin"], metadata["block-project-ssh-keys"]], ["FALSE", "TRUE"]);
    });
    it("a Google Cloud VM boots signed images only, and its disk is deleted with it", () => {
      assert.equal(inputs("gcp-worker").bootDisk.autoDelete, true);
      assert.equal(inputs("gcp-worker").shieldedInstanceConfig.enableSecureBoot, true);
    });
    it("the stack has its own Google Cloud network, because the default one is open internally", () => {
      assert.equal(inputs("gcp-network").autoCreateSubnetworks, false);
    });
  });
});
