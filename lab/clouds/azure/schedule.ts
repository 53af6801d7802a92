/** Daily auto-shutdown of machines. */
import type { Kind } from "../kind.ts";
import { checkPlace, checkReference, checkTags } from "./checks.ts";
import { badRequest } from "./errors.ts";
import { pathOf, sameId } from "./id.ts";
import { shown } from "./shown.ts";
import { virtualMachines } from "./virtual-machine.ts";

interface Body {
  status?: string;
  taskType?: string;
  timeZoneId?: string;
  dailyRecurrence?: { time?: string };
  targetResourceId?: string;
  tags?: Record<string, string>;
}

const DAY_MS = 86_400_000;

/** The next time of day `HHmm` in UTC after this time. */
export function nextDailyMs(time: string, nowMs: number): number {
  const atMs = Math.floor(nowMs / DAY_MS) * DAY_MS + (Number(time.slice(0, 2)) * 60 + Number(time.slice(2))) * 60_000;
  return atMs > nowMs ? atMs : atMs + DAY_MS;
}

export const schedules: Kind = {
  name: "Microsoft.DevTestLab/schedules",
  path: pathOf("Microsoft.DevTestLab/schedules/{name}"),
  seconds: { create: 1, update: 1, delete: 1 },
  accept(change, world) {
    const { id, parts, old } = change;
    const { status = "Enabled", taskType, timeZoneId, dailyRecurrence, targetResourceId, tags } = change.body as Body;
    const location = checkPlace(change, this.name, world);
    checkTags(tags);
    if (taskType !== "ComputeVmShutdownTask")
      throw badRequest(
        "InvalidScheduleTaskType",
        `The task type '${taskType ?? ""}' of schedule ${parts.name!} is not supported.`,
      );
    if (targetResourceId === undefined)
      throw badRequest("MissingRequiredProperty", "The property 'targetResourceId' is required.");
    const vm = checkReference(id, targetResourceId, location, world);
    if (parts.name !== `shutdown-computevm-${vm.id.split("/").at(-1)!}`)
      throw badRequest(
        "InvalidScheduleId",
        `The schedule name '${parts.name!}' must be 'shutdown-computevm-' followed by the name of its virtual machine.`,
      );
    if (!/^([01]\d|2[0-3])[0-5]\d$/.test(dailyRecurrence?.time ?? ""))
      throw badRequest(
        "InvalidTimeOfDay",
        `The time '${dailyRecurrence?.time ?? ""}' of schedule ${parts.name} is not a time of day in the form HHmm.`,
      );
    if (timeZoneId !== "UTC")
      throw badRequest(
        "InvalidTimeZoneId",
        `The time zone '${timeZoneId ?? ""}' of schedule ${parts.name} is not known in the lab: only UTC is.`,
      );
    if (status !== "Enabled") return { location, nextMs: null };
    const isSameTime = (old?.body as Body | undefined)?.dailyRecurrence?.time === dailyRecurrence!.time;
    const next = nextDailyMs(dailyRecurrence!.time!, world.clock.nowMs());
    return { location, nextMs: (isSameTime ? old?.facts.nextMs : null) ?? next };
  },
  alarmMs: ({ facts }) => (facts.nextMs as number | null) ?? undefined,
  async ring(schedule, world) {
    const { dailyRecurrence, targetResourceId } = schedule.body as Body;
    schedule.facts.nextMs = nextDailyMs(dailyRecurrence!.time!, world.clock.nowMs());
    world.touched(schedule);
    const vm = world.all(virtualMachines.name).find((each) => sameId(each.id, targetResourceId));
    if (vm && vm.facts.power !== "deallocated") await virtualMachines.actions!.deallocate!.apply(vm, {}, world);
  },
  view: (schedule) => {
    return {
      ...shown(schedule),
      ...schedule.body,
      status: schedule.body.status ?? "Enabled",
      location: schedule.facts.location,
    };
  },
};
