/**
 * By what a resource of a cloud is known as a stack's: its tag, its resource group, or a name that only this stack gives. Pure.
 * Nothing else is ever counted as left over, or deleted.
 */
import { projectName, resourceGroupName, slug, STACK_TAG, tagValue } from "../../infra/catalog/names.ts";
import { tagsIn } from "../../infra/catalog/tags.ts";
import { RULE_KINDS } from "../../infra/catalog/firewall.ts";
import { BILLING_CLOUDS, type BillingCloud } from "../../infra/budget/quotes.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { StateResource } from "../engines/engine.ts";

export interface CloudResource {
  cloud: BillingCloud;
  /** The cloud's own ID. */
  id: string;
  /** Such as `Microsoft.Compute/virtualMachines`, or `instances`. */
  kind: string;
  /** Or Google's labels, or what stands for them in a description. */
  tags: Readonly<Record<string, string>>;
}

/** What a cloud said; or why it was not asked. */
export type Answer = { cloud: BillingCloud } & (
  | {
      resources: CloudResource[];
      /** Where it was asked, such as `project my-project`. Default: there is one place only, as in the lab. */
      at?: string;
    }
  | { notAsked: string }
);

export const CLOUD_TITLES: Readonly<Record<BillingCloud, string>> = { azure: "Azure", gcp: "Google Cloud" };

export interface StackScope {
  stack: string;
  /** Value of the tag and label {@link STACK_TAG}. */
  tag: string;
  /** Clouds that it may have resources in. */
  clouds: BillingCloud[];
  resourceGroup: string;
  /** In Azure; `null`: not known. */
  subscription: string | null;
  /** `null`: not known. */
  gcpProject: string | null;
  /** Names of Google's resources that cannot have labels, or get none from whoever creates them. */
  gcpNames: string[];
}

/**
 * @param plan of the stack file; `undefined` if it is invalid
 * @param resources of the state before a destroy
 * @param earlier what was known before an earlier destroy
 */
export function scopeOf(
  stack: string,
  plan: Plan | undefined,
  resources: readonly StateResource[],
  earlier?: Pick<StackScope, "clouds" | "subscription" | "gcpProject" | "gcpNames">,
): StackScope {
  const isIn = (cloud: BillingCloud): boolean =>
    machinesOf(plan).some(({ machine }) => machine?.kind === cloud) ||
    resources.some((each) => cloudOf(each) === cloud) ||
    earlier?.clouds.includes(cloud) === true;
  const subscription = resources.map(({ id }) => SUBSCRIPTION.exec(id ?? "")?.[1]).find((each) => each !== undefined);
  const inState = resources.find(({ type, inputs }) => type.startsWith("gcp:") && typeof inputs?.project === "string");
  return {
    stack,
    tag: tagValue(stack),
    clouds: BILLING_CLOUDS.filter(isIn),
    resourceGroup: resourceGroupName(stack),
    subscription: subscription ?? earlier?.subscription ?? null,
    gcpProject:
      (inState?.inputs?.project as string | undefined) ?? earlier?.gcpProject ?? plan?.kubernetes?.gcp?.project ?? null,
    gcpNames: [
      ...new Set([
        ...namesOfPlan(plan),
        ...namesOfState(resources),
        ...(earlier?.gcpNames ?? []),
        ...networkNames(stack),
      ]),
    ],
  };
}

const SUBSCRIPTION = /^\/subscriptions\/([^/]+)\//i;
const TYPES: Readonly<Record<BillingCloud, string>> = { azure: "azure-native:", gcp: "gcp:" };

/** The cloud of a resource in the state; `undefined`: it is elsewhere. */
export const cloudOf = ({ type }: Pick<StateResource, "type">): BillingCloud | undefined =>
  BILLING_CLOUDS.find((cloud) => type.startsWith(TYPES[cloud]));

/** A resource of the state as its cloud would list it; `undefined`: it is in no cloud. */
export function inCloud({ id, type }: StateResource): CloudResource | undefined {
  const cloud = cloudOf({ type });
  if (cloud === undefined || id === undefined) return undefined;
  const parts = id.split("/");
  const kind = cloud === "azure" ? (type.split(":").at(-1) ?? type) : parts.at(-2)!;
  return { cloud, id, kind, tags: {} };
}

/** Its nodes, and those that send its load. */
const machinesOf = (plan: Plan | undefined) => [...(plan?.nodes ?? []), ...(plan?.generators ?? [])];

/** Its machines, whose disks have their names, and its subnetworks. */
const namesOfPlan = (plan: Plan | undefined): string[] => [
  ...machinesOf(plan).flatMap(({ machine }) =>
    machine?.kind === "gcp" ? [machine.name, slug(`${machine.name}-private`)] : [],
  ),
  ...(plan?.kubernetes?.sites ?? []).flatMap((site) =>
    site.cloud === "gcp" ? site.subnets.map(({ name }) => name) : [],
  ),
];

const namesOfState = (resources: readonly StateResource[]): string[] =>
  resources.flatMap(({ type, inputs }) =>
    type.startsWith("gcp:") && typeof inputs?.name === "string" ? [inputs.name] : [],
  );

/** Of the network and its firewall rules. */
function networkNames(stack: string): string[] {
  const network = projectName(stack, "network");
  return [network, ...ruleNames(network)];
}

/** Of the firewall rules of a network. */
export const ruleNames = (network: string): string[] =>
  Object.keys(RULE_KINDS).map((kind) => slug(`${network}-${kind}`));

/** Whether it is a network or subnetwork of Google Cloud with a name of this project, which has its tags in its description. */
export const isDescribed = ({ cloud, id }: Pick<CloudResource, "cloud" | "id">): boolean =>
  cloud === "gcp" && /\/(?:networks|subnetworks)\/stackmark-[^/]+$/.test(id);

interface GcpFacts {
  labels?: CloudResource["tags"] | null;
  description?: string | null;
}

/** Tags of a resource of Google Cloud. */
export const gcpTags = (id: string, { labels, description }: GcpFacts): CloudResource["tags"] =>
  isDescribed({ cloud: "gcp", id }) ? tagsIn(description ?? "") : (labels ?? {});

export function belongsTo(scope: StackScope, { cloud, id, tags }: CloudResource): boolean {
  if (tags[STACK_TAG] === scope.tag) return true;
  if (cloud === "azure") return groupOf(id)?.toLowerCase() === scope.resourceGroup.toLowerCase();
  return scope.gcpNames.includes(id.split("/").at(-1)!);
}

/** The resource group that an ID in Azure names. */
const groupOf = (id: string): string | undefined => /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(id)?.[1];
