/** What became of the machines of an expired stack: the clouds' guards do not end all of them. */
import type { BillingCloud } from "../../infra/budget/quotes.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { hourlySum, type Sum } from "../../results/cost.ts";
import type { Price } from "../../results/schema/prices.ts";
import { askClouds } from "../clouds/ask.ts";
import { isMachine, powerOf, type Power } from "../clouds/power.ts";
import { CLOUD_TITLES, scopeOf } from "../clouds/scope.ts";
import type { Context } from "../context.ts";
import type { StateResource } from "../engines/engine.ts";

export interface Fate {
  /** Name of the node or generator. */
  node: string;
  cloud: BillingCloud;
  /** `there`: its cloud did not say whether it runs. `null`: not known, for the reason in `why`. */
  state: Power | "there" | "gone" | null;
  why?: string;
}

/** Asks the clouds. @param resources of the stack's state */
export async function fatesOf(
  context: Pick<Context, "env">,
  plan: Plan,
  resources: readonly StateResource[],
): Promise<Fate[]> {
  const answers = await askClouds(context, scopeOf(plan.stack, plan, resources));
  const fates = [...plan.nodes, ...plan.generators].map(async ({ name: node, machine }): Promise<Fate | null> => {
    if (machine?.kind !== "azure" && machine?.kind !== "gcp") return null;
    const cloud = machine.kind;
    const answer = answers.find((each) => each.cloud === cloud);
    if (!answer || "notAsked" in answer) return { node, cloud, state: null, why: `not asked: ${answer?.notAsked}` };
    // A tool that is signed in to another account finds nothing either.
    if (answer.resources.length === 0) return { node, cloud, state: null, why: "it shows nothing of the stack" };
    const found = answer.resources.find((each) => isMachine(each) && each.id.endsWith(`/${machine.name}`));
    if (!found) return { node, cloud, state: "gone" };
    return { node, cloud, state: (await powerOf(context, found)) ?? "there" };
  });
  return (await Promise.all(fates)).filter((fate) => fate !== null);
}

/** In words, one part for each cloud and state. Pure. */
export const fateTexts = (fates: readonly Fate[]): string[] =>
  [...Map.groupBy(fates, ({ cloud, state, why }) => [cloud, state, why].join()).values()].map((alike) => {
    const { cloud, state, why } = alike[0]!;
    const names = alike.map(({ node }) => node).join(", ");
    const title = CLOUD_TITLES[cloud];
    if (state === "gone") return `${title} no longer has ${names}`;
    if (state === "running") return `${title} still runs ${names}`;
    if (state === "there") return `${title} still has ${names}`;
    if (state === "stopped")
      return cloud === "azure" ? `Azure has stopped ${names}` : `Google Cloud has stopped, not deleted, ${names}`;
    return cloud === "azure"
      ? `Azure has stopped ${names} (${why})`
      : `Google Cloud has deleted ${names} unless it was paused or resumed (${why})`;
  });

/**
 * What is left costs this per hour. A paused machine in Google Cloud has no limit of its run time that could end it: it stays with
 * its disk. Pure.
 */
export function sumOfLeft(prices: readonly Price[], fates: readonly Fate[]): Sum {
  const stateOf = new Map(fates.map(({ node, state }) => [node, state]));
  const isBilled = ({ node, kind, staysBilled }: Price): boolean => {
    const state = stateOf.get(node) ?? null;
    if (state === null) return staysBilled === true;
    return kind === "address" || state === "running" || (kind === "disk" && state !== "gone");
  };
  const sum = hourlySum(prices.filter(isBilled));
  const doubts = fates.flatMap(({ node, cloud, state }) => {
    if (state === "there") return [`${node}: the machine, if it runs`];
    return cloud === "gcp" && state === null ? [`${node}: its disk, if it was paused`] : [];
  });
  return { ...sum, unknown: [...sum.unknown, ...doubts] };
}
