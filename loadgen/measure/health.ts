import { readFileSync } from "node:fs";
import { uptime } from "node:os";
import { monitorEventLoopDelay, performance, PerformanceObserver } from "node:perf_hooks";
import type { HealthSample } from "./second.ts";

/** Resolution of the loop-delay probe; its figures include the resolution, which is subtracted. */
const DELAY_GRAIN_MS = 10;

/** Shorter suspensions are not told from the coarse steps of the system's uptime, a second on some systems. */
const LEAST_SUSPENDED_MS = 2000;

/** Watches its own process; each `sample` covers the time since the last one. */
export function watchHealth(): { sample(): HealthSample; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: DELAY_GRAIN_MS });
  delay.enable();
  let gcMs = 0;
  let longestGcMs = 0;
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      gcMs += duration;
      longestGcMs = Math.max(longestGcMs, duration);
    }
  });
  collections.observe({ entryTypes: ["gc"] });
  let before = { at: performance.now(), cpu: process.cpuUsage(), loop: performance.eventLoopUtilization() };
  let machineBefore = readMachine();
  const suspension = watchSuspension(() => ({ uptimeMs: uptime() * 1000, monotonicMs: performance.now() }));

  return {
    sample() {
      const now = { at: performance.now(), cpu: process.cpuUsage(), loop: performance.eventLoopUtilization() };
      const machine = readMachine();
      const sample: HealthSample = {
        elapsedMs: now.at - before.at,
        cpuMs: (now.cpu.user - before.cpu.user + now.cpu.system - before.cpu.system) / 1000,
        eventLoopUtilisation: performance.eventLoopUtilization(now.loop, before.loop).utilization,
        loopDelayP99Ms: delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - DELAY_GRAIN_MS),
        gcMs,
        longestGcMs,
        ...betweenReadings(machineBefore, machine),
        suspendedMs: suspension(),
      };
      before = now;
      machineBefore = machine;
      delay.reset();
      gcMs = 0;
      longestGcMs = 0;
      return sample;
    },
    stop() {
      delay.disable();
      collections.disconnect();
    },
  };
}

/** CPU time of this process so far. */
export function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * Time since the last call for which the machine was suspended, in ms. The monotonic clock stands still then, the system's
 * uptime goes on. (The time of day would as well, but it is also set by hand and by time servers.)
 */
export function watchSuspension(read: () => { uptimeMs: number; monotonicMs: number }): () => number {
  let before = read();
  return () => {
    const now = read();
    const apartMs = now.uptimeMs - before.uptimeMs - (now.monotonicMs - before.monotonicMs);
    if (apartMs >= LEAST_SUSPENDED_MS || now.uptimeMs < before.uptimeMs) before = now;
    return apartMs >= LEAST_SUSPENDED_MS ? apartMs : 0;
  };
}

interface MachineReading {
  /** Ticks of all CPUs since the machine started. */
  total: number;
  idle: number;
  stolen: number;
  /** Bytes of all interfaces but the loopback. */
  inBytes: number;
  outBytes: number;
}

/** `undefined` outside Linux. */
function readMachine(): MachineReading | undefined {
  try {
    const [first = ""] = readFileSync("/proc/stat", "latin1").split("\n", 1);
    const ticks = first.trim().split(/\s+/).slice(1, 9).map(Number);
    const [idle = 0, waiting = 0] = ticks.slice(3);
    const total = ticks.reduce((sum, each) => sum + each, 0);
    return {
      total,
      idle: idle + waiting,
      stolen: ticks[7] ?? 0,
      ...networkBytes(readFileSync("/proc/net/dev", "latin1")),
    };
  } catch {
    return undefined;
  }
}

/** @param text of /proc/net/dev: two lines of titles, then one for each interface */
function networkBytes(text: string): { inBytes: number; outBytes: number } {
  const sum = { inBytes: 0, outBytes: 0 };
  for (const line of text.trim().split("\n").slice(2)) {
    const [name = "", figures = ""] = line.split(":");
    if (name.trim() === "lo") continue;
    const [inBytes, , , , , , , , outBytes] = figures.trim().split(/\s+/).map(Number);
    sum.inBytes += inBytes ?? 0;
    sum.outBytes += outBytes ?? 0;
  }
  return sum;
}

function betweenReadings(
  before: MachineReading | undefined,
  now: MachineReading | undefined,
): Pick<HealthSample, "steal" | "machine"> {
  if (before === undefined || now === undefined || now.total <= before.total) return { steal: null, machine: null };
  const ticks = now.total - before.total;
  const machine = {
    busy: 1 - (now.idle - before.idle) / ticks,
    inBytes: now.inBytes - before.inBytes,
    outBytes: now.outBytes - before.outBytes,
  };
  return { steal: (now.stolen - before.stolen) / ticks, machine };
}
