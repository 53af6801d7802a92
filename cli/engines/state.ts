/** What a stack's state says, whichever engine keeps it. */
import type { StateResource } from "./engine.ts";

/** URNs of what stands for something outside the state. */
export const managed = (resources: readonly StateResource[]): string[] =>
  resources
    .filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"))
    .map(({ urn }) => urn);

/** The run that each cell of the state was measured in, by the cell's name. */
export const measuredRuns = (resources: readonly StateResource[]): Map<string, string> =>
  new Map(
    resources
      .filter(({ type, outputs }) => type.endsWith("/stackmark:LoadRun") && outputs?.status !== undefined)
      .map(({ urn, outputs }) => [urn.split("::").at(-1)!, String(outputs?.runId)]),
  );
