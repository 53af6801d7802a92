/** Reads, decrypts and writes again the state and stack files that the Pulumi CLI wrote during its recordings. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { programConfig } from "../../../engine/project/config.ts";
import { parseProject } from "../../../engine/project/project-file.ts";
import { StackFile } from "../../../engine/project/stack-file.ts";
import { secretsProviderFor } from "../../../engine/secrets/provider.ts";
import { CheckpointWriter } from "../../../engine/state/checkpoint.ts";
import { integrityProblems } from "../../../engine/state/integrity.ts";
import { recordingFolders } from "../recordings/recordings.ts";
import { parseCheckpoint, snapshotOf } from "../../../engine/state/parse.ts";

const files = recordingFolders()
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)));
const read = (file: string): string => readFileSync(file, "utf8");

const title = (file: string): string => join(basename(dirname(file)), basename(file));

/** The Pulumi CLI writes times with nanoseconds, this engine with milliseconds. */
const withoutTime = (text: string): string => text.replace(/"manifest":\{"time":"[^"]*"/, '"manifest":{"time":""');

describe("files of the Pulumi CLI", () => {
  it("the recordings have state files and stack files", () => {
    for (const kind of [/\.checkpoint\.json$/, /Pulumi\.\w+\.yaml$/])
      assert.ok(
        files.some((file) => kind.test(file)),
        String(kind),
      );
  });

  for (const file of files.filter((name) => name.endsWith(".checkpoint.json")))
    it(`${title(file)} passes the integrity check, and is written again byte for byte`, async () => {
      const text = read(file);
      const { envelope, deployment } = parseCheckpoint(text);
      const secrets = await secretsProviderFor("oracle", deployment.secrets_providers?.state?.salt ?? "");
      const snapshot = snapshotOf(deployment, secrets);
      assert.deepEqual(integrityProblems(snapshot), []);
      const written = new CheckpointWriter(envelope, secrets).write(snapshot, new Date());
      assert.equal(withoutTime(String(written)), withoutTime(text));
    });

  for (const file of files.filter((name) => /Pulumi\.\w+\.yaml$/.test(name)))
    it(`${title(file)} is decrypted with the passphrase`, async () => {
      const stack = await StackFile.load(file, "oracle");
      const secrets = await secretsProviderFor("oracle", stack.salt ?? "");
      const project = parseProject("name: oracle\nruntime: nodejs\n", "/Pulumi.yaml");
      const config = programConfig({ values: stack.config, project, crypter: secrets });
      const isConfigured = read(file).includes("config:");
      assert.equal(config.get("oracle:token")?.value, isConfigured ? "s3cret" : undefined);
    });
});
