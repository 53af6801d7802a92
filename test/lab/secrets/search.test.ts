import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { changedSince, filesOf } from "../../../lab/secrets/files.ts";
import { secretsInClear } from "../../../lab/secrets/search.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const TOKEN = "K10f00::server:0123456789abcdef";
const SECRETS = new Map([[TOKEN, "join.outputs"]]);

describe("the search for secrets in clear", () => {
  const folder = temporaryFolder();

  function write(path: string, { mode = 0o600, folderMode = 0o755 } = {}): void {
    const file = join(folder.path, path);
    mkdirSync(dirname(file), { recursive: true, mode: folderMode });
    writeFileSync(file, TOKEN, { mode });
  }
  const found = (): string[] =>
    secretsInClear(SECRETS, { files: filesOf(folder.path), commandLines: [] })
      .map((where) => where.slice(folder.path.length + 1))
      .sort();

  it("says where a secret is, and which, without the secret", () => {
    write("lab.log");
    const commandLines = [`k3s agent --token ${TOKEN}`, "sleep 1"];
    assert.deepEqual(
      secretsInClear(SECRETS, { files: filesOf(folder.path), commandLines, printed: `token: ${TOKEN}` }),
      [
        `${join(folder.path, "lab.log")}: join.outputs`,
        "command line of k3s: join.outputs",
        "output of commands: join.outputs",
      ],
    );
  });

  it("reads logs, the stack files and all that the operator has, hidden folders included", () => {
    const paths = ["faults.log", "home/.pulumi/state.json", "home/runs/a/run.json", "project/Pulumi.single.yaml"];
    for (const path of [...paths, "plugins/other", "access.json"]) write(path);
    assert.deepEqual(
      found(),
      paths.map((path) => `${path}: join.outputs`),
    );
  });

  it("lets the join script for an owner have its token, if only its user may read it", () => {
    write("home/single/join-edge.sh");
    assert.deepEqual(found(), []);
    write("home/single/join-open.sh", { mode: 0o644 });
    assert.deepEqual(found(), ["home/single/join-open.sh: join.outputs"]);
  });

  it("reads all logs of a machine, and of its other files those that each of its users may read", () => {
    const disk = "machines/server/disk";
    write(`${disk}/own/var/log/pods/a/0.log`, { mode: 0o640 });
    write(`${disk}/layer/etc/rancher/k3s/config.yaml`, { mode: 0o644 });
    write(`${disk}/layer/etc/rancher/k3s/token`);
    write(`${disk}/own/var/lib/rancher/k3s/server/token`, { mode: 0o644, folderMode: 0o700 });
    write("machines/server/console.log");
    assert.deepEqual(found(), [
      "machines/server/console.log: join.outputs",
      `${disk}/layer/etc/rancher/k3s/config.yaml: join.outputs`,
      `${disk}/own/var/log/pods/a/0.log: join.outputs`,
    ]);
  });

  it("can be limited to what was written since, and skips what has gone", () => {
    write("lab.log");
    assert.deepEqual(changedSince(filesOf(folder.path), Date.now() + 60_000), []);
    const gone = join(folder.path, "gone");
    assert.deepEqual(changedSince([...filesOf(folder.path), gone], Date.now() - 60_000), [
      join(folder.path, "lab.log"),
    ]);
    assert.deepEqual(secretsInClear(SECRETS, { files: [gone], commandLines: [] }), []);
  });
});
