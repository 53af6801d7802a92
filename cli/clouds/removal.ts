/** How a resource of a cloud is deleted by hand, and in which order several are. Pure. */
import type { CloudResource } from "./scope.ts";

type Id = Pick<CloudResource, "cloud" | "id">;

/** How Google's tool calls what its IDs call `firewalls` and `subnetworks`. */
const GCLOUD_GROUPS: Readonly<Record<string, readonly string[]>> = {
  firewalls: ["firewall-rules"],
  subnetworks: ["networks", "subnets"],
};

const GROUP = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)$/i;
const GCP_ID = /^projects\/([^/]+)\/(?:(zone|region)s\/([^/]+)|global)\/([^/]+)\/([^/]+)$/;

export const isResourceGroup = ({ cloud, id }: Id): boolean => cloud === "azure" && GROUP.test(id);

export const isInGroup = ({ id }: Id, group: Id): boolean => id.toLowerCase().startsWith(`${group.id.toLowerCase()}/`);

/** Words of the command of the cloud's own tool; `undefined`: the ID has another form. */
export const removalOf = (resource: Id): string[] | undefined =>
  gcloudCommand(resource, "delete") ?? azRemoval(resource);

function azRemoval({ cloud, id }: Id): string[] | undefined {
  if (cloud !== "azure") return undefined;
  const [, subscription, name] = GROUP.exec(id) ?? [];
  if (name === undefined) return ["az", "resource", "delete", "--ids", id];
  return ["az", "group", "delete", "--yes", "--name", name, "--subscription", subscription!];
}

/** Of one resource in Google Cloud. @param verb such as `delete` */
export function gcloudCommand({ cloud, id }: Id, verb: string): string[] | undefined {
  const [, project, scope, place, kind, name] = (cloud === "gcp" && GCP_ID.exec(id)) || [];
  if (kind === undefined) return undefined;
  const at = scope === undefined ? [] : [`--${scope}`, place!];
  return [
    "gcloud",
    "compute",
    ...(GCLOUD_GROUPS[kind] ?? [kind]),
    verb,
    name!,
    "--quiet",
    "--project",
    project!,
    ...at,
  ];
}

/** What others refer to comes after them, whatever it is called by the cloud's tool, its state or the lab. */
const ORDER = [
  /schedules?$|resourceGroups?$/i,
  /virtualMachines?$|instances?$/i,
  /disks?$|networkInterfaces?$|firewall(s|-rules)?$/i,
  /address(es)?$/i,
  /subnet(s|works?)?$|virtualNetworks?$/i,
];

const orderOf = ({ kind }: Pick<CloudResource, "kind">): number => {
  const index = ORDER.findIndex((pattern) => pattern.test(kind));
  return index < 0 ? ORDER.length : index;
};

export const inOrderOfRemoval = <R extends Pick<CloudResource, "kind">>(resources: readonly R[]): R[] =>
  resources.toSorted((a, b) => orderOf(a) - orderOf(b));

/** Each wave may be deleted at the same time, once those before it are gone. */
export const removalWaves = <R extends Pick<CloudResource, "kind">>(resources: readonly R[]): R[][] => [
  ...Map.groupBy(inOrderOfRemoval(resources), orderOf).values(),
];
