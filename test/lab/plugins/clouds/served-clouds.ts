/** The plugins of the clouds as the embedded engine runs them, over simulated clouds of each test's own. */
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
export const RUN = { timeoutSeconds: 0, preview: false };

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

const subject = (type: string, name: string) => ({ urn: `urn:pulumi:dev::p::${type}::${name}`, name, type });

/** A resource of Azure as an engine asks for it. */
export const azureCall = (part: azure.Part, change: (body: any) => void = () => {}) => {
  const [type, names] = AZURE_NAMES[part];
  const body = azure.bodies()[part];
  change(body);
  return { ...subject(`azure-native:${type}`, part), inputs: { ...names, ...body } as Properties };
};

/** The same for Google Cloud. */
export const gcpCall = (part: gcp.Part, change: (body: any) => void = () => {}) => {
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

/** Creates all parts up to one. */
export async function buildAzure(provider: PluginProvider, last: azure.Part): Promise<void> {
  for (const part of azure.PARTS.slice(0, azure.PARTS.indexOf(last) + 1))
    await provider.create({ ...azureCall(part), ...RUN });
}

export async function buildGcp(provider: PluginProvider, last: gcp.Part): Promise<void> {
  for (const part of gcp.PARTS.slice(0, gcp.PARTS.indexOf(last) + 1))
    await provider.create({ ...gcpCall(part), ...RUN });
}

export interface ServedClouds {
  /** Of the lab. */
  readonly path: string;
  readonly clouds: Clouds;
  readonly machines: FakeMachines;
  readonly clock: LabClock;
  /** @param lab its folder, as the plugin is told. Default: {@link path} */
  start(name: "azure-native" | "gcp", lab?: string): Promise<PluginProvider>;
}

/** Serves new clouds for each test of the suite that calls it. */
export function servedClouds(): ServedClouds {
  const folder = temporaryFolder();
  const providers: PluginProvider[] = [];
  let machines: FakeMachines;
  let clock: LabClock;
  let clouds: Clouds;
  let server: Awaited<ReturnType<typeof serveClouds>>;
  beforeEach(async () => {
    machines = new FakeMachines();
    clock = new LabClock(Date.UTC(2026, 2, 1), 5000);
    clouds = createClouds({ machines, clock, statePath: null });
    server = await serveClouds(join(folder.path, CLOUDS_SOCKET), clouds);
    await writePlugins(join(folder.path, "plugins"));
  });
  afterEach(async () => {
    for (const provider of providers.splice(0)) await provider.close();
    clock.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await clouds.close();
  });
  return {
    get path() {
      return folder.path;
    },
    get clouds() {
      return clouds;
    },
    get machines() {
      return machines;
    },
    get clock() {
      return clock;
    },
    async start(name, lab = folder.path) {
      const run = { executable: join(folder.path, `plugins/pulumi-resource-${name}`) };
      const env = { PATH: process.env.PATH, STACKMARK_LAB: lab };
      const provider = await startPlugin({ name, run, args: ["127.0.0.1:1"], cwd: folder.path, env, ...QUIET });
      providers.push(provider);
      await provider.handshake("127.0.0.1:1", folder.path);
      const own = { urn: `urn:pulumi:dev::p::pulumi:providers:${name}::default`, name: "default" };
      await provider.configure({}, { ...own, type: `pulumi:providers:${name}`, id: "1" });
      return provider;
    },
  };
}
