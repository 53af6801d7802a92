/** All resources of clouds that carry a stack's tag, in all regions, whoever made them. */
import { LAB_VARIABLE } from "../../lab/protocol/environment.ts";
import type { Context } from "../context.ts";
import { azureTagged } from "./azure.ts";
import { firewallRulesOf, type ExpiredStack } from "./expired.ts";
import { gcpFirewallRules, gcpTagged } from "./gcp.ts";
import { CLOUD_TITLES, type CloudResource } from "./scope.ts";

export interface Everything {
  resources: CloudResource[];
  /** Titles of the clouds that answered. */
  asked: string[];
  /** A line for each cloud that did not answer. */
  notAsked: string[];
}

/** @param projects of Google Cloud */
export async function everything({ env }: Pick<Context, "env">, projects: readonly string[]): Promise<Everything> {
  const lab = env[LAB_VARIABLE];
  const answers: [string, CloudResource[] | string][] = lab
    ? [["the lab", await (await import("./lab.ts")).labResources(lab)]]
    : [
        [CLOUD_TITLES.azure, await azureTagged(env)],
        ...(await Promise.all(
          projects.map(async (project): Promise<[string, CloudResource[] | string]> => {
            return [inProject(project), await gcpTagged(env, project)];
          }),
        )),
        ...(projects.length === 0
          ? [[CLOUD_TITLES.gcp, "no stack file names a project"] satisfies [string, string]]
          : []),
      ];
  return collected(answers);
}

/** Firewall rules in networks of the stack, which exist. */
export async function firewallRules({ env }: Pick<Context, "env">, stack: ExpiredStack): Promise<Everything> {
  const ids = new Set(firewallRulesOf(stack));
  const byProject = Map.groupBy(ids, (id) => id.split("/")[1]!);
  const lab = env[LAB_VARIABLE];
  const answers = await Promise.all(
    [...byProject].map(async ([project, rules]): Promise<[string, CloudResource[] | string]> => {
      const names = rules.map((id) => id.split("/").at(-1)!);
      const found = lab ? (await import("./lab.ts")).labResources(lab) : gcpFirewallRules(env, project, names);
      return [inProject(project), await found];
    }),
  );
  const found = collected(answers);
  return { ...found, resources: found.resources.filter(({ id }) => ids.has(id)) };
}

const inProject = (project: string): string => `${CLOUD_TITLES.gcp}, project ${project}`;

const collected = (answers: readonly (readonly [string, CloudResource[] | string])[]): Everything => ({
  resources: answers.flatMap(([, answer]) => (typeof answer === "string" ? [] : answer)),
  asked: answers.flatMap(([title, answer]) => (typeof answer === "string" ? [] : [title])),
  notAsked: answers.flatMap(([title, answer]) =>
    typeof answer === "string" ? [`${title} was not asked: ${answer}`] : [],
  ),
});
