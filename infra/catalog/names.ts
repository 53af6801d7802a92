/** Converts names of Pulumi and Kubernetes to names that clouds accept. */
import { digest } from "../../base/digest.ts";

/**
 * Lower-case letters, digits and `-`, starting with a letter and not ending with `-`: valid for all resources of Azure
 * and Google Cloud. A converted name ends with six digits of a digest, so that different names stay different.
 */
export function slug(text: string, maxLength = 63): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .replace(/-+$/, "");
  if (plain === text && plain.length <= maxLength) return plain;
  const suffix = digest(text).slice(0, 6);
  const kept = plain.slice(0, maxLength - suffix.length - 1).replace(/-+$/, "");
  return kept === "" ? `s-${suffix}` : `${kept}-${suffix}`;
}

export const resourceGroupName = (stack: string): string => slug(`stackmark-${stack}`);

/** Name of a resource that must be unique in its project. */
export const projectName = (stack: string, part: string): string => slug(`stackmark-${stack}-${part}`);

/** Tag in Azure, label in Google Cloud and Kubernetes, of what a stack creates. */
export const STACK_TAG = "stackmark-stack";

/** Value of a tag in Azure or a label in Google Cloud. */
export const tagValue = (text: string): string => slug(text);

/** Namespaces of a cluster that are not for an application alone. */
export const isSharedNamespace = (name: string): boolean => /^(default|monitoring|kube-.*)$/.test(name);
