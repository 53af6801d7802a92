import assert from "node:assert/strict";
import { commandLineOf } from "./command-line.ts";

const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
const keep = new pulumi.Config().require("keep") === "yes";
const group = new pulumi.ComponentResource("shop:index:Group", "group");
new pulumi.ComponentResource("shop:index:Part", "loose", {}, { parent: group });
if (keep) new pulumi.ComponentResource("shop:index:Part", "dear", {}, { parent: group, protect: true });`;

describe("up and destroy with protected resources", function () {
  this.timeout(60_000);
  const pulumi = commandLineOf(PROGRAM);
  const names = async () => {
    const { deployment } = JSON.parse((await pulumi.run("stack", "export")).stdout);
    return (deployment.resources ?? []).map(({ urn }: { urn: string }) => urn.split("::").at(-1));
  };
  beforeEach(async () => {
    await pulumi.run("config", "set", "keep", "yes");
    assert.equal((await pulumi.run("up", "--yes")).exitCode, 0);
  });

  it("destroy fails with protected resources, unless --exclude-protected or --ignore-protect is given", async () => {
    const left = await pulumi.run("destroy", "--yes", "--exclude-protected");
    assert.equal(left.exitCode, 0);
    assert.match(left.stdout, /All unprotected resources were destroyed\. There are still 3 protected resources/);
    assert.deepEqual(await names(), ["shop-dev", "group", "dear"]);
    const again = await pulumi.run("destroy", "--yes", "--exclude-protected", "--remove");
    assert.deepEqual(again, {
      exitCode: 0,
      stdout:
        "There were no unprotected resources to destroy. There are still 3 protected resources associated with this stack.\n",
      stderr: "",
    });

    const refused = await pulumi.run("destroy", "--yes");
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stdout, /protected/);
    const kept = await names();
    for (const name of ["shop-dev", "group", "dear"]) assert.ok(kept.includes(name), name);

    assert.equal((await pulumi.run("destroy", "--yes", "--ignore-protect")).exitCode, 0);
    assert.deepEqual(await names(), []);
  });

  it("up refuses to delete a protected resource without --ignore-protect", async () => {
    await pulumi.run("config", "set", "keep", "no");
    assert.equal((await pulumi.run("up", "--yes")).exitCode, 1);
    assert.ok((await names()).includes("dear"));
    assert.equal((await pulumi.run("up", "--yes", "--ignore-protect")).exitCode, 0);
    assert.deepEqual(await names(), ["shop-dev", "group", "loose"]);
  });
});
