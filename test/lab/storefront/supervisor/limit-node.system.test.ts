import assert from "node:assert/strict";
import { limitNode } from "../../../../lab/storefront/supervisor/limit-node.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

describe("the usage of a node without cgroups", () => {
  const folder = temporaryFolder();

  it("without cgroups, usage comes from /proc", async () => {
    const limits = await limitNode(
      { version: 1, stack: "my stack", name: "n1", dir: "/d", token: "t", cpus: 1, memoryMiB: 100, controlPort: 0 },
      folder.path,
    );
    const usage = limits.usage([process.pid]);
    assert.equal(usage.throttledSeconds, null);
    assert.ok(usage.cpuSeconds > 0 && usage.cpuSeconds < 1000, String(usage.cpuSeconds));
    assert.ok(usage.memoryBytes > 10_000_000 && usage.memoryBytes < 10_000_000_000, String(usage.memoryBytes));
    await limits.remove();
  });
});
