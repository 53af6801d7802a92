import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPassphrase } from "../../../engine/secrets/passphrase.ts";

describe("passphrase", () => {
  let projectDir: string;
  beforeEach(async () => (projectDir = await mkdtemp(join(tmpdir(), "passphrase-"))));
  afterEach(() => rm(projectDir, { recursive: true }));

  const find = (env: NodeJS.ProcessEnv, stack = "dev", home?: string) =>
    findPassphrase({ env, stack, projectDir, home });

  it("the passphrase in the environment takes precedence, even if it is empty", async () => {
    assert.deepEqual(await find({ PULUMI_CONFIG_PASSPHRASE: "a", PULUMI_CONFIG_PASSPHRASE_FILE: "none" }), {
      text: "a",
    });
    assert.deepEqual(await find({ PULUMI_CONFIG_PASSPHRASE: "" }), { text: "" });
  });

  it("a passphrase from a file is trimmed", async () => {
    await writeFile(join(projectDir, "phrase"), "  from file\n");
    assert.deepEqual(await find({ PULUMI_CONFIG_PASSPHRASE_FILE: "phrase" }), { text: "from file" });
    await assert.rejects(find({ PULUMI_CONFIG_PASSPHRASE_FILE: "nowhere" }), {
      code: "SECRETS_PASSPHRASE_FILE_UNREADABLE",
    });
  });

  it("a stack that is not local requires a passphrase", async () => {
    await assert.rejects(find({}, "dev", ".home"), {
      code: "SECRETS_PASSPHRASE_MISSING",
      message: /PULUMI_CONFIG_PASSPHRASE /,
    });
    assert.deepEqual(await readdir(projectDir), []);
  });

  it("a passphrase is generated once for local stacks, readable only by the owner", async () => {
    const first = await find({}, "local", ".home");
    const second = await find({}, "local-wan", ".home");
    const path = join(projectDir, ".home", "passphrase");
    assert.equal(first.created, path);
    assert.deepEqual(second, { text: first.text });
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await readFile(path, "utf8")).trim(), first.text);
  });

  it("concurrent runs use the same generated passphrase", async () => {
    const home = join(projectDir, "home");
    const found = await Promise.all(Array.from({ length: 8 }, () => find({}, "local", home)));
    assert.equal(new Set(found.map(({ text }) => text)).size, 1);
    assert.equal(found.filter(({ created }) => created).length, 1);
    assert.deepEqual(await readdir(home), ["passphrase"]);
  });
});
