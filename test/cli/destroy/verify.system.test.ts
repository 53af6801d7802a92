import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { verifyDestroyed } from "../../../cli/destroy/verify.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { standIn } from "../clouds/tools.ts";

const FILES: Record<string, string> = {
  local: "config:\n  stackmark:topology: { nodes: [{ name: server, cloud: local, role: server }] }\n",
  single:
    "config:\n  stackmark:topology: { nodes: [{ name: server, cloud: azure, role: server }] }\n  stackmark:workload: { name: boutique }\n",
  edge: "config:\n  stackmark:topology: { nodes: [{ name: server, cloud: azure, role: server }, { name: edge, cloud: existing }] }\n  stackmark:workload: { name: boutique }\n",
  broken: "config:\n  stackmark:topology: 1\n",
};

describe("whether a stack is destroyed", () => {
  const folder = temporaryFolder();
  beforeEach(() => {
    for (const [stack, text] of Object.entries(FILES)) writeFileSync(join(folder.path, `Pulumi.${stack}.yaml`), text);
  });
  const verify = (stack: string) =>
    verifyDestroyed(
      { root: folder.path, home: join(folder.path, "home"), env: { PATH: `${folder.path}:/usr/bin:/bin` } },
      stack,
    );

  it("is proven by a cloud that holds nothing of it (exit code 0)", async () => {
    await standIn(folder.path, "az", {});
    assert.deepEqual(await verify("single"), {
      lines: ["single: Azure holds nothing of it", "single: this machine holds nothing of it"],
      code: 0,
    });
  });

  it("is not, while a cloud holds something (exit code 5)", async () => {
    const id = "/subscriptions/s/resourceGroups/stackmark-single";
    await standIn(folder.path, "az", { "group list --query": [{ id, type: null, tags: null }] });
    const { lines, code } = await verify("single");
    assert.equal(code, 5);
    assert.match(lines.join("\n"), /^single: Azure still holds 1 of its resources\n.*az group delete/);
  });

  it("is unknown where a cloud or a machine was not asked (exit code 1)", async () => {
    const missing = await verify("single");
    assert.deepEqual([missing.code, missing.lines[0]], [1, "single: Azure was not asked: az is not installed"]);
    await standIn(folder.path, "az", {});
    const edge = await verify("edge");
    assert.equal(edge.code, 1);
    assert.match(edge.lines.join("\n"), /edge: edge was not asked: it is your machine/);
    assert.equal((await verify("broken")).code, 1);
  });

  it("needs no cloud for stacks on this machine, whose folders show it", async () => {
    assert.deepEqual(await verify("local"), { lines: ["local: this machine holds nothing of it"], code: 0 });
    mkdirSync(join(folder.path, "home/local/nodes/server"), { recursive: true });
    const { lines, code } = await verify("local");
    assert.equal(code, 5);
    assert.match(lines[0]!, /^local: folder .*nodes\/server$/);
  });
});
