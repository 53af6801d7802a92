/** Creates the machines of a stack with their networks and firewall rules. Includes existing machines. */
import * as pulumi from "@pulumi/pulumi";
import type { Secrets } from "../config/read.ts";
import type { MachineAccess } from "../ssh/remote-script.ts";
import type { PlannedMachine } from "../topology/nodes.ts";
import type { ClusterPlan, MachineNode } from "../topology/plan.ts";
import type { Addresses, GeneratorHost, NodeAddresses, MachineHost } from "./host.ts";
import { userData, type Boot } from "./user-data.ts";
import { Expiry } from "./expiry/resource.ts";
import { existingHost } from "./existing.ts";
import { machineProvenance } from "./provenance.ts";
import { accessKey, hostKey, type SshKey } from "./ssh-keys/resource.ts";

/** User on VMs in clouds: the default user of Ubuntu images. */
const USER = "ubuntu";

const WHOLE_MACHINE = { cpu: true, memory: true, note: "the machine's own size" };

export interface Machines {
  hosts: MachineHost[];
  /** VMs in clouds that send the load. */
  generators: GeneratorHost[];
  /** When VMs shut down automatically, ISO 8601. Null: there is no VM in a cloud. */
  expiresAt: pulumi.Output<string> | null;
}

/** Loads the classes of a cloud, which take a second, only if the plan has machines there. */
export async function createMachines(plan: ClusterPlan, secrets: Secrets): Promise<Machines> {
  const k8s = plan.kubernetes;
  const isCloudVm = ({ machine }: PlannedMachine): boolean => machine.kind !== "existing";
  const hasCloudVms = [...plan.nodes, ...plan.generators].some(isCloudVm);
  const expiry = hasCloudVms ? new Expiry(k8s.expiresAfterH) : null;
  const tags = expiry?.tags(k8s.tags) ?? {};
  const access = hasCloudVms ? accessKey(plan.stack) : null;

  const azureCloud = k8s.azure && (await import("./azure/index.ts"));
  const gcpCloud = k8s.gcp && (await import("./gcp.ts"));
  const azure = azureCloud?.azureNetwork(plan, tags);
  const gcp = gcpCloud?.gcpNetwork(plan, tags);
  const existing = plan.nodes.filter((node) => !isCloudVm(node));
  const addresses: Addresses = {
    ...addressesOf(azure?.nodes),
    ...addressesOf(gcp?.nodes),
    ...Object.fromEntries(existing.map((node) => [node.name, existingAddresses(node)])),
  };
  const azureFirewall = azure ? azureCloud!.azureRules(azure, k8s.rules, addresses) : {};
  const gcpFirewall = gcp ? gcpCloud!.gcpRules(gcp, k8s.rules, addresses) : [];

  const cloudVm = (node: PlannedMachine) => {
    const machineKey = hostKey(node.name);
    const boot: Boot = {
      user: USER,
      publicKey: access!.publicKey,
      userData: userDataOf(machineKey),
      clock: expiry!.clock,
      expiresAfterH: k8s.expiresAfterH,
    };
    const isAzure = node.machine.kind === "azure";
    const { machine, instance } = isAzure
      ? azureCloud!.azureMachine(azure!, node.name, boot)
      : gcpCloud!.gcpMachine(gcp!, node.name, boot);
    const { publicIp, privateIp } = addresses[node.name]!;
    const machineAccess: MachineAccess = {
      host: publicIp,
      user: USER,
      privateKey: access!.privateKey,
      hostKey: machineKey.publicKey,
    };
    return {
      ...{ publicIp, privateIp, access: machineAccess, instance },
      lifetime: machine,
      opened: isAzure ? azureFirewall[node.site]! : gcpFirewall,
    };
  };
  const hosts = plan.nodes.map((node): MachineHost => {
    if (!isCloudVm(node)) return existingHost(plan, node, secrets);
    const rest = { quota: pulumi.output(WHOLE_MACHINE), timing: null, provenance: machineProvenance() };
    return { node, ...cloudVm(node), ...rest };
  });
  const generators = plan.generators.filter(isCloudVm).map(({ name, ...rest }): GeneratorHost => {
    const { access, instance, lifetime, opened } = cloudVm({ name, ...rest });
    return { name, access, instance, lifetime, opened };
  });
  return { hosts, generators, expiresAt: expiry?.expiresAt ?? null };
}

const addressesOf = (nodes: Record<string, { addresses: NodeAddresses }> = {}): Addresses =>
  Object.fromEntries(Object.entries(nodes).map(([name, { addresses }]) => [name, addresses]));

function existingAddresses({ machine }: MachineNode): NodeAddresses {
  const { publicIp, privateIp } = machine as Extract<typeof machine, { kind: "existing" }>;
  return { publicIp: pulumi.output(publicIp!), privateIp: privateIp === null ? null : pulumi.output(privateIp) };
}

const userDataOf = ({ privateKey, publicKey }: SshKey): pulumi.Output<string> =>
  pulumi
    .secret(pulumi.all([privateKey, publicKey]))
    .apply(([own, open]) => userData({ privateKey: own, publicKey: open }));
