/** What a result is worth that the archive doesn't hold whole. */
import { basename } from "node:path";
import type { LoadOutcome } from "@stackmark/loadgen";
import type { CellArchive } from "../../../results/archive/index.ts";
import { messageOf } from "../../../base/errors.ts";

/** The result made invalid, with what could not be written; the first such failure is the one that is told. */
export function archiveFailed(
  result: LoadOutcome["result"],
  archive: Pick<CellArchive, "dir">,
  error: unknown,
): LoadOutcome["result"] {
  if (result.reasons.some(({ code }) => code === "archive-failed")) return result;
  // Outputs hold no path of the machine that they were made on.
  const what = messageOf(error).replaceAll(archive.dir, basename(archive.dir));
  const message = `The archive does not hold the whole cell: ${what}.`;
  return { ...result, status: "invalid", reasons: [...result.reasons, { code: "archive-failed", message }] };
}
