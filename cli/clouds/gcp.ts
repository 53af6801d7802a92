/** What Google Cloud holds, as its own tool lists it. */
import { z } from "zod";
import { STACK_TAG } from "../../infra/catalog/names.ts";
import { parsed, problemOf } from "../doctor/quota.ts";
import { runTool } from "../doctor/run-tool.ts";
import { gcpTags, type Answer, type CloudResource, type StackScope } from "./scope.ts";

const resourcesSchema = z.array(
  z.object({
    selfLink: z.string(),
    labels: z.record(z.string(), z.string()).nullish(),
    description: z.string().nullish(),
  }),
);

/** Where a kind has the tags of a stack. */
type TagsAt = "labels" | "description" | "nowhere";

const KINDS: readonly { kind: string; list: readonly string[]; tagsAt: TagsAt }[] = [
  { kind: "instances", list: ["instances"], tagsAt: "labels" },
  { kind: "disks", list: ["disks"], tagsAt: "labels" },
  { kind: "addresses", list: ["addresses"], tagsAt: "labels" },
  { kind: "firewall-rules", list: ["firewall-rules"], tagsAt: "nowhere" },
  { kind: "subnets", list: ["networks", "subnets"], tagsAt: "description" },
  { kind: "networks", list: ["networks"], tagsAt: "description" },
];

/** Filters for all that any stack has made; `null`: none finds it. */
const TAGGED: Readonly<Record<TagsAt, string | null>> = {
  labels: `labels.${STACK_TAG}:*`,
  description: `description~"^${STACK_TAG}="`,
  nowhere: null,
};

const TIMEOUT_MS = 60_000;

/** The tool ends with 0 when regions or zones do not answer, and lists what the others have. */
const PARTIAL = /did not succeed|did not respond|unreachable/i;

/** Everything with the stack's label in any region and zone, and everything with a name that only this stack gives. */
export async function gcpHolds(
  env: NodeJS.ProcessEnv,
  { tag, gcpProject, gcpNames }: Pick<StackScope, "tag" | "gcpProject" | "gcpNames">,
): Promise<Answer> {
  if (gcpProject === null) return { cloud: "gcp", notAsked: "the stack file names no project" };
  const byName = named(gcpNames);
  const found = await listedKinds(env, gcpProject, (tagsAt) =>
    tagsAt === "labels" ? `labels.${STACK_TAG}="${tag}" OR ${byName}` : byName,
  );
  if (typeof found === "string") return { cloud: "gcp", notAsked: found };
  return { cloud: "gcp", resources: found, at: `project ${gcpProject}` };
}

/** All resources with any stack's tags in labels or description. @returns a text if Google Cloud did not answer */
export const gcpTagged = (env: NodeJS.ProcessEnv, project: string): Promise<CloudResource[] | string> =>
  listedKinds(env, project, (tagsAt) => TAGGED[tagsAt]);

/** Firewall rules of these names. @returns a text if Google Cloud did not answer */
export const gcpFirewallRules = (
  env: NodeJS.ProcessEnv,
  project: string,
  names: readonly string[],
): Promise<CloudResource[] | string> => listed(env, project, "firewall-rules", ["firewall-rules"], named(names));

const named = (names: readonly string[]): string => `name=(${names.map((name) => `"${name}"`).join(" ")})`;

/** @param filterOf for each kind; `null`: it is not asked for. @returns a text if Google Cloud did not answer for a kind */
async function listedKinds(
  env: NodeJS.ProcessEnv,
  project: string,
  filterOf: (tagsAt: TagsAt) => string | null,
): Promise<CloudResource[] | string> {
  const answers = await Promise.all(
    KINDS.flatMap(({ kind, list, tagsAt }) => {
      const filter = filterOf(tagsAt);
      return filter === null ? [] : [listed(env, project, kind, list, filter)];
    }),
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
  if ("text" in answer && PARTIAL.test(answer.warnings)) return answer.warnings.trim().replace(/\s*\n\s*/g, " ");
  const found = parsed(answer, resourcesSchema);
  if (!found) return problemOf(answer);
  return found.map(({ selfLink, ...facts }): CloudResource => {
    const id = selfLink.replace(/^https:\/\/[^/]+\/compute\/[^/]+\//, "");
    return { cloud: "gcp", id, kind, tags: gcpTags(id, facts) };
  });
}
