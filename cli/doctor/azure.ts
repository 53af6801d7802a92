/** Azure, asked by its own tool: who is signed in, and whether a region has the sizes and cores that a stack wants. */
import { z } from "zod";
import type { Finding } from "./finding.ts";
import { isOwnProblem, parsed, problemOf, quotaFinding, unknownQuota, type Share } from "./quota.ts";
import { coresOf, type RequiredCores, type RequiredMachine } from "./required-cores.ts";
import { runTool } from "./run-tool.ts";

const ARM = ["ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID"];
const accountSchema = z.object({ name: z.string(), user: z.object({ name: z.string() }) });

export async function azureAccount(env: NodeJS.ProcessEnv): Promise<Finding> {
  if (env.ARM_USE_MSI === "true") return { status: "ok", detail: "by the identity of this machine (ARM_USE_MSI)" };
  const given = ARM.filter((name) => env[name]);
  const proof = ["ARM_CLIENT_SECRET", "ARM_CLIENT_CERTIFICATE_PATH", "ARM_USE_OIDC"].some((name) => env[name]);
  if (given.length === ARM.length && proof)
    return { status: "ok", detail: `by ${ARM[0]} and its like in the environment` };
  if (given.length > 0) {
    const missing = [
      ...ARM.filter((name) => !env[name]),
      ...(proof ? [] : ["ARM_CLIENT_SECRET (or a certificate, or OIDC)"]),
    ];
    return { status: "note", detail: `the environment has ${given.join(", ")}, but not ${missing.join(", ")}` };
  }
  const answer = await runTool(env, "az", ["account", "show", "--output", "json"]);
  const account = parsed(answer, accountSchema);
  if (account) return { status: "ok", detail: `${account.user.name} in ${account.name}, by az` };
  const detail = `not signed in (${problemOf(answer)}): az login, or ARM_CLIENT_ID and its like`;
  return { status: "note", detail, isRefusal: isOwnProblem(answer) };
}

const usageSchema = z.array(
  z.object({ name: z.object({ value: z.string() }), currentValue: z.coerce.number(), limit: z.coerce.number() }),
);
type Usages = z.infer<typeof usageSchema>;

const skusSchema = z.array(
  z.object({
    name: z.string(),
    family: z.string(),
    restrictions: z.array(z.object({ type: z.string(), reasonCode: z.string().nullish() })).nullish(),
  }),
);

/** The list has some thousand sizes, of which Azure filters at its side. */
const SKUS_TIMEOUT_MS = 60_000;
/** Counts cores of all sizes of VMs that are not spot VMs. */
const REGIONAL = "cores";
const SPOT = "lowPriorityCores";

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Azure limits the cores of a region, those of each family of sizes in it, and those of spot VMs. */
export async function azureQuota(env: NodeJS.ProcessEnv, required: RequiredCores): Promise<Finding> {
  const { region, machines } = required;
  const answer = await runTool(env, "az", ["vm", "list-usage", "--location", region, "--output", "json"]);
  const usages = parsed(answer, usageSchema);
  if (!usages?.some(({ name }) => isSame(name.value, REGIONAL))) return unknownQuota(region, answer);
  const sizes = [...Map.groupBy(machines, ({ size }) => size)];
  const skus = await Promise.all(sizes.map(async ([size, same]) => ({ same, ...(await sku(env, region, size)) })));
  const regular = machines.filter(({ isSpot }) => !isSpot);
  const families = Map.groupBy(
    skus.filter(({ family }) => family !== undefined),
    ({ family }) => family!,
  );
  const byFamily = [...families].flatMap(([family, all]) => {
    const wanted = all.flatMap(({ same }) => same.filter(({ isSpot }) => !isSpot));
    return shareOf(usages, family, family, wanted);
  });
  const shares = [
    ...shareOf(usages, REGIONAL, "", regular),
    ...byFamily,
    ...shareOf(
      usages,
      SPOT,
      "spot",
      machines.filter(({ isSpot }) => isSpot),
    ),
  ];
  const refused = skus.flatMap(({ problem }) => problem ?? []);
  return quotaFinding(required, shares, refused, "Azure's portal, Quotas");
}

function shareOf(usages: Usages, quota: string, of: string, machines: readonly RequiredMachine[]): Share[] {
  const usage = usages.find(({ name }) => isSame(name.value, quota));
  if (!usage || machines.length === 0) return [];
  return [{ of, free: usage.limit - usage.currentValue, wanted: coresOf(machines) }];
}

/** @returns nothing where Azure did not say: that is no reason to refuse a stack */
async function sku(
  env: NodeJS.ProcessEnv,
  region: string,
  size: string,
): Promise<{ family?: string; problem?: string }> {
  const filter = ["--location", region, "--resource-type", "virtualMachines", "--size", size];
  // Without `--all`, sizes that the subscription may not use are missing.
  const answer = await runTool(env, "az", ["vm", "list-skus", ...filter, "--all", "--output", "json"], SKUS_TIMEOUT_MS);
  const skus = parsed(answer, skusSchema);
  if (!skus) return {};
  const own = skus.find(({ name }) => isSame(name, size));
  if (!own) return { problem: `Azure has no ${size} there` };
  const restriction = own.restrictions?.find(({ type }) => type === "Location");
  if (!restriction) return { family: own.family };
  const why = restriction.reasonCode ?? "restricted";
  return {
    family: own.family,
    problem: `the subscription may not use ${size} there (${why}); choose another size or region`,
  };
}
