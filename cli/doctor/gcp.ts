/** Google Cloud, asked by its own tool: which credentials the provider finds, and whether a region has cores enough. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Finding } from "./finding.ts";
import { isOwnProblem, parsed, problemOf, quotaFinding, unknownQuota, type Share } from "./quota.ts";
import { coresOf, type RequiredCores } from "./required-cores.ts";
import { runTool } from "./run-tool.ts";

/** In which the provider takes credentials themselves. */
const GIVEN = ["GOOGLE_CREDENTIALS", "GOOGLE_CLOUD_KEYFILE_JSON", "GCLOUD_KEYFILE_JSON", "GOOGLE_OAUTH_ACCESS_TOKEN"];
const LOGIN = "gcloud auth application-default login";

/** The provider uses application-default credentials. Those with which gcloud itself is signed in are others. */
export async function gcpAccount(env: NodeJS.ProcessEnv): Promise<Finding> {
  const given = GIVEN.find((name) => env[name]);
  if (given) return { status: "ok", detail: `by ${given} in the environment` };
  const file = env.GOOGLE_APPLICATION_CREDENTIALS;
  if (file && !existsSync(file))
    return {
      status: "note",
      detail: `GOOGLE_APPLICATION_CREDENTIALS names ${file}, which is not there`,
      isRefusal: true,
    };
  if (file) return { status: "ok", detail: `by ${file}` };
  // The token is a secret: only whether there is one is of interest.
  const token = await runTool(env, "gcloud", ["auth", "application-default", "print-access-token"]);
  if ("text" in token) return { status: "ok", detail: "application-default credentials, by gcloud" };
  const own = defaultFile(env);
  if (token.isMissing && existsSync(own)) return { status: "ok", detail: `application-default credentials, by ${own}` };
  if (token.isMissing) return { status: "note", detail: `not signed in (${problemOf(token)}): ${LOGIN}` };
  const why = `no application-default credentials, which the provider uses (${problemOf(token)})`;
  return { status: "note", detail: `${why}: ${LOGIN}`, isRefusal: isOwnProblem(token) };
}

function defaultFile(env: NodeJS.ProcessEnv): string {
  const name = "application_default_credentials.json";
  if (env.CLOUDSDK_CONFIG) return join(env.CLOUDSDK_CONFIG, name);
  if (process.platform === "win32" && env.APPDATA) return join(env.APPDATA, "gcloud", name);
  return join(env.HOME ?? homedir(), ".config", "gcloud", name);
}

const regionSchema = z.object({
  quotas: z.array(z.object({ metric: z.string(), limit: z.number(), usage: z.number() })),
});

/** Families whose cores `CPUS` counts; each other family has a quota of its own. */
const GENERAL = new Set(["e2", "n1", "f1", "g1"]);

const metricOf = (size: string): string => {
  const family = size.split("-")[0]!.toLowerCase();
  return GENERAL.has(family) ? "CPUS" : `${family.toUpperCase()}_CPUS`;
};

export async function gcpQuota(env: NodeJS.ProcessEnv, required: RequiredCores): Promise<Finding> {
  const { region, machines, stack, project } = required;
  if (project === null) return { status: "note", detail: `${region}: not asked, since ${stack} names no project yet` };
  const describe = ["compute", "regions", "describe", region, "--project", project, "--format=json"];
  const answer = await runTool(env, "gcloud", describe);
  const quotas = parsed(answer, regionSchema)?.quotas;
  if (!quotas) return unknownQuota(region, answer);
  const shares = [...Map.groupBy(machines, ({ size }) => metricOf(size))].flatMap(([metric, same]): Share[] => {
    const quota = quotas.find((each) => each.metric === metric);
    if (!quota) return [];
    const of = metric === "CPUS" ? "" : metric.replace("_CPUS", "");
    return [{ of, free: quota.limit - quota.usage, wanted: coresOf(same) }];
  });
  if (shares.length === 0) return unknownQuota(region, answer);
  return quotaFinding(required, shares, [], "Google's console, IAM, Quotas");
}
