import assert from "node:assert/strict";
import { connect as dialTcp, createServer, type AddressInfo } from "node:net";
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

  it("a machine that hangs up on the first attempts, as with too many logins at once, is dialled again", async () => {
    let attempts = 0;
    const busy = createServer((socket) => {
      attempts += 1;
      if (attempts === 1) return void socket.resetAndDestroy();
      if (attempts === 2) return void socket.end("Exceeded MaxStartups\r\n");
      const through = dialTcp(server.target.port);
      socket.pipe(through).pipe(socket);
    });
    await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
    const { port } = busy.address() as AddressInfo;
    const connection = await connect({ ...server.target, port }, 10_000);
    connection.close();
    busy.close();
    assert.equal(attempts, 3);
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
