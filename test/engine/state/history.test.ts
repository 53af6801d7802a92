import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { newSecretsProvider } from "../../../engine/secrets/provider.ts";
import { openBackend } from "../../../engine/state/backend.ts";
import type { UpdateInfo } from "../../../engine/state/history.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const update = (kind: UpdateInfo["kind"], startTime: number): UpdateInfo => ({
  kind,
  startTime,
  message: "",
  environment: {},
  config: {},
  result: "succeeded",
  endTime: startTime + 5,
  resourceChanges: { create: 2 },
});

describe("history of a stack", () => {
  const folder = temporaryFolder();

  it("the history lists updates newest first, each with its checkpoint and a backup", async () => {
    const state = (await openBackend(folder.path)).stack("shop", "dev");
    await state.create(await newSecretsProvider("test"));
    await state.recordUpdate(update("update", 100), new Date(100_000));
    await state.recordUpdate(update("destroy", 200), new Date(200_000));
    const written = [update("destroy", 200), update("update", 100)].map((info) => ({ ...info, version: 0 }));
    assert.deepEqual(await state.history(), written);
    assert.deepEqual(await state.history(1, 5), written.slice(1));
    assert.deepEqual(await state.history(0, 1), written.slice(0, 1));

    const names = (await readdir(state.layout.historyDir)).sort();
    assert.equal(names.length, 4);
    for (const name of names) assert.match(name, /^dev-\d{12,}\.(history|checkpoint)\.json$/);
    const [copy = ""] = names.filter((name) => name.includes("checkpoint"));
    const current = await readFile(state.layout.stateFile, "utf8");
    assert.equal(await readFile(join(state.layout.historyDir, copy), "utf8"), current);
    const backups = await readdir(state.layout.backupDir);
    assert.equal(backups.length, 2);
    for (const name of backups) assert.match(name, /^dev\.\d{12,}\.json$/);

    await writeFile(join(state.layout.historyDir, "dev-1.history.json"), "{");
    await assert.rejects(state.history(), { code: "STATE_UNREADABLE", message: /dev-1\.history\.json/ });
  });

  it("a history that cannot be written leaves no part of an entry, and the error says what is complete", async () => {
    const state = (await openBackend(folder.path)).stack("shop", "dev");
    await state.create(await newSecretsProvider("test"));
    const { backupDir, historyDir, stateFile } = state.layout;
    await mkdir(dirname(backupDir), { recursive: true });
    await writeFile(backupDir, "a file in the way");
    await assert.rejects(state.recordUpdate(update("update", 100)), ({ code, message }) => {
      assert.equal(code, "STATE_HISTORY_NOT_WRITTEN");
      return message.includes(`lacks this operation; the state is as the operation left it, in ${stateFile}`);
    });
    assert.deepEqual(await readdir(historyDir), []);
  });
});
