import assert from "node:assert/strict";
import { createServer } from "node:net";
import { join } from "node:path";
import { sshAgent } from "../../../cli/doctor/ssh-agent.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("doctor's look at the SSH agent", () => {
  const folder = temporaryFolder();

  it("no agent is fine, and an empty variable is none", async () => {
    for (const env of [{}, { SSH_AUTH_SOCK: "" }]) assert.equal((await sshAgent(env)).status, "ok");
  });

  it("an agent that answers is fine", async () => {
    const path = join(folder.path, "agent");
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      assert.equal((await sshAgent({ SSH_AUTH_SOCK: path })).status, "ok");
    } finally {
      server.close();
    }
  });

  it("a stale socket is noted with the reason and the way out", async () => {
    const { status, detail } = await sshAgent({ SSH_AUTH_SOCK: join(folder.path, "gone") });
    assert.equal(status, "note");
    assert.match(detail, /gone, where no agent answers \(connect ENOENT .*unset SSH_AUTH_SOCK/);
  });
});
