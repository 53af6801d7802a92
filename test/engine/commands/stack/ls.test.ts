import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commandLine } from "../command-line.ts";
import { stackWithOutputs } from "./with-outputs.ts";

describe("stack ls", () => {
  const pulumi = commandLine();

  it("stack ls lists a stack whose state cannot be read", async () => {
    await stackWithOutputs(pulumi);
    await pulumi.run("stack", "init", "broken");
    await writeFile(join(pulumi.backendDir, ".pulumi/stacks/shop/broken.json"), "{");
    const { stdout, exitCode } = await pulumi.run("stack", "ls");
    assert.equal(exitCode, 0);
    assert.match(stdout, /broken\* +n\/a +n\/a\ndev +(now|\d+ seconds? ago) +3\n/);
  });

  it("stack ls shows the last update and the number of resources of each stack, sorted by name", async () => {
    for (const name of ["prod", "dev", "organization/other/x"]) await pulumi.run("stack", "init", name);
    await pulumi.run("stack", "tag", "set", "--stack", "prod", "tier", "gold");
    const listed = async (...flags: string[]) =>
      JSON.parse((await pulumi.run("stack", "ls", "--json", ...flags)).stdout);
    const rows = await listed();
    assert.deepEqual(
      rows.map(({ lastUpdate: _, ...row }: { lastUpdate: string }) => row),
      [
        { name: "dev", current: false, resourceCount: 0 },
        { name: "prod", current: false, resourceCount: 0 },
      ],
    );
    assert.match(rows[0].lastUpdate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const names = async (...flags: string[]) => (await listed(...flags)).map(({ name }: { name: string }) => name);
    assert.deepEqual(await names("--all"), ["dev", "organization/other/x", "prod"]);
    assert.deepEqual(await names("--project", "other"), ["organization/other/x"]);
    assert.deepEqual(await names("--tag", "tier=gold"), ["prod"]);
    assert.deepEqual(await names("--tag", "tier=tin"), []);
  });
});
