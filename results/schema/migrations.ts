/**
 * Migrates archive files of older versions before they are validated: one step per version. A step invents nothing: what
 * was not recorded is `null`.
 */
import { ARCHIVE_VERSION } from "./run.ts";

type File = Record<string, unknown>;
type Step = (file: File) => File;

const same: Step = (file) => file;

/** By kind of file; the step at index n makes version n + 1 of version n. */
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  "stackmark-run-started": [same],
  // Version 0 left out the environment of cells that were measured before it was recorded, and knew no steal.
  "stackmark-cell": [(file) => ({ environment: null, stealPct: null, ...file })],
  "stackmark-run": [same],
  "stackmark-histograms": [same],
};

/** The value as this version would have written it; anything else than an older file of ours comes back as it is. */
export function migrate(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("kind" in value) || !("schemaVersion" in value)) return value;
  const { kind, schemaVersion: from } = value;
  const steps = typeof kind === "string" && Object.hasOwn(STEPS, kind) ? STEPS[kind]! : undefined;
  if (!steps || !Number.isInteger(from) || (from as number) < 0 || (from as number) >= ARCHIVE_VERSION) return value;
  const migrated = steps.slice(from as number).reduce<File>((file, step) => step(file), value as File);
  return { ...migrated, schemaVersion: ARCHIVE_VERSION };
}
