import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  azureAccount,
  azureQuota,
  gcpAccount,
  gcpQuota,
  requiredCores,
  type RequiredCores,
} from "../../../cli/doctor/clouds.ts";
import { planStack } from "../../infra/topology/stacks.ts";

const access = { adminCidrs: ["203.0.113.7/32"] };
const workload = { name: "boutique" };

describe("doctor's cloud checks", () => {
  let bin: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    bin = await mkdtemp(join(tmpdir(), "stackmark-doctor-"));
    env = { PATH: bin };
  });
  afterEach(() => rm(bin, { recursive: true }));

  /** Creates a stand-in for a cloud's own tool, which records its arguments and prints `answer`. */
  const tool = async (name: string, answer: string, status = 0): Promise<void> => {
    const stream = status === 0 ? "1" : "2";
    await writeFile(
      join(bin, name),
      `#!/bin/sh\necho "$@" >>${bin}/asked\ncat >&${stream} <<'END'\n${answer}\nEND\nexit ${status}\n`,
    );
    await chmod(join(bin, name), 0o755);
    env = { PATH: `${bin}:/usr/bin:/bin` };
  };

  it("the cores required in a region are those of the largest stack there", () => {
    const nodes = [
      { name: "a", cloud: "azure", role: "server" },
      { name: "b", cloud: "azure" },
      { name: "c", cloud: "azure", region: "eastus" },
    ] as const;
    const plans = [
      planStack({ topology: { nodes: [nodes[0]] }, access, workload }, "small"),
      planStack({ topology: { nodes: [...nodes] }, access, workload }, "large"),
    ];
    assert.deepEqual(
      requiredCores(plans, "azure").map(({ region, cpus, stack }) => [region, cpus, stack]),
      [
        ["westeurope", 8, "large"],
        ["eastus", 4, "large"],
      ],
    );
    assert.deepEqual(requiredCores(plans, "gcp"), []);
  });

  it("an account in the environment is found without running a tool", async () => {
    const arm = { ARM_CLIENT_ID: "a", ARM_TENANT_ID: "b", ARM_SUBSCRIPTION_ID: "c", ARM_CLIENT_SECRET: "d" };
    assert.equal((await azureAccount({ ...env, ...arm })).status, "ok");
    assert.equal((await gcpAccount({ ...env, GOOGLE_CREDENTIALS: "{}" })).status, "ok");
  });

  it("an incomplete account in the environment is reported with what is missing", async () => {
    const finding = await azureAccount({ ...env, ARM_CLIENT_ID: "a", ARM_TENANT_ID: "b" });
    assert.equal(finding.status, "note");
    assert.match(finding.detail, /not ARM_SUBSCRIPTION_ID, ARM_CLIENT_SECRET/);
    const gone = await gcpAccount({ ...env, GOOGLE_APPLICATION_CREDENTIALS: "/nowhere.json" });
    assert.match(gone.detail, /names \/nowhere\.json, which is not there/);
  });

  it("the account that each cloud's own tool is signed in with is found", async () => {
    await tool("az", '{"name":"Mine","user":{"name":"me@example.com"}}');
    await tool("gcloud", "me@example.com");
    assert.equal((await azureAccount(env)).detail, "me@example.com in Mine, by az");
    assert.equal((await gcpAccount(env)).detail, "me@example.com, by gcloud");
  });

  it("a missing tool, or one that is not signed in, is reported with how to sign in", async () => {
    assert.match((await azureAccount(env)).detail, /az is not installed.*az login/);
    await tool("gcloud", "");
    assert.match((await gcpAccount(env)).detail, /gcloud auth application-default login/);
    await tool("az", "ERROR: Please run 'az login'", 1);
    assert.match((await azureAccount(env)).detail, /Please run 'az login'/);
  });

  const required: RequiredCores = { region: "westeurope", cpus: 8, stack: "multinode", project: "a-project" };

  it("quotas show how many cores are free, and where to request more if they are too few", async () => {
    await tool("az", '[{"name":{"value":"cores"},"currentValue":"6","limit":"10"}]');
    assert.deepEqual(await azureQuota(env, required), {
      status: "note",
      detail: "westeurope: 4 cores free, but multinode wants 8; ask for more (Azure's portal, Quotas)",
    });
    await tool("gcloud", '{"quotas":[{"metric":"CPUS","limit":24,"usage":0}]}');
    assert.deepEqual(await gcpQuota(env, required), {
      status: "ok",
      detail: "westeurope: 24 cores free, multinode wants 8",
    });
  });

  it("an answer that cannot be parsed is never taken for success", async () => {
    await tool("az", "[]");
    assert.match((await azureQuota(env, required)).detail, /could not be asked \(its answer was not understood\)/);
    await tool("gcloud", "<html>");
    assert.match((await gcpQuota(env, required)).detail, /could not be asked/);
    assert.match((await gcpQuota(env, { ...required, project: null })).detail, /names no project yet/);
  });
});
