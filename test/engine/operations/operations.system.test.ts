/** Tests whole operations with the SDK's runner and dynamic provider host, a real program and a real state. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TestProject } from "./test-project.ts";

const OPERATION_TIMEOUT_MS = 60_000;
const POLL_MS = 20;

async function newProject(program: string): Promise<TestProject> {
  const project = new TestProject();
  project.program(program);
  await project.init();
  return project;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(POLL_MS);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("operations", function () {
  this.timeout(OPERATION_TIMEOUT_MS);

  it("the program and dynamic providers run in the program's folder", async () => {
    await using project = await newProject(`
      const thing = new Thing("a");
      export const provider = thing.cwd, program = process.cwd(), node = process.version;
    `);
    const { result, outputs, changes } = await project.up();
    const infra = path.join(project.dir, "infra");
    assert.equal(result, "succeeded");
    assert.deepEqual(outputs, { provider: infra, program: infra, node: process.version });
    assert.deepEqual(changes, { create: 2 });
    assert.deepEqual((await project.up()).changes, { same: 2 });
    assert.deepEqual((await project.destroy()).changes, { delete: 2 });
    assert.deepEqual((await project.state()).resources, []);
  });

  it("a provider's stderr is reported immediately, under the resource that a line names", async () => {
    await using project = await newProject(`
      new Thing("a", { says: ["[a] half way", "nobody's line", "[other] not running"] });
    `);
    await project.up();
    const order = project.events.map((event) =>
      "diagnosticEvent" in event
        ? event.diagnosticEvent.message
        : "resOutputsEvent" in event
          ? event.resOutputsEvent.metadata.urn
          : "",
    );
    const done = order.findIndex((entry) => entry.endsWith("::a"));
    assert.ok(order.indexOf("half way") >= 0 && order.indexOf("half way") < done);
    const said = project.diagnostics();
    for (const line of ["info#err a: half way", "info#err -: nobody's line", "info#err -: [other] not running"]) {
      assert.ok(said.includes(line), line);
    }
  });

  it("a program that throws deletes nothing", async () => {
    await using project = await newProject(`new Thing("a"); new Thing("b");`);
    await project.up();
    project.program(`new Thing("a"); throw new Error("bad program");`);
    const { exitCode, result } = await project.up();
    assert.deepEqual([exitCode, result], [1, "failed"]);
    assert.ok(project.diagnostics().some((line) => line.includes("bad program")));
    assert.deepEqual((await project.state()).resources.map(({ urn }) => urn.split("::").at(-1)).sort(), [
      "a",
      "b",
      "default",
      "test-dev",
    ]);
  });

  it("an update survives a provider that exits", async () => {
    await using project = await newProject(`new Thing("a", { dies: true });`);
    const { result } = await project.up();
    assert.equal(result, "failed");
    assert.ok(project.diagnostics().includes("error a: error reading from server: EOF"));
    assert.deepEqual((await project.state()).pendingOperations, []);
  });

  it("an operation whose provider is killed stays pending", async () => {
    await using project = await newProject(`new Thing("a", { killed: true });`);
    assert.equal((await project.up()).result, "failed");
    const pending = (await project.state()).pendingOperations.map(({ type }) => type);
    assert.deepEqual(pending, ["creating"]);
  });

  it("a cancelled update finishes running steps and starts no others", async () => {
    await using project = await newProject(`
      const slow = new Thing("slow", { says: ["[slow] here"] });
      new Thing("late", {}, { dependsOn: slow });
    `);
    const cancel = new AbortController();
    const onEvent = project.options.onEvent;
    const { exitCode, result } = await project.up({
      signal: cancel.signal,
      onEvent: (event) => {
        onEvent?.(event);
        if ("diagnosticEvent" in event && event.diagnosticEvent.message === "here") cancel.abort();
      },
    });
    assert.deepEqual([exitCode, result], [1, "canceled"]);
    const { resources, pendingOperations } = await project.state();
    assert.deepEqual(
      resources.map(({ id }) => id).filter((id) => id?.endsWith("-id")),
      ["slow-id"],
    );
    assert.deepEqual(pendingOperations, []);
  });

  it("a terminated update keeps the operation of a hanging provider as pending", async () => {
    const project = new TestProject();
    await using _ = project;
    const pidFile = path.join(project.dir, "pid");
    project.program(`new Thing("a", { hangs: true, pidFile: ${JSON.stringify(pidFile)} });`);
    await project.init();
    const [cancel, terminate] = [new AbortController(), new AbortController()];
    const running = project.up({ signal: cancel.signal, terminate: terminate.signal });
    await until(() => fs.existsSync(pidFile));
    cancel.abort();
    terminate.abort();
    assert.equal((await running).exitCode, 1);
    const pending = (await project.state()).pendingOperations.map(
      ({ type, resource }) => `${type} ${resource.urn.split("::").at(-1)}`,
    );
    assert.deepEqual(pending, ["creating a"]);
    assert.equal(isAlive(Number(fs.readFileSync(pidFile, "utf8"))), false);
  });

  it("the program and its provider end when the engine is killed", async () => {
    const project = new TestProject();
    await using _ = project;
    const [providerPid, programPid] = [path.join(project.dir, "provider"), path.join(project.dir, "program")];
    project.program(`
      import * as fs from "node:fs";
      fs.writeFileSync(${JSON.stringify(programPid)}, String(process.pid));
      new Thing("a", { hangs: true, pidFile: ${JSON.stringify(providerPid)} });
    `);
    await project.init();
    const { projectDir, backendDir, stack } = project.options;
    const script = `import { up } from ${JSON.stringify(path.resolve(import.meta.dirname, "../../../engine/index.ts"))};
      await up(${JSON.stringify({ projectDir, backendDir, stack })});`;
    const engine = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      env: { ...process.env, PULUMI_CONFIG_PASSPHRASE: "test" },
      stdio: "ignore",
    });
    await until(() => fs.existsSync(providerPid) && fs.existsSync(programPid));
    const pids = [providerPid, programPid].map((file) => Number(fs.readFileSync(file, "utf8")));
    engine.kill("SIGKILL");
    await until(() => !pids.some(isAlive));
    const pending = (await project.state()).pendingOperations.map(({ type }) => type);
    assert.deepEqual(pending, ["creating"]);
  });

  it("an update names a missing plugin", async () => {
    await using project = await newProject(
      `new pulumi.CustomResource("aws:s3/bucket:Bucket", "b", {}, { version: "7.1.0" });`,
    );
    assert.equal((await project.up()).result, "failed");
    assert.ok(project.diagnostics().some((line) => line.includes("the provider plugin aws v7.1.0")));
  });
});
