/**
 * Migrates archive files of older versions before they are validated, with one step per version. What an older version did
 * not record is `null`.
 */
import { ARCHIVE_VERSION } from "./run.ts";

type File = Record<string, unknown>;
type Step = (file: File) => File;

const same: Step = (file) => file;

/** Steps by kind of file; the step at index n migrates version n to version n + 1. */
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  "stackmark-run-started": [same],
  // Early files of version 0 have no environment, and none has `stealPct`.
  "stackmark-cell": [(file) => ({ environment: null, stealPct: null, ...file })],
  "stackmark-run": [same],
  "stackmark-histograms": [same],
};

/** Migrates an older archive file to this version; returns every other value unchanged. */
export function migrate(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("kind" in value) || !("schemaVersion" in value)) return value;
  const { kind, schemaVersion: from } = value;
  const steps = typeof kind === "string" && Object.hasOwn(STEPS, kind) ? STEPS[kind]! : undefined;
  if (!steps || !Number.isInteger(from) || (from as number) < 0 || (from as number) >= ARCHIVE_VERSION) return value;
  const migrated = steps.slice(from as number).reduce<File>((file, step) => step(file), value as File);
  return { ...migrated, schemaVersion: ARCHIVE_VERSION };
}
