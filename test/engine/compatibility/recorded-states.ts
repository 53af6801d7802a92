/** Converts recorded deployments to files for `stack import`. */
import { randomUUID } from "node:crypto";
import type { CaseStep, StepRecord } from "../recordings/recordings.ts";

type Resource = Record<string, unknown> & { type: string };

/** Whether a preview of the same program must find no changes: the step was a plain, successful `up` of a single stack. */
export function isSettled({ command, knobs, stack }: CaseStep, { exitCode, deployment }: StepRecord): boolean {
  const resources = (deployment?.resources ?? []) as Resource[];
  const halfDone = resources.some((state) => state.delete || state.initErrors);
  // These have no diff, or read another stack, and the text of their provider was not kept.
  const other = resources.some(({ type }) => type.includes("Plain") || type.includes("StackReference"));
  const pending = deployment && "pending_operations" in deployment;
  const plainUp = command.join(" ") === "up --yes --skip-preview" && !knobs && stack === undefined;
  return plainUp && exitCode === 0 && resources.length > 0 && !halfDone && !other && !pending;
}

/** Replaces normalised texts by valid ones. The import encrypts the secrets with the key of the stack. */
export function importable(deployment: unknown, dir: string, providerText: string): string {
  const uuids = new Map<string, string>();
  const uuidOf = (name: string): string => {
    const uuid = uuids.get(name) ?? randomUUID();
    uuids.set(name, uuid);
    return uuid;
  };
  const { secrets_providers: _, ...rest } = deployment as Record<string, unknown>;
  const text = JSON.stringify({ version: 3, deployment: rest })
    .replaceAll('"<provider>"', () => JSON.stringify(providerText))
    .replaceAll("<dir>", dir)
    .replaceAll("<time>", "2026-11-22T03:00:00Z");
  return text.replace(/<uuid-\d+>/g, uuidOf);
}
