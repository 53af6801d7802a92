/** The plugin on a real engine, which finds it on PATH. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { writePlugins } from "../../../../lab/plugins/write-plugins.ts";
import { root } from "../../../helpers/imports.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { startShellServer, type ShellServer } from "./shell-server.ts";

const PROGRAM = `
import { Command } from "@pulumi/command/remote/command.js";
import * as pulumi from "@pulumi/pulumi";

const { connection, script, trigger } = JSON.parse(process.env.ASKED);
const it = new Command("it", {
  connection,
  create: script,
  stdin: pulumi.secret("given secretly"),
  triggers: [trigger],
  addPreviousOutputInEnv: false,
  logging: "stderr",
});
export const stdout = it.stdout;
`;

interface Ran {
  code: number;
  output: string;
}

describe("remote commands on the embedded engine with the lab's plugin", function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  let server: ShellServer;

  beforeEach(async () => {
    server = await startShellServer();
    for (const name of ["state", "plugins"]) mkdirSync(join(folder.path, name));
    for (const name of ["node_modules", "package.json"]) symlinkSync(join(root, name), join(folder.path, name));
    writeFileSync(join(folder.path, "program.ts"), PROGRAM);
    const project = "name: lab\nruntime: {name: nodejs, options: {typescript: false}}\nmain: program.ts\n";
    writeFileSync(join(folder.path, "Pulumi.yaml"), project);
    await writePlugins(join(folder.path, "plugins"));
  });
  afterEach(() => server.close());

  async function pulumi(asked: { script?: string; trigger?: string }, ...args: string[]): Promise<Ran> {
    const { port, privateKey, hostKey } = server;
    const connection = { host: "127.0.0.1", port, user: "me", privateKey, hostKey, dialErrorLimit: 1 };
    const { SSH_AUTH_SOCK: _agent, ...inherited } = process.env;
    const env = {
      ...inherited,
      PATH: `${join(folder.path, "plugins")}${delimiter}${process.env.PATH}`,
      ASKED: JSON.stringify({ connection, script: "wc -c", trigger: "1", ...asked }),
      STACKMARK_LAB: folder.path,
      STACKMARK_HOME: join(folder.path, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder.path, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
    };
    const command = [join(root, "cli/main.mjs"), "pulumi", ...args, "--stack", "local-lab"];
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: folder.path, env });
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    }
  }

  const stateTexts = (): string[] =>
    readdirSync(join(folder.path, "state"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));

  it("are created, kept, changed, replaced by a trigger, failed and destroyed, and their secrets stay encrypted", async () => {
    await pulumi({}, "stack", "init");
    const up = (asked: { script?: string; trigger?: string }): Promise<Ran> => pulumi(asked, "up", "--yes");

    assert.match((await up({})).output, /stdout: "14"/);
    assert.match((await up({})).output, /2 unchanged/);
    assert.match((await up({ script: "echo second" })).output, /stdout: "14" => "second"[^]*1 updated/);
    assert.match((await up({ script: "echo second", trigger: "2" })).output, /1 replaced/);

    const failed = await up({ script: "echo why >&2; exit 7", trigger: "2" });
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /Process exited with status 7: running "echo why >&2; exit 7":\s+why/);

    const texts = stateTexts();
    assert.ok(texts.some((text) => text.includes("command:remote:Command")));
    for (const text of texts) assert.doesNotMatch(text, /PRIVATE KEY|given secretly/);

    assert.match((await pulumi({}, "destroy", "--yes")).output, /2 deleted/);
  });
});
