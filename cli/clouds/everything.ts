/** All resources of clouds that carry a stack's tag, in all regions, whoever made them. */
import { LAB_VARIABLE } from "../../lab/protocol/environment.ts";
import type { Context } from "../context.ts";
import { azureTagged } from "./azure.ts";
import { unlabelledNames, type ExpiredStack } from "./expired.ts";
import { gcpHolds, gcpTagged } from "./gcp.ts";
import { CLOUD_TITLES, type CloudResource } from "./scope.ts";

export interface Everything {
  resources: CloudResource[];
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
            return [`${CLOUD_TITLES.gcp}, project ${project}`, await gcpTagged(env, project)];
          }),
        )),
        ...(projects.length === 0
          ? [[CLOUD_TITLES.gcp, "no stack file names a project"] satisfies [string, string]]
          : []),
      ];
  return {
    resources: answers.flatMap(([, answer]) => (typeof answer === "string" ? [] : answer)),
    notAsked: answers.flatMap(([title, answer]) =>
      typeof answer === "string" ? [`${title} was not asked: ${answer}`] : [],
    ),
  };
}

/** Networks, subnetworks and firewall rules in Google Cloud of the stack, by their names. */
export async function unlabelledOf(
  { env }: Pick<Context, "env">,
  { tag, resources }: ExpiredStack,
  projects: readonly string[],
): Promise<CloudResource[]> {
  const names = unlabelledNames(tag, resources);
  const lab = env[LAB_VARIABLE];
  if (lab) {
    const all = await (await import("./lab.ts")).labResources(lab);
    return typeof all === "string" ? [] : all.filter(({ cloud, id }) => cloud === "gcp" && isNamed(id, names));
  }
  const answers = await Promise.all(projects.map((gcpProject) => gcpHolds(env, { tag, gcpProject, gcpNames: names })));
  return answers.flatMap((answer) =>
    "resources" in answer ? answer.resources.filter(({ id }) => isNamed(id, names)) : [],
  );
}

const isNamed = (id: string, names: readonly string[]): boolean =>
  /\/(firewalls|subnetworks|networks|firewall-rules|subnets)\//.test(id) && names.includes(id.split("/").at(-1)!);
