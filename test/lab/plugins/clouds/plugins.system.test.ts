/** The plugins as the embedded engine runs them: refusals, retries and half-made machines. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { join } from "node:path";
import { startPlugin } from "../../../../engine/protocol/plugin-process.ts";
import type { PluginProvider } from "../../../../engine/protocol/plugin-provider.ts";
import type { Properties } from "../../../../engine/values.ts";
import { CLOUDS_SOCKET, createClouds, LabClock, serveClouds, type Clouds } from "../../../../lab/clouds/index.ts";
import { writePlugins } from "../../../../lab/plugins/write-plugins.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import * as azure from "../../clouds/azure/stack.ts";
import { FakeMachines } from "../../clouds/fake-machines.ts";
import * as gcp from "../../clouds/gcp/stack.ts";

const QUIET = { onStdout: () => {}, onStderr: () => {} };

/** Of Azure's inputs, those that are part of the ID. */
const AZURE_NAMES: Record<azure.Part, [string, Properties]> = {
  group: ["resources:ResourceGroup", { resourceGroupName: "lab" }],
  nsg: ["network:NetworkSecurityGroup", { resourceGroupName: "lab", networkSecurityGroupName: "nsg" }],
  vnet: ["network:VirtualNetwork", { resourceGroupName: "lab", virtualNetworkName: "vnet" }],
  subnet: ["network:Subnet", { resourceGroupName: "lab", virtualNetworkName: "vnet", subnetName: "nodes" }],
  rule: [
    "network:SecurityRule",
    { resourceGroupName: "lab", networkSecurityGroupName: "nsg", securityRuleName: "Allow-Ssh" },
  ],
  ip: ["network:PublicIPAddress", { resourceGroupName: "lab", publicIpAddressName: "server-ip" }],
  nic: ["network:NetworkInterface", { resourceGroupName: "lab", networkInterfaceName: "server-nic" }],
  vm: ["compute:VirtualMachine", { resourceGroupName: "lab", vmName: "server" }],
  schedule: ["devtestlab:GlobalSchedule", { resourceGroupName: "lab", name: "shutdown-computevm-server" }],
};

const GCP_TYPES: Record<gcp.Part, string> = {
  network: "gcp:compute/network:Network",
  subnetwork: "gcp:compute/subnetwork:Subnetwork",
  external: "gcp:compute/address:Address",
  internal: "gcp:compute/address:Address",
  firewall: "gcp:compute/firewall:Firewall",
  instance: "gcp:compute/instance:Instance",
};

describe("the plugins of the simulated clouds", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let clouds: Clouds;
  let machines: FakeMachines;
  let clock: LabClock;
  let close: () => Promise<void>;
  const providers: PluginProvider[] = [];

  beforeEach(async () => {
    machines = new FakeMachines();
    clock = new LabClock(Date.UTC(2026, 2, 1), 5000);
    clouds = createClouds({ machines, clock, statePath: null });
    const server = await serveClouds(join(folder.path, CLOUDS_SOCKET), clouds);
    await writePlugins(join(folder.path, "plugins"));
    close = async () => {
      for (const provider of providers.splice(0)) await provider.close();
      clock.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await clouds.close();
    };
  });
  afterEach(() => close());

  async function start(name: "azure-native" | "gcp", lab: string | undefined = folder.path): Promise<PluginProvider> {
    const run = { executable: join(folder.path, `plugins/pulumi-resource-${name}`) };
    const env = { PATH: process.env.PATH, STACKMARK_LAB: lab };
    const provider = await startPlugin({ name, run, args: ["127.0.0.1:1"], cwd: folder.path, env, ...QUIET });
    providers.push(provider);
    await provider.handshake("127.0.0.1:1", folder.path);
    const subject = { urn: `urn:pulumi:dev::p::pulumi:providers:${name}::default`, name: "default" };
    await provider.configure({}, { ...subject, type: `pulumi:providers:${name}`, id: "1" });
    return provider;
  }

  const subject = (type: string, name: string) => ({ urn: `urn:pulumi:dev::p::${type}::${name}`, name, type });
  const RUN = { timeoutSeconds: 0, preview: false };

  const azureCall = (part: azure.Part, change: (body: any) => void = () => {}) => {
    const [type, names] = AZURE_NAMES[part];
    const body = azure.bodies()[part];
    change(body);
    return { ...subject(`azure-native:${type}`, part), inputs: { ...names, ...body } as Properties };
  };
  const gcpCall = (part: gcp.Part, change: (body: any) => void = () => {}) => {
    const name = gcp.ID[part].split("/").at(-1)!;
    const place = part === "instance" ? { zone: "europe-west1-b" } : { region: "europe-west1" };
    const placed = ["network", "firewall"].includes(part) ? {} : place;
    const body = gcp.bodies()[part];
    change(body);
    return {
      ...subject(GCP_TYPES[part], part),
      inputs: { name, project: "my-project", ...placed, ...body } as Properties,
    };
  };

  async function buildAzure(provider: PluginProvider, last: azure.Part): Promise<void> {
    for (const part of azure.PARTS.slice(0, azure.PARTS.indexOf(last) + 1))
      await provider.create({ ...azureCall(part), ...RUN });
  }
  async function buildGcp(provider: PluginProvider, last: gcp.Part): Promise<void> {
    for (const part of gcp.PARTS.slice(0, gcp.PARTS.indexOf(last) + 1))
      await provider.create({ ...gcpCall(part), ...RUN });
  }

  for (const name of ["azure-native", "gcp"] as const)
    it(`${name} refuses to be configured outside of the lab, and where no lab runs`, async () => {
      await assert.rejects(start(name, ""), /STACKMARK_LAB names no lab/);
      await assert.rejects(start(name, "/nowhere"), /no lab runs in \/nowhere/);
    });

  it("check reports every unknown property, wrong type and missing property at its path", async () => {
    const [azureProvider, google] = [await start("azure-native"), await start("gcp")];
    const checked = async (provider: PluginProvider, { inputs, ...about }: ReturnType<typeof azureCall>) => {
      const { failures } = await provider.check({ ...about, oldInputs: {}, newInputs: inputs, unknowns: true });
      return failures.map(({ property }) => property).sort();
    };
    const vm = azureCall("vm", (body) => {
      body.hardwareProfile = { vmSise: "Standard_D4s_v5" };
      body.storageProfile.osDisk.diskSizeGB = "64";
      body.priority = "Sometimes";
    });
    assert.deepEqual(await checked(azureProvider, vm), [
      "hardwareProfile.vmSise",
      "priority",
      "storageProfile.osDisk.diskSizeGB",
    ]);
    const instance = gcpCall("instance", (body) => {
      delete body.machineType;
      body.scheduling.maxRunDuration = {};
      body.networkInterfaces[0].networkIP = "10.128.0.2";
    });
    assert.deepEqual(await checked(google, instance), [
      "machineType",
      "networkInterfaces[0].networkIP",
      "scheduling.maxRunDuration.seconds",
    ]);
    const firewall = gcpCall("firewall", (body) => delete body.sourceRanges);
    assert.deepEqual(await checked(google, firewall), ["sourceRanges"]);
    assert.deepEqual(
      await checked(
        google,
        gcpCall("instance", (body) => (body.scheduling.provisioningModel = "CHEAP")),
      ),
      ["scheduling.provisioningModel"],
    );
  });

  it("a refusal is shown in the words of each provider", async () => {
    const [azureProvider, google] = [await start("azure-native"), await start("gcp")];
    await buildAzure(azureProvider, "subnet");
    const rule = azureCall("rule", (body) => (body.priority = 50));
    await assert.rejects(
      azureProvider.create({ ...rule, ...RUN }),
      /^ProviderFailure: Status=400 Code="SecurityRuleInvalidPriority" Message="Security rule Allow-Ssh has invalid Priority/,
    );
    await assert.rejects(
      azureProvider.create({ ...azureCall("group"), ...RUN }),
      /cannot create already existing resource/,
    );
    await google.create({ ...gcpCall("network"), ...RUN });
    await assert.rejects(
      google.create({ ...gcpCall("network"), ...RUN }),
      /1 error occurred:\n\t\* Error creating Network: googleapi: Error 409: The resource '.*' already exists, alreadyExists/,
    );
  });

  it("requests that are throttled, or meet a change of the same group, are sent again as the providers do", async () => {
    const [azureProvider, google] = [await start("azure-native"), await start("gcp")];
    clouds.settings.throttledShare = 0.3;
    await buildAzure(azureProvider, "rule");
    await buildGcp(google, "firewall");
    clouds.settings.throttledShare = 0;
    const rules = [200, 300].map((priority) => {
      const call = azureCall("rule", (body) => (body.priority = priority));
      call.inputs.securityRuleName = `Rule-${priority}`;
      return azureProvider.create({ ...call, ...RUN });
    });
    assert.equal((await Promise.all(rules)).length, 2);
  });

  it("a service that refuses all the time is given up after the providers' retries", async () => {
    const azureProvider = await start("azure-native");
    const kind = "Microsoft.Resources/resourceGroups";
    clouds.fail("azure", { kind, action: "create", times: 4, status: 503, code: "ServerTimeout" });
    const began = clock.nowMs();
    await assert.rejects(azureProvider.create({ ...azureCall("group"), ...RUN }), /Status=503 Code="ServerTimeout"/);
    assert.ok(clock.nowMs() - began >= 30_000, "three more attempts, ten seconds apart as the service asked");
    await azureProvider.create({ ...azureCall("group"), ...RUN });
  });

  it("a machine whose creation failed half-way is recorded, and the next update completes it", async () => {
    const azureProvider = await start("azure-native");
    await buildAzure(azureProvider, "nic");
    const failure = { when: "after", status: 409, code: "OSProvisioningTimedOut" } as const;
    clouds.fail("azure", { kind: "Microsoft.Compute/virtualMachines", action: "create", ...failure });
    const call = azureCall("vm");
    const error: any = await azureProvider.create({ ...call, ...RUN }).catch((reason: unknown) => reason);
    assert.match(error.message, /OSProvisioningTimedOut/);
    assert.equal(error.partial.id, azure.ID.vm);
    assert.equal(error.partial.outputs.provisioningState, "Failed");
    const { partial } = error;
    const change = {
      id: partial.id,
      oldInputs: call.inputs,
      oldOutputs: partial.outputs,
      newInputs: call.inputs,
      ignoreChanges: [],
    };
    const { inputs: _inputs, ...about } = call;
    const outputs = await azureProvider.update({ ...about, ...change, ...RUN });
    assert.equal(outputs.provisioningState, "Succeeded");
  });

  it("a resource that cannot be read right after its creation is recorded by its ID", async () => {
    const [azureProvider, google] = [await start("azure-native"), await start("gcp")];
    clouds.settings.readLagMs = 1e9;
    const partialOf = async (creation: Promise<unknown>): Promise<unknown> => {
      const error: any = await creation.catch((reason: unknown) => reason);
      assert.match(error.message, /does not find it|is not found/);
      return error.partial.id;
    };
    assert.equal(await partialOf(azureProvider.create({ ...azureCall("group"), ...RUN })), azure.ID.group);
    assert.equal(await partialOf(google.create({ ...gcpCall("network"), ...RUN })), gcp.ID.network);
  });

  it("Google's size is changed only if the program allows to stop the machine, which then runs again", async () => {
    const google = await start("gcp");
    await buildGcp(google, "instance");
    const { inputs, ...about } = gcpCall("instance");
    const resize = (allowStoppingForUpdate: boolean) => {
      const newInputs = { ...inputs, machineType: "e2-standard-2", allowStoppingForUpdate };
      const change = { id: gcp.ID.instance, oldInputs: inputs, oldOutputs: inputs, newInputs, ignoreChanges: [] };
      return google.update({ ...about, ...change, ...RUN });
    };
    await assert.rejects(resize(false), /allow_stopping_for_update = true/);
    const outputs = await resize(true);
    assert.deepEqual(
      [outputs.machineType, outputs.currentStatus, outputs.allowStoppingForUpdate],
      ["e2-standard-2", "RUNNING", true],
    );
    assert.deepEqual(
      machines.log.filter((entry) => /^(start|stop)/.test(entry)),
      ["stop worker", "start worker"],
    );
  });

  it("a diff says which changes need another resource", async () => {
    const [azureProvider, google] = [await start("azure-native"), await start("gcp")];
    const diffed = async (
      provider: PluginProvider,
      { inputs, ...about }: ReturnType<typeof azureCall>,
      change: Properties,
    ) => {
      const call = { ...about, id: "x", oldInputs: inputs, oldOutputs: inputs, ignoreChanges: [], unknowns: true };
      const { changes, replaces } = await provider.diff({ ...call, newInputs: { ...inputs, ...change } });
      return changes === "some" ? replaces : changes;
    };
    assert.deepEqual(await diffed(azureProvider, azureCall("vm"), { vmName: "other" }), ["vmName"]);
    assert.deepEqual(await diffed(azureProvider, azureCall("vm"), { tags: { a: "1" } }), []);
    assert.deepEqual(await diffed(azureProvider, azureCall("vm"), { location: "West Europe" }), "none");
    assert.deepEqual(await diffed(azureProvider, azureCall("ip"), { sku: { name: "Basic" } }), ["sku"]);
    assert.deepEqual(await diffed(google, gcpCall("instance"), { zone: "europe-west1-c" }), ["zone"]);
    assert.deepEqual(await diffed(google, gcpCall("instance"), { machineType: "e2-standard-2" }), []);
    assert.deepEqual(await diffed(google, gcpCall("network"), { mtu: 1460 }), ["mtu"]);
  });

  it("a refresh shows what was changed or deleted behind the program's back", async () => {
    const google = await start("gcp");
    await buildGcp(google, "instance");
    const { inputs, ...about } = gcpCall("instance");
    const read = () => google.read({ ...about, id: gcp.ID.instance, inputs, outputs: inputs });
    assert.deepEqual((await read()).inputs, inputs);
    await clouds.interfere("worker", "stop");
    assert.equal((await read()).outputs!.currentStatus, "TERMINATED");
    await clouds.interfere("worker", "delete");
    assert.equal((await read()).id, "");
    await google.delete({ ...about, id: gcp.ID.instance, inputs, outputs: {}, timeoutSeconds: 0 });
  });

  it("ends with the engine that started it", async () => {
    const { stdout } = await promisify(execFile)("sh", [
      "-c",
      `"${join(folder.path, "plugins/pulumi-resource-gcp")}" >"${folder.path}/port" & child=$!
      while ! [ -s "${folder.path}/port" ]; do sleep 0.05; done; echo $child`,
    ]);
    const pid = Number(stdout.trim());
    for (let i = 0; i < 100; i += 1) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    process.kill(pid, "SIGKILL");
    assert.fail("it still runs");
  });
});
