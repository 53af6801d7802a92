/** Recorded deployments, made into files that `stack import` takes. */
import { randomUUID } from "node:crypto";
import type { CaseStep, StepRecord } from "../recordings/recordings.ts";

type Resource = Record<string, unknown> & { type: string };

/** Whether the step's program, run again, has nothing to do: it succeeded, alone, and nothing is left half done. */
export function isSettled({ command, knobs, stack }: CaseStep, { exitCode, deployment }: StepRecord): boolean {
  const resources = (deployment?.resources ?? []) as Resource[];
  const halfDone = resources.some((state) => state.delete || state.initErrors);
  // Those have no diff, or read another stack; the text of their provider was not kept.
  const other = resources.some(({ type }) => type.includes("Plain") || type.includes("StackReference"));
  const pending = deployment && "pending_operations" in deployment;
  const plainUp = command.join(" ") === "up --yes --skip-preview" && !knobs && stack === undefined;
  return plainUp && exitCode === 0 && resources.length > 0 && !halfDone && !other && !pending;
}

/** Puts something back for what normalising took out; our import encrypts the secrets with the stack's own key. */
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
