import assert from "node:assert/strict";
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

  it("a command runs with a secret on its standard input", async () => {
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

  it("a failed command reports the end of its standard error", async () => {
    const target = await serverThat(({ channel }) => {
      channel.stderr.write("stackmark: no such interface\n");
      channel.exit(1);
      channel.end();
    });
    await assert.rejects(run(target), { code: "SSH_COMMAND", message: /status 1: stackmark: no such interface$/ });
  });

  it("the client rejects a machine that shows another host key", async () => {
    const target = await serverThat();
    const hostKey = generateSshKeyPair("another").publicKey;
    await assert.rejects(connect({ ...target, hostKey }, 5000), { code: "SSH_REFUSED", message: /another host key/ });
  });

  it("the machine rejects a key that is not authorized", async () => {
    const target = await serverThat();
    const { privateKey } = generateSshKeyPair("stranger");
    await assert.rejects(connect({ ...target, privateKey }, 5000), { code: "SSH_REFUSED", message: /authorized_keys/ });
  });

  it("an invalid host key is rejected", async () => {
    const target = await serverThat();
    await assert.rejects(connect({ ...target, hostKey: "SHA256:abc" }, 5000), { code: "SSH_REFUSED" });
  });

  it("connecting fails if nothing listens", async () => {
    const target = await serverThat();
    server.close();
    await assert.rejects(connect(target, 5000), { code: "SSH_UNREACHABLE", message: /ECONNREFUSED/ });
  });

  it("a command fails if the machine goes down while it runs", async () => {
    const target = await serverThat(({ connection }) => connection.end());
    await assert.rejects(run(target), { code: "SSH_UNREACHABLE", message: /while a command ran/ });
  });
});
