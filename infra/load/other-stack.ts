/** The entry of another stack, as the target of a load. */
import * as pulumi from "@pulumi/pulumi";
import { InfraError } from "../errors.ts";
import { stackOutputsOf } from "../stack-reference.ts";

const references = new Map<string, pulumi.Output<string>>();

/** URL of the entry. The preview does not need the stack to be up; `up` fails with WORKLOAD_NOT_READY without it. */
export function entryOf(stack: string): pulumi.Output<string> {
  const known = references.get(stack);
  if (known !== undefined) return known;
  const url = stackOutputsOf(`target-${stack.replaceAll("/", "-")}`, stack).apply((outputs) => {
    const [first] = Object.values((outputs["endpoints"] ?? {}) as Record<string, string>);
    if (first !== undefined || pulumi.runtime.isDryRun()) return first ?? "";
    const message = `The stack ${stack}, whose entry is a target of load.regions, has no outputs: bring it up first.`;
    throw new InfraError("WORKLOAD_NOT_READY", message);
  });
  references.set(stack, url);
  return url;
}
