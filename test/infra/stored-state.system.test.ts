/** The home folder of a stack that version 0.1 brought up. Its nodes and link are dead unless a test lets them live. */
import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { startTicks } from "../../base/process-identity.ts";
import { outputsSchema } from "../../results/schema/outputs.ts";
import { root } from "../helpers/imports.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

const run = promisify(execFile);

const FIXTURE = join(root, "test/fixtures/state-0.1");
const STACK = "local-kept";
const RUN = "local-kept-20261129T120119Z-b08cbe";
/** Its daemons, with their times of start in the state: one per node, one for the link. */
const DAEMONS = [
  { pid: 2147483000, ticks: "23409" },
  { pid: 2147483001, ticks: "23408" },
  { pid: 2147483002, ticks: "23409" },
];

describe("a stack that version 0.1 brought up", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  const stackmark = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, STACKMARK_HOME: join(folder.path, "home"), NO_COLOR: "1" };
    const command = [join(root, "cli/main.mjs"), ...(args[0] === "pulumi" ? [] : ["-C", folder.path]), ...args];
    try {
      return (await run(process.execPath, command, { env, cwd: folder.path })).stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`stackmark ${args.join(" ")}\n${stdout}\n${stderr}`, { cause: error });
    }
  };

  const edit = (file: string, change: (text: string) => string): void =>
    writeFileSync(file, change(readFileSync(file, "utf8")));

  /** Lets the state's daemons live: its identities of processes become that of one which runs. */
  const revive = (): ChildProcess => {
    const process_ = spawn("sleep", ["60"], { stdio: "ignore" });
    const ticks = startTicks(process_.pid!)!;
    edit(join(folder.path, "home/state/.pulumi/stacks/stackmark", `${STACK}.json`), (text) =>
      DAEMONS.reduce(
        (state, daemon) =>
          state
            .replaceAll(`${daemon.pid}-${daemon.ticks}`, `${process_.pid}-${ticks}`)
            .replaceAll(`"startTicks":"${daemon.ticks}"`, `"startTicks":"${ticks}"`)
            .replaceAll(`"pid":${daemon.pid}`, `"pid":${process_.pid}`),
        text,
      ),
    );
    return process_;
  };

  beforeEach(() => {
    for (const entry of ["infra", "node_modules", "package.json", "Pulumi.yaml"])
      symlinkSync(join(root, entry), join(folder.path, entry));
    copyFileSync(join(FIXTURE, `Pulumi.${STACK}.yaml`), join(folder.path, `Pulumi.${STACK}.yaml`));
    const home = join(folder.path, "home");
    cpSync(join(FIXTURE, "home"), home, { recursive: true });
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      edit(file, (text) => text.replaceAll("@ROOT@", root).replaceAll("@HOME@", home));
    }
  });

  it("the outputs of a stack of version 0.1 fit their schema, and its deployment can be exported", async () => {
    const outputs = outputsSchema.parse(JSON.parse(await stackmark("outputs", STACK, "--json")));
    assert.equal(outputs.runId, RUN);
    const exported = await stackmark("pulumi", "stack", "export", "--stack", STACK);
    const { deployment } = JSON.parse(exported) as { deployment: { resources: { type: string }[] } };
    assert.equal(deployment.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/")).length, 5);
  });

  it("a run that version 0.1 archived can be listed, compared and reported", async () => {
    assert.ok((await stackmark("results", "ls")).includes(RUN));
    assert.match(await stackmark("diff", RUN, RUN), /both sides are the same run/);
    const report = join(folder.path, "report.html");
    await stackmark("report", RUN, "--out", report);
    assert.ok(readFileSync(report, "utf8").includes(RUN));
  });

  it("preview changes nothing in a stack of version 0.1 that still runs", async () => {
    const running = revive();
    try {
      const text = await stackmark("preview", STACK);
      // The stack itself, two nodes, a link, the workload and the load.
      assert.match(text, /^Resources:\n +6 unchanged$/m);
    } finally {
      running.kill();
    }
  });

  it("preview replaces the dead machines of a stack of version 0.1, and does not measure its load again", async () => {
    const text = await stackmark("preview", STACK);
    assert.match(text, /EmulatedNode server replace/);
    assert.doesNotMatch(text, /LoadRun/);
    assert.match(text, /2 unchanged/);
  });

  it("destroy leaves only the results of a stack of version 0.1", async () => {
    assert.match(await stackmark("destroy", STACK), /6 deleted[^]*nothing left/);
    for (const kind of ["nodes", "links", "cells"])
      assert.deepEqual(globSync(`home/${STACK}/${kind}/**/*.json`, { cwd: folder.path }), [], kind);
    assert.ok(existsSync(join(folder.path, "home", "runs", RUN, "run.json")));
  });
});
