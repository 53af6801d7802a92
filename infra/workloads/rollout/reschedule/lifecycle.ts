/** A Deployment's move to other nodes, as a resource: made by moving it there, deleted by letting it go again. */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../../../base/errors.ts";
import { reschedule, unpin, type RescheduleInputs, type Rescheduled } from "./move.ts";
import { withTools, type ClusterInputs, type ProbedService, type WithTools } from "../tools.ts";

export interface RescheduleProps extends ClusterInputs, RescheduleInputs {
  probed: ProbedService;
}

export type RescheduleOutputs = RescheduleProps & Rescheduled;

const target = ({ namespace, deployment, nodeSelector, target }: RescheduleProps) => {
  return { namespace, deployment, nodeSelector, target };
};

export function diff(olds: RescheduleOutputs, news: RescheduleProps) {
  const isOther = olds.namespace !== news.namespace || olds.deployment !== news.deployment;
  const isSame = isDeepStrictEqual(target(olds), target(news)) && olds.kubeconfig === news.kubeconfig;
  return { changes: !isSame, replaces: isOther ? ["deployment"] : [], deleteBeforeReplace: true };
}

/** @throws {InfraError} ROLLOUT_FAILED, with what was missing last; the next create goes on from there */
export async function create(
  inputs: RescheduleProps,
  open: WithTools = withTools,
): Promise<{ id: string; outs: RescheduleOutputs }> {
  return { id: randomUUID(), outs: await move(inputs, open) };
}

export async function update(
  olds: RescheduleOutputs,
  news: RescheduleProps,
  open: WithTools = withTools,
): Promise<{ outs: RescheduleOutputs }> {
  // New credentials move nothing: what was measured stays.
  if (isDeepStrictEqual(target(olds), target(news))) return { outs: { ...olds, ...news } };
  await open(olds, null, ({ workloads }) => unpin(workloads, leftOver(olds, news)));
  return { outs: await move(news, open) };
}

/** Labels that the new selector no longer asks for. */
function leftOver(olds: RescheduleOutputs, news: RescheduleProps): RescheduleOutputs {
  const gone = Object.entries(olds.nodeSelector).filter(([key]) => !(key in news.nodeSelector));
  return { ...olds, nodeSelector: Object.fromEntries(gone) };
}

async function move(inputs: RescheduleProps, open: WithTools): Promise<RescheduleOutputs> {
  const moved = await open(inputs, inputs.probed, (tools) => reschedule(inputs, tools));
  return { ...inputs, ...moved };
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Never throws: a cluster that is gone has no pin left, and must not hold up a destroy. */
export async function remove(props: RescheduleOutputs, open: WithTools = withTools, print = say): Promise<void> {
  try {
    await open(props, null, ({ workloads }) => unpin(workloads, props));
  } catch (error) {
    print(`${props.deployment} stays pinned: ${messageOf(error)}`);
  }
}
