/** The outputs of another stack. */
import * as pulumi from "@pulumi/pulumi";

/**
 * Outputs of a stack, unchecked; empty if it is not up.
 * @param resource name of the reference, unique in the program
 * @param name such as `single`, of this organization and project, or a full name
 */
export function stackOutputsOf(resource: string, name: string): pulumi.Output<Record<string, unknown>> {
  const full = name.includes("/") ? name : `${pulumi.getOrganization()}/${pulumi.getProject()}/${name}`;
  return new pulumi.StackReference(resource, { name: full }).outputs;
}
