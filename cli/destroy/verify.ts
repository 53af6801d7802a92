/** Whether anything of a destroyed stack is left, as the clouds say and this machine shows; state is not trusted. */
import type { Remains } from "../../infra/cluster/existing/remains.ts";
import { askClouds } from "../clouds/ask.ts";
import { CLOUD_TITLES, scopeOf } from "../clouds/scope.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { planIfValid, remainsInCluster } from "../stacks/plans.ts";
import { lineOf } from "./clouds.ts";
import { stillThere, takeInventory } from "./inventory.ts";

export interface Verified {
  /** What was asked, and what it answered. */
  lines: string[];
  code: ExitCode;
}

export async function verifyDestroyed(
  context: Pick<Context, "root" | "home" | "env">,
  stack: string,
): Promise<Verified> {
  const plan = await planIfValid(context, stack);
  const cluster = await remainsInCluster(context, stack);
  if (!plan && cluster === null)
    return { lines: [`${stack}: not asked: its stack file is invalid`], code: EXIT.unexpected };
  const answers = await askClouds(context, scopeOf(stack, plan, []));
  const existing = (plan?.nodes ?? []).filter(({ machine }) => machine?.kind === "existing").map(({ name }) => name);
  const here = stillThere(takeInventory(context.home, stack));
  const lines = [
    ...answers.flatMap((answer): string[] => {
      const title = CLOUD_TITLES[answer.cloud];
      if ("notAsked" in answer) return [`${title} was not asked: ${answer.notAsked}`];
      if (answer.resources.length === 0) return [`${title} holds nothing of it`];
      return [`${title} still holds ${answer.resources.length} of its resources`, ...answer.resources.map(lineOf)];
    }),
    ...existing.map((name) => `${name} was not asked: it is your machine, where \`ls /usr/local/bin/k3s\` shows K3s`),
    ...clusterLines(cluster),
    ...(here.length === 0 ? ["this machine holds nothing of it"] : here),
  ];
  const isLeft =
    here.length > 0 ||
    (cluster !== null && "left" in cluster && cluster.left.length > 0) ||
    answers.some((answer) => "resources" in answer && answer.resources.length > 0);
  const isUnasked =
    existing.length > 0 ||
    (cluster !== null && "notAsked" in cluster) ||
    answers.some((answer) => "notAsked" in answer);
  return {
    lines: lines.map((line) => `${stack}: ${line}`),
    code: isLeft ? EXIT.leftover : isUnasked ? EXIT.unexpected : EXIT.ok,
  };
}

function clusterLines(cluster: Remains | null): string[] {
  if (cluster === null) return [];
  if ("notAsked" in cluster) return [`the cluster was not asked: ${cluster.notAsked}`];
  return cluster.left.length === 0 ? ["the cluster holds nothing of it"] : cluster.left;
}
