/**
 * Folders in which imports write a run before they move it into the archive. Their names start with a dot, so they are
 * never listed as runs, and say which process writes them, so a later import can remove those of processes that died.
 */
import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { jsonOf } from "../../base/json.ts";
import { identityOf, isProvablyDead, type ProcessIdentity } from "../../base/process-identity.ts";

const NAME = /^\.import-([A-Za-z0-9_-]+)\.[0-9a-f]+$/;
const identitySchema = z.object({
  pid: z.int().positive(),
  startTime: z.string().optional(),
  pidNamespace: z.string().optional(),
});

/** A new name of a folder that this process writes. */
export const draftName = (owner: ProcessIdentity = identityOf(process.pid)): string =>
  `.import-${Buffer.from(JSON.stringify(owner)).toString("base64url")}.${randomBytes(4).toString("hex")}`;

/** Removes the drafts whose processes are provably dead; what cannot be removed stays. */
export async function removeStaleDrafts(runsDir: string): Promise<void> {
  const names = await readdir(runsDir).catch(() => []);
  for (const name of names) {
    const owner = ownerOf(name);
    if (owner && isProvablyDead(owner))
      await rm(join(runsDir, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function ownerOf(name: string): ProcessIdentity | undefined {
  const [, encoded] = NAME.exec(name) ?? [];
  if (encoded === undefined) return undefined;
  return identitySchema.safeParse(jsonOf(Buffer.from(encoded, "base64url").toString())).data;
}
