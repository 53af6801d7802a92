import assert from "node:assert/strict";
import { commandLine } from "../command-line.ts";
import { stackWithOutputs } from "./with-outputs.ts";

describe("stack without a subcommand", () => {
  const pulumi = commandLine();

  it("stack shows resources below their parents, then outputs", async () => {
    await stackWithOutputs(pulumi);
    const { stdout } = await pulumi.run("stack", "--show-ids", "--show-urns");
    const lines = stdout.split("\n");
    assert.equal(lines[0], "Current stack is dev:");
    assert.match(lines[1] ?? "", /^ {4}Managed by \S+$/);
    assert.match(
      lines[2] ?? "",
      /^ {4}Last updated: (now|\d+ seconds? ago) \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* \+0000 UTC\)$/,
    );
    const tree = lines.slice(3, lines.indexOf(""));
    assert.deepEqual(
      tree.filter((line) => !line.includes("URN: ")),
      [
        "Current stack resources (3):",
        "    TYPE                      NAME",
        "    pulumi:pulumi:Stack       shop-dev",
        "    ├─ pulumi:providers:test  default",
        "    │     ID: 0b5a4b8e-3f63-4f4c-8d5d-b1f1b7e9b5a1",
        "    └─ test:index:Thing       a",
        "          ID: a-1",
      ],
    );
    assert.ok(tree.includes("          URN: urn:pulumi:dev::shop::test:index:Thing::a"));
    assert.match(stdout, /\n\nCurrent stack outputs \(4\):\n/);
    assert.match(stdout, /\n\nUse `pulumi stack select` to change stack; `pulumi stack ls` lists known ones\n$/);
    assert.doesNotMatch(stdout, /hush/);
    assert.equal((await pulumi.run("stack", "--show-name")).stdout, "dev\n");
  });

  it("stack reports that a stack has no resources", async () => {
    await pulumi.run("stack", "init", "dev");
    const { stdout } = await pulumi.run("stack");
    assert.match(stdout, /Current stack resources \(0\):\n {4}No resources currently in this stack\n\nUse /);
  });
});
