import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { azureAccount, azureQuota, gcpAccount, gcpQuota, type RequiredCores } from "../../../cli/doctor/clouds.ts";

describe("doctor's use of the clouds' tools", () => {
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
