import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { globSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init, type InitOptions } from "../../../cli/commands/init.ts";
import { join as joinCommand } from "../../../cli/commands/join.ts";
import type { Context } from "../../../cli/context.ts";
import { CliError } from "../../../cli/errors.ts";
import { planStackFile } from "../../../infra/stack-file.ts";
import { joinScriptFile, repositoryRoot } from "../../../infra/home.ts";

const HOST_KEY = `ssh-ed25519 ${"A".repeat(68)}`;

describe("stackmark init", () => {
  let root: string;
  let said: string;
  let warned: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "stackmark-init-"));
    for (const file of globSync("Pulumi.*.yaml", { cwd: repositoryRoot }))
      await cp(join(repositoryRoot, file), join(root, file));
    said = "";
    warned = "";
  });
  afterEach(() => rm(root, { recursive: true }));

  const context = (): Context => ({
    root,
    home: join(root, "home"),
    env: {},
    stdout: { write: (text) => (said += text) },
    stderr: { write: (text) => (warned += text) },
    colour: false,
    takeOverSignals: () => undefined,
  });
  const read = (stack: string): Promise<string> => readFile(join(root, `Pulumi.${stack}.yaml`), "utf8");
  const refused = async (phase: string, options: InitOptions): Promise<string> => {
    const before = await Promise.all((await readdir(root)).map((file) => readFile(join(root, file), "utf8")));
    const error = await init(context(), phase, options, undefined).then(
      () => assert.fail("it was taken"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof CliError);
    assert.equal(error.exitCode, 2);
    const after = await Promise.all((await readdir(root)).map((file) => readFile(join(root, file), "utf8")));
    assert.deepEqual(after, before, "something was written");
    return error.message;
  };

  it("init writes the values of its options, and keeps comments and all other values", async () => {
    const before = await read("edge");
    const edge = { edgeAddress: "198.51.100.9", edgeHostKey: HOST_KEY };
    assert.equal(await init(context(), "edge", { adminCidrs: ["203.0.113.7"], ...edge }, undefined), 0);
    const after = await read("edge");
    for (const comment of before.match(/#.*/g)!) assert.ok(after.includes(comment), comment);
    const { plan, unset } = planStackFile("edge", after);
    assert.deepEqual(plan?.kubernetes?.adminCidrs, ["203.0.113.7/32"]);
    assert.deepEqual(
      unset.map(({ path }) => path),
      ["edgeSshKey"],
    );
    assert.match(
      said,
      /Settings that `up` still requires:\n {2}edgeSshKey = <unset>.*pulumi config set --stack STACK --secret edgeSshKey/,
    );
  });

  it("a machine that joins by hand requires nothing but its address", async () => {
    await init(
      context(),
      "edge",
      { adminCidrs: ["203.0.113.7"], edgeAddress: "198.51.100.9", edgeJoin: "manual" },
      undefined,
    );
    assert.deepEqual(planStackFile("edge", await read("edge")).unset, []);
    assert.match(said, /Next: npx stackmark plan edge/);
  });

  it("init --stack creates a stack file from the phase's file, which it leaves alone", async () => {
    const before = await read("multicloud");
    await init(context(), "multicloud", { stack: "mine", gcpProject: "my-project" }, undefined);
    assert.equal(await read("multicloud"), before);
    assert.equal(planStackFile("mine", await read("mine")).plan?.kubernetes?.gcp?.project, "my-project");
  });

  it("init prompts for each missing setting, and leaves unset what gets an empty answer", async () => {
    const asked: string[] = [];
    const ask = (text: string): Promise<string> => {
      asked.push(text);
      return Promise.resolve(text.startsWith("Addresses") ? " 203.0.113.7, 192.0.2.0/24 " : "");
    };
    await init(context(), "multicloud", {}, ask);
    assert.equal(asked.length, 2);
    const { plan, unset } = planStackFile("multicloud", await read("multicloud"));
    assert.deepEqual(plan?.kubernetes?.adminCidrs, ["203.0.113.7/32", "192.0.2.0/24"]);
    assert.deepEqual(
      unset.map(({ path }) => path),
      ["topology.gcp.project"],
    );
  });

  it("init reports all problems at once, and writes nothing", async () => {
    const message = await refused("edge", { adminCidrs: ["0.0.0.0/0"], gcpProject: "x", edgeAddress: "1.2.3" });
    for (const part of [
      "--gcp-project: the stack has no node of cloud gcp",
      "access.adminCidrs[0]",
      "topology.nodes[2].publicIp",
    ])
      assert.ok(message.includes(part), message);
  });

  it("init replaces a value that is already set only with --force", async () => {
    await init(context(), "single", { adminCidrs: ["203.0.113.7"] }, undefined);
    assert.match(
      await refused("single", { adminCidrs: ["192.0.2.1"] }),
      /is already \["203\.0\.113\.7\/32"\]; --force/,
    );
    await init(context(), "single", { adminCidrs: ["192.0.2.1"], force: true }, undefined);
    assert.match(await read("single"), /adminCidrs: \[ 192\.0\.2\.1\/32 \]/);
  });

  it("init without options and without a terminal reports which settings are missing", async () => {
    assert.match(await refused("single", {}), /access\.adminCidrs = <unset>/);
  });

  it("init rejects invalid stack names", async () => {
    assert.match(await refused("single", { stack: "a/../b", adminCidrs: ["192.0.2.1"] }), /not a valid stack name/);
  });

  describe("and stackmark join", () => {
    const manual = { adminCidrs: ["203.0.113.7"], edgeAddress: "198.51.100.9", edgeJoin: "manual" };

    it("join prints the script that `up` has written, and warns of the token in it", async () => {
      await init(context(), "edge", manual, undefined);
      said = "";
      const file = joinScriptFile(join(root, "home"), "edge", "edge-node");
      await mkdir(join(file, ".."), { recursive: true });
      await writeFile(file, "#!/bin/sh\necho joined\n");
      assert.equal(await joinCommand(context(), "edge", "edge-node"), 0);
      assert.equal(said, "#!/bin/sh\necho joined\n");
      assert.match(warned, /contains a token.*sudo sh join-edge-node\.sh/);
    });

    it("join without a script says when there will be one", async () => {
      await init(context(), "edge", manual, undefined);
      await assert.rejects(joinCommand(context(), "edge", "edge-node"), { code: "JOIN_NOT_WAITING" });
    });

    it("join of another node names the nodes that join by hand", async () => {
      await init(context(), "edge", manual, undefined);
      await assert.rejects(joinCommand(context(), "edge", "server"), (error: CliError) => {
        assert.equal(error.code, "NODE_UNKNOWN");
        assert.match(error.message, /such nodes: edge-node/);
        return true;
      });
    });
  });
});
