import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { connect } from "../../../infra/ssh/connection.ts";
import { startSshServer, type SshServer } from "../../helpers/ssh-server.ts";

describe("the deadlines of an SSH connection", () => {
  let server: SshServer;
  beforeEach(async () => void (server = await startSshServer()));
  afterEach(() => server.close());

  it("connecting ends after its timeout if the machine accepts the connection and sends nothing", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    await assert.rejects(connect({ ...server.target, port }, 200), { code: "SSH_UNREACHABLE" });
    silent.close();
  });

  it("a command ends after its timeout", async () => {
    const connection = await connect(server.target, 5000);
    await assert.rejects(connection.run("hang", { limitMs: 100 }), {
      code: "SSH_COMMAND",
      message: /did not end within 100 ms/,
    });
    connection.close();
  });
});
