/** What is billed, from when to when. */
import type { Billed } from "./kind.ts";
import type { MeterRecord, Resource, State } from "./store.ts";

const keyOf = ({ item, sku, region }: Billed): string => `${item} ${sku} ${region}`;

/** Begins and ends records, so that exactly these items of the resource are billed from now on. */
export function meter(state: State, resource: Resource, billed: readonly Billed[], nowMs: number): void {
  const open = state.meters.filter((each) => each.toMs === null && each.resource === resource.id);
  const wanted = new Set(billed.map(keyOf));
  for (const record of open) if (!wanted.has(keyOf(record))) record.toMs = nowMs;
  const running = new Set(open.filter((each) => each.toMs === null).map(keyOf));
  for (const each of billed)
    if (!running.has(keyOf(each)))
      state.meters.push({ resource: resource.id, ...each, fromMs: nowMs, toMs: null } satisfies MeterRecord);
}
