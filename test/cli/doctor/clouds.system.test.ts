import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { azureAccount, azureQuota } from "../../../cli/doctor/azure.ts";
import { requireClouds } from "../../../cli/doctor/clouds.ts";
import { gcpAccount, gcpQuota } from "../../../cli/doctor/gcp.ts";
import { requiredCores, type RequiredCores } from "../../../cli/doctor/required-cores.ts";
import { ADMIN, planStack } from "../../infra/topology/stacks.ts";

/** What a stand-in answers: the first whose pattern is in its arguments. */
type Answers = Record<string, string | { error: string }>;

const D = "Standard_D4s_v5";
const usage = (value: string, used: number, limit: number) => ({
  name: { value },
  currentValue: String(used),
  limit: String(limit),
});
const sku = (name: string, family: string, reasonCode?: string) => ({
  ...{ name, family },
  restrictions: reasonCode ? [{ type: "Location", reasonCode }] : [{ type: "Zone", reasonCode: "Zonal" }],
});
const plan = planStack(
  {
    topology: {
      nodes: [
        { name: "server", cloud: "azure", role: "server" },
        { name: "worker", cloud: "gcp" },
      ],
      gcp: { project: "a-project" },
    },
    access: { adminCidrs: [ADMIN] },
    workload: { name: "boutique" },
  },
  "multicloud",
);

describe("doctor's use of the clouds' tools", () => {
  let bin: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    bin = await mkdtemp(join(tmpdir(), "stackmark-doctor-"));
    env = { PATH: bin, HOME: bin };
  });
  afterEach(() => rm(bin, { recursive: true }));

  /** Creates a stand-in for a cloud's own tool, which records its arguments. */
  const tool = async (name: string, answers: Answers): Promise<void> => {
    const cases = Object.entries(answers).map(([pattern, answer]) =>
      typeof answer === "string"
        ? `*'${pattern}'*) cat <<'END'\n${answer}\nEND\nexit 0;;`
        : `*'${pattern}'*) echo '${answer.error}' >&2; exit 1;;`,
    );
    await writeFile(
      join(bin, name),
      `#!/bin/sh\necho "$@" >>${bin}/asked\ncase "$*" in\n${cases.join("\n")}\n*) exit 9;;\nesac\n`,
    );
    await chmod(join(bin, name), 0o755);
    env = { PATH: `${bin}:/usr/bin:/bin`, HOME: bin };
  };
  const signedIn: Answers = { "account show": '{"name":"Mine","user":{"name":"me@example.com"}}' };
  const azure = (own: Answers = {}): Answers => ({
    ...signedIn,
    "list-usage": JSON.stringify([usage("cores", 2, 10), usage("standardDSv5Family", 0, 10)]),
    "list-skus": JSON.stringify([sku(D, "standardDSv5Family")]),
    ...own,
  });
  const google = (own: Answers = {}): Answers => ({
    "print-access-token": "ya29.secret",
    describe: '{"quotas":[{"metric":"CPUS","limit":24,"usage":0},{"metric":"N2_CPUS","limit":4,"usage":0}]}',
    ...own,
  });

  it("the account that az is signed in with, and Google's application-default credentials are found", async () => {
    await tool("az", azure());
    await tool("gcloud", google());
    assert.equal((await azureAccount(env)).detail, "me@example.com in Mine, by az");
    assert.equal((await gcpAccount(env)).detail, "application-default credentials, by gcloud");
  });

  it("a missing tool, or one that is not signed in, is reported with how to sign in", async () => {
    assert.match((await azureAccount(env)).detail, /az is not installed.*az login/);
    assert.match((await gcpAccount(env)).detail, /gcloud is not installed.*gcloud auth application-default login/);
    await tool("az", { account: { error: "ERROR: Please run az login" } });
    assert.match((await azureAccount(env)).detail, /Please run az login/);
  });

  it("an account of gcloud itself is not what the provider uses", async () => {
    const error = "Your default credentials were not found.";
    await tool("gcloud", { "auth list": "me@example.com", "print-access-token": { error } });
    const finding = await gcpAccount(env);
    assert.match(finding.detail, /^no application-default credentials.*were not found.*application-default login$/);
    assert.equal(finding.isRefusal, true);
  });

  const required = (own: Partial<RequiredCores> = {}): RequiredCores => ({
    ...{ region: "westeurope", cpus: 4, stack: "multinode", project: "a-project" },
    machines: [{ size: D, cpus: 4, isSpot: false }],
    ...own,
  });
  const twice = required({ cpus: 8, machines: [1, 2].map(() => ({ size: D, cpus: 4, isSpot: false })) });

  it("Azure's quotas are those of the region and of each family, and show where to request more", async () => {
    await tool("az", azure());
    assert.deepEqual(await azureQuota(env, twice), {
      status: "ok",
      detail: "westeurope: 8 cores free, multinode wants 8; 10 standardDSv5Family cores free, multinode wants 8",
    });
    const usages = JSON.stringify([usage("cores", 0, 10), usage("standardDSv5Family", 4, 10)]);
    await tool("az", azure({ "list-usage": usages }));
    assert.deepEqual(await azureQuota(env, twice), {
      status: "note",
      detail:
        "westeurope: 6 standardDSv5Family cores free, but multinode wants 8; ask for more (Azure's portal, Quotas)",
      isRefusal: true,
    });
  });

  it("cores of spot VMs have a quota of their own in Azure", async () => {
    const usages = JSON.stringify([usage("cores", 10, 10), usage("lowPriorityCores", 0, 3)]);
    await tool("az", azure({ "list-usage": usages }));
    const spot = required({ machines: [{ size: D, cpus: 4, isSpot: true }] });
    assert.match((await azureQuota(env, spot)).detail, /^westeurope: 3 spot cores free, but multinode wants 4;/);
  });

  it("a size that the subscription may not use, or that a region does not have, is reported", async () => {
    await tool("az", azure({ "list-skus": JSON.stringify([sku(D, "f", "NotAvailableForSubscription")]) }));
    const restricted = await azureQuota(env, required());
    assert.match(
      restricted.detail,
      /may not use Standard_D4s_v5 there \(NotAvailableForSubscription\); choose another/,
    );
    assert.match(await readFile(join(bin, "asked"), "utf8"), /list-skus .*--size Standard_D4s_v5 --all/);
    await tool("az", azure({ "list-skus": "[]" }));
    assert.match((await azureQuota(env, required())).detail, /Azure has no Standard_D4s_v5 there/);
    // No answer is no reason.
    await tool("az", azure({ "list-skus": { error: "busy" } }));
    assert.equal((await azureQuota(env, required())).status, "ok");
  });

  it("Google's quotas are those of the region, and of families that have their own", async () => {
    await tool("gcloud", google());
    const e2 = required({ machines: [{ size: "e2-standard-8", cpus: 8, isSpot: false }] });
    assert.equal((await gcpQuota(env, e2)).detail, "westeurope: 24 cores free, multinode wants 8");
    const n2 = required({ machines: [{ size: "n2-standard-8", cpus: 8, isSpot: false }] });
    assert.match((await gcpQuota(env, n2)).detail, /4 N2 cores free, but multinode wants 8; ask for more \(Google's/);
  });

  it("an answer that cannot be parsed is never taken for success", async () => {
    await tool("az", { "list-usage": "[]" });
    assert.match((await azureQuota(env, required())).detail, /could not be asked \(its answer was not understood\)/);
    await tool("gcloud", { describe: "<html>" });
    assert.match((await gcpQuota(env, required())).detail, /could not be asked/);
    assert.match((await gcpQuota(env, required({ project: null }))).detail, /names no project yet/);
  });

  describe("before a stack is started", () => {
    const isUp = () => Promise.resolve(false);
    const context = () => ({ env, root: bin });

    it("all clouds are asked, and everything that one would refuse is named at once", async () => {
      assert.equal(requiredCores([plan], "gcp").length, 1);
      await tool("az", azure({ "list-usage": JSON.stringify([usage("cores", 10, 10)]) }));
      await tool("gcloud", google({ "print-access-token": { error: "none" } }));
      await assert.rejects(requireClouds(context(), [plan], { isUp }), (error: Error & { code: string }) => {
        assert.equal(error.code, "CLOUD_REFUSES");
        assert.match(error.message, /^multicloud: a cloud would refuse this\. Nothing was started\.\n/);
        assert.match(error.message, /- Azure quota: westeurope: 0 cores free/);
        assert.match(error.message, /- Google Cloud: no application-default credentials/);
        return true;
      });
    });

    it("a stack starts if the clouds have what it wants, or if their tools are not installed", async () => {
      await requireClouds(context(), [plan], { isUp });
      await tool("az", azure());
      await tool("gcloud", google());
      await requireClouds(context(), [plan], { isUp });
    });

    it("a stack that is up is not asked for, because its own machines use the quota", async () => {
      await tool("az", azure({ "list-usage": JSON.stringify([usage("cores", 10, 10)]) }));
      await requireClouds(context(), [plan], { isUp: () => Promise.resolve(true) });
    });

    it("credentials in the stack file are the provider's, whoever the tools are signed in as", async () => {
      await tool("az", { account: { error: "Please run az login" } });
      await assert.rejects(requireClouds(context(), [plan], { isUp }), { code: "CLOUD_REFUSES" });
      await writeFile(join(bin, "Pulumi.multicloud.yaml"), "config:\n  azure-native:clientId: a\n");
      await requireClouds(context(), [plan], { isUp });
    });
  });
});
