/** Role labels, which only an administrator may set: a kubelet that sets one on its own node does not start. */
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { NodePatch } from "@pulumi/kubernetes/core/v1/nodePatch.js";

/** A node that joins again has lost the labels. With the machine's ID beside them, that is a change, and they are set again. */
const MACHINE = "stackmark.dev/machine";

/**
 * @param machine ID of the machine that is the node
 * @param opts `dependsOn` what joins the node: it does not exist before
 */
export const roleLabels = (
  node: string,
  labels: Record<string, Input<string>>,
  machine: Input<string>,
  opts: CustomResourceOptions,
): NodePatch =>
  new NodePatch(`${node}-labels`, { metadata: { name: node, labels, annotations: { [MACHINE]: machine } } }, opts);
