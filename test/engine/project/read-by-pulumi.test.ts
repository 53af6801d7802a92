import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { configValue } from "../../../engine/project/config.ts";
import { StackFile } from "../../../engine/project/stack-file.ts";
import { noSecrets } from "../../../engine/secrets/crypter.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

/**
 * Stack files, and the values that Pulumi's Go code (`workspace.LoadProjectStackBytes` of the project `proj`, then
 * `Value.Value`) reads from them; null where it refuses the file.
 */
type Read = [text: string, config: Record<string, string> | null];
const READ_BY_PULUMI = JSON.parse(
  readFileSync(new URL("../../fixtures/engine/stack-files/read-by-pulumi.json", import.meta.url), "utf8"),
) as Read[];

describe("values of stack files", () => {
  const folder = temporaryFolder();

  async function read(text: string): Promise<Record<string, string> | null> {
    const path = join(folder.path, "Pulumi.dev.yaml");
    await writeFile(path, text);
    const file = await StackFile.load(path, "proj").catch(() => undefined);
    const crypter = { ...noSecrets, decrypt: (text: string) => text };
    return file
      ? Object.fromEntries([...file.config].map(([key, raw]) => [key, configValue(raw, crypter).value]))
      : null;
  }

  it(`${READ_BY_PULUMI.length} stack files have the values that Pulumi reads: numbers, dates, anchors, merge keys`, async () => {
    const ours: Read[] = [];
    for (const [text] of READ_BY_PULUMI) ours.push([text, await read(text)]);
    assert.deepEqual(ours, READ_BY_PULUMI);
  });
});
