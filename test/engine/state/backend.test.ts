import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { openBackend } from "../../../engine/state/backend.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("file backend", () => {
  const folder = temporaryFolder();

  it("a new backend folder is marked with the Pulumi CLI's layout version, once", async () => {
    await openBackend(folder.path);
    const meta = `${folder.path}/.pulumi/meta.yaml`;
    assert.equal(await readFile(meta, "utf8"), "version: 1\n");
    await writeFile(meta, "version: 1 # kept\n");
    await openBackend(folder.path);
    assert.equal(await readFile(meta, "utf8"), "version: 1 # kept\n");
  });

  it("a backend folder with another layout is refused", async () => {
    await openBackend(folder.path);
    await writeFile(`${folder.path}/.pulumi/meta.yaml`, "version: 2\n");
    await assert.rejects(openBackend(folder.path), { code: "STATE_BACKEND_UNSUPPORTED", message: /layout version 2/ });
  });
});
