import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { create, diff, remove, type ClaimProps } from "../../../../infra/generators/claim/lifecycle.ts";
import { exactly, releaseScript } from "../../../../infra/generators/claim/scripts.ts";
import { startSshServer } from "../../../helpers/ssh-server.ts";
import { withHome } from "../../helpers/home.ts";

const target = { host: "203.0.113.20", port: 22, user: "ubuntu", privateKey: "one", hostKey: "ssh-ed25519 A" };
const PROPS: ClaimProps = { stack: "office", node: "desk", target };

describe("a stack's claim on a generator machine", () => {
  const home = withHome();

  it("claims of stacks of the same name differ", () => {
    assert.notEqual(create(PROPS).id, create(PROPS).id);
    assert.match(create(PROPS).id, /^office-[0-9a-f]{8}$/);
  });

  it("another key is an update, and another machine or user a replacement, which removes what the former has", () => {
    assert.deepEqual(diff(PROPS, PROPS), { changes: false, replaces: [] });
    const rotated = { ...PROPS, target: { ...target, privateKey: "two" } };
    assert.deepEqual(diff(PROPS, rotated), { changes: true, replaces: [] });
    for (const home_ of [{ host: "203.0.113.21" }, { user: "root" }])
      assert.deepEqual(diff(PROPS, { ...PROPS, target: { ...target, ...home_ } }).replaces, ["target"]);
  });

  it("a deleted claim runs its script as the user whose home it is", async () => {
    const commands: string[] = [];
    const server = await startSshServer(({ command, channel }) => {
      commands.push(command);
      channel.exit(0);
      channel.end();
    });
    await remove("office-0a1b2c3d", { ...PROPS, target: server.target });
    server.close();
    assert.deepEqual(commands, [releaseScript(exactly("office-0a1b2c3d"))]);
  });

  it("a machine that cannot be reached is recorded as left over, with a script for its owner, and does not fail the destroy", async () => {
    const server = await startSshServer();
    server.close();
    await remove("office-0a1b2c3d", { ...PROPS, target: server.target });
    const line = JSON.parse(await readFile(join(home.path, "office", "left-over.ndjson"), "utf8"));
    assert.deepEqual([line.what, line.node], ["the load generator", "desk"]);
    assert.match(line.reason, /could not be reached/);
    const script = join(home.path, "office", "uninstall-desk.sh");
    assert.equal(line.remedy, `sh uninstall-desk.sh as me, a copy of ${script}`);
    assert.equal(await readFile(script, "utf8"), releaseScript(exactly("office-0a1b2c3d")));
  });
});
