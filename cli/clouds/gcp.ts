/** What Google Cloud holds, as its own tool lists it. */
import { z } from "zod";
import { STACK_TAG } from "../../infra/catalog/names.ts";
import { parsed, problemOf } from "../doctor/quota.ts";
import { runTool } from "../doctor/run-tool.ts";
import type { Answer, CloudResource, StackScope } from "./scope.ts";

const resourcesSchema = z.array(
  z.object({
    selfLink: z.string(),
    labels: z.record(z.string(), z.string()).nullish(),
  }),
);

/** Only the first three have labels. */
const KINDS: readonly { kind: string; list: readonly string[]; isLabelled: boolean }[] = [
  { kind: "instances", list: ["instances"], isLabelled: true },
  { kind: "disks", list: ["disks"], isLabelled: true },
  { kind: "addresses", list: ["addresses"], isLabelled: true },
  { kind: "firewall-rules", list: ["firewall-rules"], isLabelled: false },
  { kind: "subnets", list: ["networks", "subnets"], isLabelled: false },
  { kind: "networks", list: ["networks"], isLabelled: false },
];

const TIMEOUT_MS = 60_000;

/** Everything with the stack's label in any region and zone, and everything with a name that only this stack gives. */
export async function gcpHolds(
  env: NodeJS.ProcessEnv,
  { tag, gcpProject, gcpNames }: Pick<StackScope, "tag" | "gcpProject" | "gcpNames">,
): Promise<Answer> {
  if (gcpProject === null) return { cloud: "gcp", notAsked: "the stack file names no project" };
  const byName = `name=(${gcpNames.map((name) => `"${name}"`).join(" ")})`;
  const answers = await Promise.all(
    KINDS.map(({ kind, list, isLabelled }) =>
      listed(env, gcpProject, kind, list, isLabelled ? `labels.${STACK_TAG}="${tag}" OR ${byName}` : byName),
    ),
  );
  const refused = answers.find((answer) => typeof answer === "string");
  if (refused !== undefined) return { cloud: "gcp", notAsked: refused };
  return { cloud: "gcp", resources: answers.flatMap((answer) => (typeof answer === "string" ? [] : answer)) };
}

/** All resources with labels that carry any stack's. @returns a text if Google Cloud did not answer */
export async function gcpTagged(env: NodeJS.ProcessEnv, project: string): Promise<CloudResource[] | string> {
  const answers = await Promise.all(
    KINDS.filter(({ isLabelled }) => isLabelled).map(({ kind, list }) =>
      listed(env, project, kind, list, `labels.${STACK_TAG}:*`),
    ),
  );
  return answers.find((answer) => typeof answer === "string") ?? (answers as CloudResource[][]).flat();
}

async function listed(
  env: NodeJS.ProcessEnv,
  project: string,
  kind: string,
  list: readonly string[],
  filter: string,
): Promise<CloudResource[] | string> {
  const args = ["compute", ...list, "list", "--project", project, "--filter", filter, "--format=json"];
  const answer = await runTool(env, "gcloud", args, TIMEOUT_MS);
  const found = parsed(answer, resourcesSchema);
  if (!found) return problemOf(answer);
  return found.map(({ selfLink, labels }): CloudResource => ({
    cloud: "gcp",
    id: selfLink.replace(/^https:\/\/[^/]+\/compute\/[^/]+\//, ""),
    kind,
    tags: labels ?? {},
  }));
}
