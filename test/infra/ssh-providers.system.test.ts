/** The dynamic resources on a real engine: their providers' text runs in another process and finds what it imports. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "../helpers/temporary.ts";
import { root } from "../helpers/imports.ts";

const run = promisify(execFile);

const program = `
import { accessKey } from "${root}/infra/hosts/ssh-keys/resource.ts";
import { ClusterTokens } from "${root}/infra/k3s/tokens/resource.ts";
import { Uninstall } from "${root}/infra/k3s/uninstall/resource.ts";

export const { privateKey, publicKey } = accessKey("local");
export const { agentToken } = new ClusterTokens("tokens");
const access = { host: "127.0.0.1", port: 1, user: "nobody", privateKey, hostKey: publicKey };
new Uninstall({ stack: "local-ssh", node: "edge-node", access, connectLimitMs: 1000 });
`;
const project = "name: ssh\nruntime: {name: nodejs, options: {typescript: false}}\nmain: infra/program.ts\n";

describe("dynamic resources over SSH, on the embedded engine", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  /** The provider's process runs in the program's folder, so the folder needs the content of `infra/`. */
  async function layProject(): Promise<void> {
    await mkdir(join(folder.path, "infra"));
    await mkdir(join(folder.path, "state"));
    for (const entry of await readdir(join(root, "infra")))
      await symlink(join(root, "infra", entry), join(folder.path, "infra", entry));
    // package.json defines `#infra/`.
    for (const entry of ["node_modules", "package.json"]) await symlink(join(root, entry), join(folder.path, entry));
    await writeFile(join(folder.path, "infra", "program.ts"), program);
    await writeFile(join(folder.path, "Pulumi.yaml"), project);
  }

  const pulumi = async (...args: string[]): Promise<string> => {
    const env = {
      ...process.env,
      STACKMARK_HOME: join(folder.path, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder.path, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
    };
    const command = [join(root, "cli/main.mjs"), "pulumi", ...args, "--stack", "local-ssh"];
    return (await run(process.execPath, command, { cwd: folder.path, env })).stdout;
  };

  it("dynamic resources over SSH are created once, keep secrets encrypted in the state, and are destroyed even if the machine is gone", async () => {
    await layProject();
    await pulumi("stack", "init");
    await pulumi("up", "--yes");
    const outputs = JSON.parse(await pulumi("stack", "output", "--json", "--show-secrets"));
    assert.match(outputs.privateKey, /OPENSSH PRIVATE KEY/);
    assert.match(outputs.agentToken, /^[0-9a-f]{64}$/);

    const entries = await readdir(join(folder.path, "state"), { recursive: true, withFileTypes: true });
    const states = entries.filter((entry) => entry.isFile());
    assert.ok(states.length > 0);
    for (const file of states) {
      const text = await readFile(join(file.parentPath, file.name), "utf8");
      assert.ok(!text.includes("PRIVATE KEY") && !text.includes(outputs.agentToken), file.name);
    }

    assert.match(await pulumi("preview"), /4 unchanged/);
    assert.match(await pulumi("destroy", "--yes"), /4 deleted/);
    const leftOver = await readFile(join(folder.path, "home", "local-ssh", "left-over.ndjson"), "utf8");
    assert.match(leftOver, /"node":"edge-node".*ECONNREFUSED/);
  });
});
