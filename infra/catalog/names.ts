/** Names that clouds accept, made from names that Pulumi and Kubernetes accept. */
import { digest } from "./digest.ts";

/**
 * Lower-case letters, digits and `-`, beginning with a letter and ending with none of `-`: what Google takes for any
 * resource, and Azure too. Whatever had to be changed brings six digits of its digest, so that two names stay two.
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

/** Of what is unique in a project: every stack has its own. */
export const projectName = (stack: string, part: string): string => slug(`stackmark-${stack}-${part}`);

/** A value of a label on either cloud. */
export const tagValue = (text: string): string => slug(text);
