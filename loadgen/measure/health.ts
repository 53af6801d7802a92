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
  let stealBefore = readSteal();
  const suspension = watchSuspension(() => ({ uptimeMs: uptime() * 1000, monotonicMs: performance.now() }));

  return {
    sample() {
      const now = { at: performance.now(), cpu: process.cpuUsage(), loop: performance.eventLoopUtilization() };
      const steal = readSteal();
      const sample: HealthSample = {
        elapsedMs: now.at - before.at,
        cpuMs: (now.cpu.user - before.cpu.user + now.cpu.system - before.cpu.system) / 1000,
        eventLoopUtilisation: performance.eventLoopUtilization(now.loop, before.loop).utilization,
        loopDelayP99Ms: delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - DELAY_GRAIN_MS),
        gcMs,
        longestGcMs,
        steal: share(stealBefore, steal),
        suspendedMs: suspension(),
      };
      before = now;
      stealBefore = steal;
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

interface Ticks {
  total: number;
  stolen: number;
}

/** `undefined` outside Linux. */
function readSteal(): Ticks | undefined {
  try {
    const [first = ""] = readFileSync("/proc/stat", "latin1").split("\n", 1);
    const ticks = first.trim().split(/\s+/).slice(1, 9).map(Number);
    return { total: ticks.reduce((sum, each) => sum + each, 0), stolen: ticks[7] ?? 0 };
  } catch {
    return undefined;
  }
}

function share(before: Ticks | undefined, now: Ticks | undefined): number | null {
  if (before === undefined || now === undefined || now.total <= before.total) return null;
  return (now.stolen - before.stolen) / (now.total - before.total);
}
