import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { generateSshKeyPair } from "../../../infra/hosts/ssh-keys/lifecycle.ts";
import { connect } from "../../../infra/ssh/connection.ts";
import { startSshServer, type Exec, type SshServer } from "../../helpers/ssh-server.ts";

describe("an SSH connection", () => {
  let server: SshServer;
  afterEach(() => server?.close());

  async function serverThat(does?: (exec: Exec) => void) {
    server = await startSshServer(does);
    return server.target;
  }
  const run = async (target: SshServer["target"], stdin?: string) => {
    const connection = await connect(target, 5000);
    return connection.run("the command", { stdin, limitMs: 5000 }).finally(() => connection.close());
  };

  it("runs a command, with a secret on its standard input", async () => {
    const target = await serverThat(({ command, channel }) => {
      let stdin = "";
      channel.on("data", (chunk: Buffer) => (stdin += chunk.toString()));
      channel.on("end", () => {
        channel.write(`${command} read ${stdin}`);
        channel.exit(0);
        channel.end();
      });
    });
    assert.equal(await run(target, "secret"), "the command read secret");
  });

  it("fails with the end of what the command wrote to standard error", async () => {
    const target = await serverThat(({ channel }) => {
      channel.stderr.write("stackmark: no such interface\n");
      channel.exit(1);
      channel.end();
    });
    await assert.rejects(run(target), { code: "SSH_COMMAND", message: /status 1: stackmark: no such interface$/ });
  });

  it("is refused by its own side where the machine shows another host key", async () => {
    const target = await serverThat();
    const hostKey = generateSshKeyPair("another").publicKey;
    await assert.rejects(connect({ ...target, hostKey }, 5000), { code: "SSH_REFUSED", message: /another host key/ });
  });

  it("is refused by the machine where the key is not one that it lets in", async () => {
    const target = await serverThat();
    const { privateKey } = generateSshKeyPair("stranger");
    await assert.rejects(connect({ ...target, privateKey }, 5000), { code: "SSH_REFUSED", message: /authorized_keys/ });
  });

  it("takes no host key that is not one", async () => {
    const target = await serverThat();
    await assert.rejects(connect({ ...target, hostKey: "SHA256:abc" }, 5000), { code: "SSH_REFUSED" });
  });

  it("is given up where the machine takes the connection and says nothing", async () => {
    const target = await serverThat();
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    await assert.rejects(connect({ ...target, port }, 200), { code: "SSH_UNREACHABLE" });
    silent.close();
  });

  it("is given up where nobody listens", async () => {
    const target = await serverThat();
    server.close();
    await assert.rejects(connect(target, 5000), { code: "SSH_UNREACHABLE", message: /ECONNREFUSED/ });
  });

  it("gives a command up that is not over in time", async () => {
    const target = await serverThat();
    const connection = await connect(target, 5000);
    await assert.rejects(connection.run("hang", { limitMs: 100 }), { code: "SSH_COMMAND", message: /after 100 ms/ });
    connection.close();
  });

  it("says so when the machine goes down while a command runs", async () => {
    const target = await serverThat(({ connection }) => connection.end());
    await assert.rejects(run(target), { code: "SSH_UNREACHABLE", message: /while a command ran/ });
  });
});
