import { createHash } from "node:crypto";
import { messageOf } from "../../../base/errors.ts";
import type { NodeStart } from "../../protocol/node.ts";
import { hasCgroupV1, limitByCgroupV1 } from "./cgroup-v1.ts";
import { hasCgroupV2, limitByCgroupV2 } from "./cgroup-v2.ts";
import type { NodeLimits } from "./limits.ts";
import { sessionGroup } from "./process-group.ts";
import { processUsage } from "./process-usage.ts";

/**
 * Creates the strongest limits for a node that this machine allows. If it allows none, the note says why. Replaces a
 * cgroup that an earlier node in the same folder left behind.
 */
export async function limitNode(start: NodeStart, root = "/sys/fs/cgroup"): Promise<NodeLimits> {
  const path = cgroupPath(start);
  try {
    if (hasCgroupV2(root)) return await limitByCgroupV2(root, path, start);
    if (hasCgroupV1(root)) return await limitByCgroupV1(root, path, start);
    return noLimits("no limits hold: this system has no cgroups");
  } catch (error) {
    return noLimits(`no limits hold: cgroups cannot be made here (${messageOf(error)})`);
  }
}

/** The digest of the folder separates stacks with the same name that run from two folders on one machine. */
export function cgroupPath({ stack, name, dir }: NodeStart): string {
  const digest = createHash("sha256").update(dir).digest("hex").slice(0, 8);
  const plain = (text: string) => text.replaceAll(/[^\w.-]/g, "_");
  return `stackmark/${plain(stack)}-${digest}/${plain(name)}`;
}

/** A node without limits: `note` says why. Usage comes from /proc. */
const noLimits = (note: string): NodeLimits => ({
  quota: { cpu: false, memory: false, note },
  cgroups: [],
  liftCpu() {},
  holdCpu() {},
  usage: (children) => ({ ...processUsage(children), throttledSeconds: null }),
  group: () => Promise.resolve(sessionGroup()),
  remove: () => Promise.resolve(),
});
