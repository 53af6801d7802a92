/** IDs of Azure resources. */

interface AzureId {
  group: string;
  /** Such as `Microsoft.Network/virtualNetworks/subnets`; `undefined` for a resource group. */
  type: string | undefined;
  /** Names of the resource and of those that it is in, such as `vnet/subnet`. */
  name: string;
}

/** Splits an ID. Empty strings: it is not one. */
export function resourceOf(id: string): AzureId {
  const match = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)(?:\/providers\/([^/]+)\/(.+))?$/i.exec(id);
  if (!match) return { group: "", type: "", name: "" };
  const [, group, provider, rest] = match;
  if (provider === undefined) return { group: group!, type: undefined, name: group! };
  const parts = rest!.split("/");
  const every = (offset: number): string => parts.filter((_, i) => i % 2 === offset).join("/");
  return { group: group!, type: `${provider}/${every(0)}`, name: every(1) };
}

export const GROUP_PATH = "/subscriptions/{subscription}/resourceGroups/{group}";

export const pathOf = (type: string): string => `${GROUP_PATH}/providers/${type}`;

/** The ID of the resource group of a resource. */
export const groupOf = (id: string): string => id.split("/").slice(0, 5).join("/");

/** The ID of the resource that a child is in. */
export const parentOf = (id: string): string => id.split("/").slice(0, -2).join("/");

/** Azure ignores the case of IDs. */
export const sameId = (a: string | undefined, b: string | undefined): boolean => a?.toLowerCase() === b?.toLowerCase();
