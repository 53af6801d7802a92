/** Labels that only an administrator may give to a node: a kubelet that claims one for itself does not start. */
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { NodePatch } from "@pulumi/kubernetes/core/v1/nodePatch.js";

/** A node that joined anew has none of them: noted beside them, another machine is a change, and they are set again. */
const MACHINE = "stackmark.dev/machine";

/**
 * @param machine ID of the machine that is the node
 * @param opts `dependsOn` what joins the node: there is nothing to label before
 */
export const roleLabels = (
  node: string,
  labels: Record<string, Input<string>>,
  machine: Input<string>,
  opts: CustomResourceOptions,
): NodePatch =>
  new NodePatch(`${node}-labels`, { metadata: { name: node, labels, annotations: { [MACHINE]: machine } } }, opts);
