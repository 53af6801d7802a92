import assert from "node:assert/strict";
import sdk from "@pulumi/pulumi/package.json" with { type: "json" };
import engine from "../../../engine/package.json" with { type: "json" };
import { commandLine } from "./command-line.ts";

describe("invalid command lines", () => {
  const pulumi = commandLine();

  for (const argv of [
    ["nonsense"],
    ["stack", "nonsense"],
    ["config", "nonsense"],
    ["stack", "ls", "--nonsense"],
    ["config", "set"],
  ])
    it(`\`pulumi ${argv.join(" ")}\` fails with the reason`, async () => {
      const { exitCode, stderr } = await pulumi.run(...argv);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^error: (unknown|missing)/);
    });

  it("the help of a preview says that consent has no effect, and that of other operations what it does", async () => {
    const help = async (verb: string) => (await pulumi.run(verb, "--help")).stdout;
    assert.equal((await help("preview")).match(/accepted, without effect/g)!.length, 3);
    for (const verb of ["up", "refresh", "destroy"]) assert.match(await help(verb), /--yes +do not prompt/);
  });

  it("version prints Pulumi's version, whose protocol the engine speaks, and the engine's own on stderr", async () => {
    const { exitCode, stdout, stderr } = await pulumi.run("version");
    assert.deepEqual([exitCode, stdout], [0, `v${sdk.version}\n`]);
    assert.equal(stderr, `Stackmark's embedded engine ${engine.version}, which speaks the protocol of this version.\n`);
  });

  it("errors of usage have Pulumi's messages", async () => {
    const said = async (...argv: string[]) => {
      const { exitCode, stderr } = await pulumi.run(...argv);
      assert.equal(exitCode, 1);
      return stderr;
    };
    assert.equal(await said("up", "--nonsense"), "error: unknown flag: --nonsense\n");
    assert.equal(await said("up", "--targets=x"), "error: unknown flag: --targets\n");
    assert.equal(await said("up", "-zy"), "error: unknown shorthand flag: 'z' in -zy\n");
    assert.equal(await said("up", "--stack"), "error: flag needs an argument: --stack\n");
    assert.equal(
      await said("stack", "exprt"),
      `error: unknown command "exprt" for "pulumi stack"\n\nDid you mean this?\n\tpulumi stack export\n\nRun 'pulumi stack --help' for usage.\n`,
    );
    assert.match(await said("up", "--color", "blue"), /^error: unsupported color option: 'blue'/);
    assert.equal(
      await said("preview", "--target", "a", "--exclude", "b"),
      "error: if any flags in the group [target exclude] are set none of the others can be; [exclude target] were all set\n",
    );
    assert.match(
      await said("up", "--yes", "--refresh=maybe"),
      /^error: unable to determine value for --refresh\n$|no stack/,
    );
  });

  it("pulumi without a command prints help", async () => {
    const { exitCode, stdout } = await pulumi.run();
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Usage: pulumi /);
  });

  it("unsupported commands of the Pulumi CLI are named in the error", async () => {
    for (const argv of [["state", "move", "urn:x"], ["stack", "graph", "x"], ["login", "--local"], ["import"]])
      assert.match(
        (await pulumi.run(...argv)).stderr,
        new RegExp("^error: The embedded engine does not support `pulumi .*`"),
      );
  });

  it("backends other than files are refused", async () => {
    const { stderr } = await pulumi.runWith({ env: { PULUMI_BACKEND_URL: "https://api.pulumi.com" } }, "stack", "ls");
    assert.match(stderr, /^error: The backend https:\/\/api\.pulumi\.com is not a file backend/);
  });
});
